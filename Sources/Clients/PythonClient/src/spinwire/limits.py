"""Named limits of a client."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ClientLimits:
    """How long a client waits and how much it keeps. Times are in seconds."""

    #: Longest wait for the service when connecting.
    connect_timeout: float = 5.0
    #: Longest wait for the answer to a command, reconnects included.
    command_timeout: float = 30.0
    #: After so long without an answer a command that may be repeated is sent again.
    resend_interval: float = 2.0
    #: Silence after which a stream of events asks whether it missed something.
    idle_probe_interval: float = 2.0
    #: Most commands without an answer; one more is refused with ``queue.full``.
    outstanding_command_count_max: int = 10_000
    #: Most events that wait for their reader; more are dropped and read again later.
    waiting_event_count_max: int = 10_000
    #: Most messages that a socket keeps in each direction.
    queued_message_count_max: int = 10_000
    #: Longest frame that is taken in, in bytes.
    frame_byte_count_max: int = 1 << 20
    #: Longest program that is read from its file, folder or archive, in bytes; the service has a
    #: limit of its own for what it takes.
    source_byte_count_max: int = 64 << 20
    #: How often a silent connection is probed; it is dropped after three such intervals.
    heartbeat_interval: float = 2.0
    #: First and longest pause between two attempts to connect.
    reconnect_interval: float = 0.01
    reconnect_interval_max: float = 0.5
    #: Most events of one answer to ``timeline.read``.
    page_event_count_max: int = 20_000
    #: Most jobs for whose ends one command waits, and how long it does; then it is asked again.
    awaited_job_count_max: int = 1_000
    await_interval: float = 10.0
    #: How long it does when more jobs are waited for than one command may name: they take turns.
    await_turn_interval: float = 0.5
    #: Timelines that a reader of many jobs reads at the same time.
    concurrent_read_count_max: int = 8
    #: Timelines that wait to be read while a reader of many jobs lists more.
    waiting_read_count_max: int = 1_000
    #: Ended jobs that a reader of many remembers, so that a repeated event does not begin one anew:
    #: as many as there are messages on their way at most.
    ended_job_count_max: int = 10_000
