"""The start frame: what to run, next to which backend, with which limits."""

from __future__ import annotations

import json
import mmap
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from spinwire_program.errors import SpinwireError
from spinwire_program.frames import Assembler, Channel, FrameKind, credit_of, received


@dataclass(frozen=True)
class Start:
    """A start frame, taken apart.

    Attributes:
        job_id: 32 lower-case hexadecimal digits.
        seed_job_id: The job whose seed this one has: itself, or the job that it runs again.
        attempt: Which run of the job this is; the first is 1.
        program_name: The program's name in its metadata, for file names in tracebacks.
        backend: Description of the device, as users see it too; empty when the process has it.
        publish_credit: How many messages may be published before the first credit frame.
        message_byte_count_max: Longest message that may be published, in bytes of its JSON.
        result_byte_count_max: Longest result, in bytes of its JSON; ``None`` where nothing was
        said.
        log_level: Name of a logging level, or ``None`` to leave logging alone.
        source: The program's source, as uploaded.
        inputs: The inputs' JSON, not yet decoded; empty when they are in a file.
        inputs_descriptor: That file, or ``None``.
        checkpoint: JSON of the checkpoint that the run begins with; empty without one.
        may_follow: Whether another start may follow in this process.
        is_loaded: Whether the process has served a start before; it has the program and the device
            then, and source and backend are empty.
        circuit_descriptor: A connected socket of the simulator, or ``None``.
        schemas: JSON with the program's schemas, for what the coordinator does not look at.
        checks_inputs: Whether the inputs are still to be held against theirs.
        complaint_count_max: Most messages that do not fit and are told of in the log.
        inline_byte_count_max: Longer messages, in bytes of their JSON, are for this process to
            check.
    """

    job_id: str
    seed_job_id: str
    attempt: int
    program_name: str
    backend: dict[str, Any]
    publish_credit: int
    message_byte_count_max: int
    result_byte_count_max: int | None
    log_level: str | None
    source: bytes
    inputs: bytes
    checkpoint: bytes = b""
    may_follow: bool = False
    is_loaded: bool = False
    circuit_descriptor: int | None = field(default=None)
    schemas: str | None = None
    checks_inputs: bool = False
    complaint_count_max: int = 0
    inline_byte_count_max: int = 0
    inputs_descriptor: int | None = field(default=None)

    def take_inputs(self) -> bytes | str:
        """Return the inputs' JSON. Those in a file are copied once, as text; it is closed then.

        Raises:
            ValueError: They are not UTF-8.
        """
        if self.inputs_descriptor is None:
            return self.inputs
        try:
            with mmap.mmap(self.inputs_descriptor, 0, access=mmap.ACCESS_READ) as data:
                return str(data, "utf-8")
        finally:
            os.close(self.inputs_descriptor)


def receive_start(channel: Channel) -> Start:
    """Wait for the start frame.

    Raises:
        EOFError: The executor closed the channel instead.
        SpinwireError: ``wire.malformed``, ``payload.tooLarge``.
    """
    assembler = Assembler()
    descriptors: list[int] = []
    inputs_descriptor: int | None = None
    early_credit = 0
    while True:
        frame, arrived = received(channel)
        if frame[0] == FrameKind.INPUTS and arrived and inputs_descriptor is None:
            inputs_descriptor = arrived[0]
            continue
        descriptors += arrived
        whole = assembler.take(frame)
        if whole is None:
            continue
        kind, body = whole
        if kind == FrameKind.CREDIT:
            early_credit += credit_of(body)
        elif kind == FrameKind.START:
            for surplus in descriptors[1:]:
                os.close(surplus)
            circuit_descriptor = descriptors[0] if descriptors else None
            return parse_start(body, circuit_descriptor, early_credit, inputs_descriptor)
        else:
            context = {"kind": f"0x{kind:02x}"}
            raise SpinwireError("wire.malformed", "A start frame was expected.", context)


def parse_start(
    body: bytes,
    circuit_descriptor: int | None = None,
    early_credit: int = 0,
    inputs_descriptor: int | None = None,
) -> Start:
    """Take the body of a start frame apart; raises ``wire.malformed``."""
    header, offset = _counted(body, 0)
    source, offset = _counted(body, offset)
    try:
        fields = json.loads(header)
        limit = fields.get("result_byte_count_max")
        log_level = fields.get("log_level")
        is_loaded = bool(fields.get("is_loaded"))
        end = len(body) - int(fields.get("checkpoint_byte_count") or 0)
        if not offset <= end <= len(body):
            raise ValueError("checkpoint_byte_count")
        return Start(
            job_id=str(fields["job_id"]),
            seed_job_id=str(fields.get("rerun_of") or fields["job_id"]),
            attempt=int(fields["attempt"]),
            program_name=str(fields.get("program_name") or fields.get("program_id") or "program"),
            backend=dict(fields.get("backend") or {} if is_loaded else fields["backend"]),
            publish_credit=int(fields["publish_credit"]) + early_credit,
            message_byte_count_max=int(fields["message_byte_count_max"]),
            result_byte_count_max=None if limit is None else int(limit),
            log_level=None if log_level is None else str(log_level),
            source=source,
            inputs=body[offset:end],
            checkpoint=body[end:],
            may_follow=bool(fields.get("may_follow")),
            is_loaded=is_loaded,
            circuit_descriptor=circuit_descriptor,
            inputs_descriptor=inputs_descriptor,
            schemas=None if fields.get("schemas") is None else str(fields["schemas"]),
            checks_inputs=bool(fields.get("checks_inputs")),
            complaint_count_max=int(fields.get("complaint_count_max") or 0),
            inline_byte_count_max=int(fields.get("inline_byte_count_max") or 0),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        context = {"reason": repr(error)}
        raise SpinwireError("wire.malformed", "The start frame's JSON is wrong.", context) from None


def _counted(body: bytes, offset: int) -> tuple[bytes, int]:
    """Return the bytes behind a u32 length at ``offset``, and the offset after them."""
    if offset + 4 > len(body):
        raise SpinwireError("wire.malformed", "The start frame ends early.")
    (byte_count,) = struct.unpack_from(">I", body, offset)
    end = offset + 4 + byte_count
    if end > len(body):
        raise SpinwireError("wire.malformed", "The start frame ends early.")
    return body[offset + 4 : end], end
