"""The numbers that headers carry, by name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum


class Kind(IntEnum):
    """What a message is: the first byte of its header."""

    PROGRAM_UPLOAD = 0x01
    PROGRAM_UPDATE = 0x02
    PROGRAM_DELETE = 0x03
    PROGRAM_LIST = 0x04
    PROGRAM_GET = 0x05
    PROGRAM_SET_VISIBILITY = 0x06
    PROGRAM_HISTORY = 0x07
    JOB_RUN = 0x10
    JOB_CANCEL = 0x11
    JOB_GET = 0x12
    JOB_LIST = 0x13
    JOB_RESULT = 0x14
    JOB_DELETE = 0x15
    JOB_TAG = 0x16
    JOB_RUN_BATCH = 0x17
    TIMELINE_READ = 0x18
    TIMELINE_LAST = 0x19
    FEED_OPEN = 0x1A
    FEED_RENEW = 0x1B
    FEED_CLOSE = 0x1C
    JOB_AWAIT = 0x1D
    BACKEND_LIST = 0x20
    BACKEND_GET = 0x21
    ENVIRONMENT_LIST = 0x22
    ACCOUNT_CREATE = 0x28
    ACCOUNT_LIST = 0x29
    ACCOUNT_DELETE = 0x2A
    ACCOUNT_UPDATE = 0x2B
    SERVICE_STATUS = 0x2C
    SERVICE_HELLO = 0x2D
    ACCOUNT_RENEW_TOKEN = 0x2E
    BODY_PUT = 0x30
    BODY_GET = 0x31
    SESSION_OPEN = 0x38
    SESSION_CLOSE = 0x39
    SESSION_GET = 0x3A
    SESSION_LIST = 0x3B

    REPLY = 0x40
    ERROR = 0x41

    STATUS = 0x60
    INTERIM = 0x61
    LOG = 0x62
    METRIC = 0x63
    RESULT = 0x64
    SUBSCRIBED = 0x65
    PROGRESS = 0x67
    CHECKPOINT = 0x68


#: Kinds of events, with the word that ends their topic.
EVENT_WORDS: Mapping[int, str] = {
    Kind.STATUS: "status",
    Kind.INTERIM: "interim",
    Kind.LOG: "log",
    Kind.METRIC: "metric",
    Kind.RESULT: "result",
    Kind.PROGRESS: "progress",
    Kind.CHECKPOINT: "checkpoint",
}


class ContentType(IntEnum):
    """How the bytes of a body are to be read."""

    NONE = 0
    JSON = 1
    TEXT = 2
    BYTES = 3
    CIRCUITS = 4


class BodyForm(IntEnum):
    """Where the bytes of a body are."""

    #: In the message itself.
    INLINE = 0
    #: In the store; the message holds a reference.
    REFERENCE = 1
    #: In the timeline only; the message holds the length.
    WITHHELD = 2
