"""A service of a few lines over real sockets, for what the real one does not do on demand.

It keeps timelines in memory and speaks the protocol by hand-made bytes, so that the client's own
encoder is not checked against itself. Tests tell it what to lose, repeat or hold back.
"""

from __future__ import annotations

import hashlib
import json
import queue
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import zmq
from zmq.auth.thread import ThreadAuthenticator

ACCOUNT = "alice"
TOKEN = "spw_alice_" + "0f" * 32
HEADER = struct.Struct(">BBBBHHQ16sQ")
STATUS, INTERIM, LOG, METRIC, RESULT, SUBSCRIBED = 0x60, 0x61, 0x62, 0x63, 0x64, 0x65
WORDS = {STATUS: b"status", INTERIM: b"interim", LOG: b"log", METRIC: b"metric", RESULT: b"result"}
REPLY, ERROR = 0x40, 0x41
FINAL_STATUSES = ("completed", "failed", "cancelled", "ran-too-long", "lost")


def header(
    kind: int,
    sequence: int = 0,
    job: bytes = bytes(16),
    *,
    content: int = 1,
    form: int = 0,
    flags: int = 0,
    attempt: int = 0,
    time: int = 0,
) -> bytes:
    """The 40 bytes of a header."""
    return HEADER.pack(kind, 1, content, form, flags, attempt, sequence, job, time)


class StoredEvent:
    """One entry of a timeline."""

    def __init__(self, head: bytes, body: bytes) -> None:
        self.head = head
        self.body = body

    @property
    def kind(self) -> int:
        return self.head[0]

    @property
    def sequence(self) -> int:
        return int.from_bytes(self.head[8:16], "big")


class Refusal(Exception):
    """What a command is refused with."""

    def __init__(self, code: str, message: str = "No.") -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def _block(events: list[StoredEvent]) -> bytes:
    packed = [event.head + event.body for event in events]
    return b"".join(struct.pack(">I", len(data)) + data for data in packed)


class LittleService:
    """Runs in a thread of its own until ``close``."""

    INLINE_EVENT_BYTE_COUNT_MAX = 4096
    FRAME_BYTE_COUNT_MAX = 64 << 10

    def __init__(self) -> None:
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.authenticator = ThreadAuthenticator(self.context)
        self.authenticator.start()
        self.authenticator.configure_plain(domain="*", passwords={ACCOUNT: TOKEN})
        self.timelines: dict[bytes, list[StoredEvent]] = {}
        self.answers: dict[str, bytes] = {}
        self.bodies: dict[str, bytearray] = {}
        self.inputs: dict[bytes, tuple[int, bytes]] = {}
        #: Every command that came: kind and fields.
        self.received: queue.SimpleQueue[tuple[int, dict[str, Any]]] = queue.SimpleQueue()
        #: Kinds of commands that get no answer, with how many of them.
        self.unanswered: dict[int, int] = {}
        #: Kinds of commands that are refused.
        self.refused: dict[int, str] = {}
        #: What the summary of every job says besides.
        self.summary_fields: dict[str, Any] = {}
        #: Whether a published event reaches anybody.
        self.publishes: Callable[[StoredEvent], bool] = lambda event: True
        #: Before which chunk of a body all bodies are lost, once.
        self.loses_before_chunk = 0
        self._chunk_count = 0
        self.confirms = True
        self.job_count = 0
        self._awaiting: list[tuple[zmq.Socket[bytes], list[bytes], float, list[str], int]] = []
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._wake_in, self._wake_out = socket.socketpair()
        self._stopped = False
        self._ports: list[int] = []
        self._open()
        self._thread = threading.Thread(target=self._run, name="little-service")
        self._thread.start()

    # For tests.

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self._ports[0]}"

    def do(self, order: Callable[[], None]) -> None:
        """Carry out something on the service's thread, and wait for it."""
        done = threading.Event()

        def carry_out() -> None:
            try:
                order()
            finally:
                done.set()

        self._orders.put(carry_out)
        self._wake_out.send(b"\0")
        assert done.wait(10)

    def add(
        self, job: str, kind: int, body: bytes, *, attempt: int = 1, form: int = 0, content: int = 1
    ) -> None:
        """Store an event, and publish it."""
        self.do(lambda: self._add(bytes.fromhex(job), kind, body, attempt, form, content))

    def end(
        self, job: str, result: object = None, status: str = "completed", **fields: str
    ) -> None:
        """Store and publish the end of a job."""
        if status == "completed":
            self.add(job, RESULT, json.dumps(result).encode())
        self.add(job, STATUS, json.dumps({"status": status, **fields}).encode())

    def republish(self, job: str, sequence: int) -> None:
        """Publish a stored event again."""
        key = bytes.fromhex(job)
        self.do(lambda: self._publish(key, self.timelines[key][sequence - 1]))

    def lose_connections(self) -> None:
        """Close all sockets and open them again, on the same ports."""

        def order() -> None:
            self._close_sockets()
            self._open()

        self.do(order)

    def close(self) -> None:
        self._stopped = True
        self._wake_out.send(b"\0")
        self._thread.join()
        self._close_sockets()
        self.authenticator.stop()
        self.context.term()
        self._wake_in.close()
        self._wake_out.close()

    # On the service's thread.

    def _open(self) -> None:
        kinds = (zmq.ROUTER, zmq.XPUB, zmq.ROUTER)
        self._sockets = [self.context.socket(kind) for kind in kinds]
        for index, made in enumerate(self._sockets):
            made.linger = 0
            made.plain_server = True
            if index == 1:
                made.setsockopt(zmq.XPUB_MANUAL, 1)
            else:
                made.setsockopt(zmq.ROUTER_MANDATORY, 1)
            if len(self._ports) > index:
                self._bind_again(made, self._ports[index])
            else:
                self._ports.append(made.bind_to_random_port("tcp://127.0.0.1"))
        self.commands, self.events, self.bodies_socket = self._sockets
        self._poller = zmq.Poller()
        for made in self._sockets:
            self._poller.register(made, zmq.POLLIN)
        self._poller.register(self._wake_in, zmq.POLLIN)

    @staticmethod
    def _bind_again(made: zmq.Socket[bytes], port: int) -> None:
        # ZeroMQ closes a listener some time after its socket.
        deadline = time.monotonic() + 10
        while True:
            try:
                made.bind(f"tcp://127.0.0.1:{port}")
                return
            except zmq.ZMQError:
                if time.monotonic() > deadline:
                    raise
                made.poll(1)

    def _close_sockets(self) -> None:
        for made in self._sockets:
            made.close(0)

    def _run(self) -> None:
        while not self._stopped:
            ready = dict(self._poller.poll(20 if self._awaiting else None))
            if self._wake_in.fileno() in ready:
                self._wake_in.recv(4096)
            if self.events in ready:
                self._wished(self.events.recv())
            for sock in (self.commands, self.bodies_socket):
                if sock in ready:
                    self._command(sock, sock.recv_multipart())
            while not self._orders.empty():
                self._orders.get()()
            self._answer_awaiting()

    def _answer_awaiting(self) -> None:
        """Answer who waits for the ends of jobs that have ended, or has waited for long enough."""
        for waiting in list(self._awaiting):
            sock, frames, until, ids, count_min = waiting
            ended = [name for name in ids if self._is_final(self.timelines[bytes.fromhex(name)])]
            if len(ended) < count_min and time.monotonic() < until:
                continue
            self._awaiting.remove(waiting)
            # Who has removed timelines tells of ends without them.
            told = [] if 0x18 in self.refused else ended
            rows = [event for name in told for event in self.timelines[bytes.fromhex(name)][-2:]]
            reply = header(REPLY, HEADER.unpack(frames[2])[6], b"\0" * 16)
            blocks = [_block(rows)] if rows else []
            with suppress(zmq.ZMQError):
                answer = json.dumps({"job_ids": ended}).encode()
                sock.send_multipart([frames[0], b"SW/1", reply, answer, *blocks])

    def _wished(self, wish: bytes) -> None:
        begins, topic = wish[0] == 1, wish[1:]
        job = bytes.fromhex(topic[:32].decode())
        if not begins:
            for word in WORDS.values():
                self.events.setsockopt(zmq.UNSUBSCRIBE, topic + word)
            return
        if job not in self.timelines:
            return
        if self.confirms:
            marker = topic + b"subscribed"
            self.events.setsockopt(zmq.SUBSCRIBE, marker)
            timeline = self.timelines[job]
            head = header(
                SUBSCRIBED, len(timeline), job, content=0, flags=int(self._is_final(timeline))
            )
            self.events.send_multipart([marker, head, b""])
            self.events.setsockopt(zmq.UNSUBSCRIBE, marker)
        for word in WORDS.values():
            self.events.setsockopt(zmq.SUBSCRIBE, topic + word)

    def _add(
        self, job: bytes, kind: int, body: bytes, attempt: int, form: int, content: int
    ) -> None:
        timeline = self.timelines[job]
        flags = int(kind == STATUS and json.loads(body)["status"] in FINAL_STATUSES)
        head = header(
            kind,
            len(timeline) + 1,
            job,
            attempt=attempt,
            form=form,
            content=content,
            flags=flags,
        )
        event = StoredEvent(head, body)
        timeline.append(event)
        if self.publishes(event):
            self._publish(job, event)

    def _publish(self, job: bytes, event: StoredEvent) -> None:
        topic = job.hex().encode() + b"." + WORDS[event.kind]
        head, body = event.head, event.body
        if len(body) > self.INLINE_EVENT_BYTE_COUNT_MAX:
            head, body = head[:3] + b"\2" + head[4:], struct.pack(">Q", len(body))
        self.events.send_multipart([topic, head, body])

    def _command(self, sock: zmq.Socket[bytes], frames: list[bytes]) -> None:
        peer, tag, head, *rest = frames
        assert tag == b"SW/1" and len(head) == 40
        kind, version, _, form, flags, _, correlation, job, _ = HEADER.unpack(head)
        assert version == 1
        fields = json.loads(rest[0])
        self.received.put((kind, fields))
        if self.unanswered.get(kind, 0) > 0:
            self.unanswered[kind] -= 1
            return
        try:
            if kind in self.refused:
                raise Refusal(self.refused[kind])
            if kind == 0x1D:
                until = time.monotonic() + fields["patience_ms"] / 1000
                ids = fields["job_ids"]
                self._awaiting.append((sock, frames, until, ids, fields["count_min"]))
                return
            answer, bodies, answer_form = self._answer(kind, flags, job, form, fields, rest[1:])
            reply = header(REPLY, correlation, job, form=answer_form)
        except Refusal as refusal:
            answer = {"code": refusal.code, "message": refusal.message, "context": {"kind": "x"}}
            bodies, reply = [], header(ERROR, correlation, job)
        # A client that left before its answer is no concern of the service.
        with suppress(zmq.ZMQError):
            sock.send_multipart([peer, b"SW/1", reply, json.dumps(answer).encode(), *bodies])

    def _answer(
        self,
        kind: int,
        flags: int,
        job: bytes,
        form: int,
        fields: dict[str, Any],
        bodies: list[bytes],
    ) -> tuple[dict[str, Any], list[bytes], int]:
        if kind == 0x2D:
            return self._hello(), [], 0
        if kind == 0x10:
            return self._run_job(form, fields, bodies[0]), [], 0
        if kind == 0x17:
            job_ids = [self._run_job(0, fields, bodies[0])["job_id"]]
            return {**fields, "job_ids": job_ids, "program_version": 1, "backend": "a"}, [], 0
        if kind in (0x30, 0x31):
            return (*self._body(kind, fields, bodies), 0)
        if kind in (0x01, 0x02):
            key = fields["idempotency_key"]
            self.answers.setdefault(key, b"hello-0123456789")
            return {"program_id": self.answers[key].decode(), "version": 1}, [], 0
        timeline = self.timelines.get(job)
        if timeline is None:
            raise Refusal("job.notFound")
        if kind == 0x12:
            form, inputs = self.inputs.get(job, (0, b"{}"))
            return self._summary(job, timeline), [inputs] if flags & 1 else [], form
        if kind == 0x11:
            return {"status": "cancelling"}, [], 0
        if kind in (0x18, 0x19):
            page = {
                "last": len(timeline),
                "is_final": self._is_final(timeline),
                "status": "running",
            }
            if page["is_final"]:
                page["status"] = json.loads(timeline[-1].body)["status"]
            rows = timeline[fields["after"] :][: fields["limit"]] if kind == 0x18 else []
            return page, [_block(rows)] if rows else [], 0
        raise Refusal("command.unknown")

    def _hello(self) -> dict[str, Any]:
        return {
            "version": "test",
            "account": ACCOUNT,
            "role": "administrator",
            "events_endpoint": f"tcp://127.0.0.1:{self._ports[1]}",
            "bodies_endpoint": f"tcp://127.0.0.1:{self._ports[2]}",
            "frame_byte_count_max": self.FRAME_BYTE_COUNT_MAX,
            "body_byte_count_max": 8 << 20,
            "inline_event_byte_count_max": self.INLINE_EVENT_BYTE_COUNT_MAX,
        }

    def _run_job(self, form: int, fields: dict[str, Any], inputs: bytes) -> dict[str, Any]:
        key = fields["idempotency_key"]
        if key not in self.answers:
            self.job_count += 1
            self.answers[key] = hashlib.sha256(key.encode()).digest()[:16]
        job = self.answers[key]
        if job not in self.timelines:
            self.timelines[job] = []
            self.inputs[job] = (form, inputs)
            self._add(job, STATUS, b'{"status":"queued"}', 0, 0, 1)
        return {
            "job_id": job.hex(),
            "program_id": fields["program_id"],
            "program_version": 1,
            "backend": fields.get("backend", "simulator"),
        }

    def _summary(self, job: bytes, timeline: list[StoredEvent]) -> dict[str, Any]:
        return {
            "job_id": job.hex(),
            "program_id": "hello-0123456789",
            "program_version": 1,
            "backend": "simulator",
            "owner": ACCOUNT,
            "status": "running",
            "attempt": 1,
            "last": len(timeline),
            "tags": ["a"],
            "created_at": 1_700_000_000_000_000,
            **self.summary_fields,
        }

    def _body(
        self, kind: int, fields: dict[str, Any], bodies: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        name = fields["hash"]
        if kind == 0x31:
            stored = self.bodies.get(name)
            if stored is None:
                raise Refusal("body.notFound")
            chunk = bytes(stored[fields["offset"] :][: fields["byte_count"]])
            return {"received": len(stored)}, [chunk]
        self._chunk_count += 1
        if self._chunk_count == self.loses_before_chunk:
            self.bodies.clear()
        if fields["offset"] > 0 and name not in self.bodies:
            raise Refusal("upload.notFound")
        stored = self.bodies.setdefault(name, bytearray())
        if fields["offset"] == len(stored):
            stored += bodies[0]
        elif fields["offset"] > len(stored):
            raise Refusal("body.corrupt")
        return {"received": len(stored)}, []

    @staticmethod
    def _is_final(timeline: list[StoredEvent]) -> bool:
        return bool(timeline) and timeline[-1].kind == STATUS and timeline[-1].head[5] == 1
