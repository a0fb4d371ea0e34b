"""The tasks that Celery's workers run."""

from __future__ import annotations

import os
from typing import Any

import celery
from measures import interim_times

SOCKET = os.environ["JOBS_REDIS_SOCKET"]
app = celery.Celery("jobs", broker=f"redis+socket://{SOCKET}", backend=f"redis+socket://{SOCKET}")


@app.task
def no_op() -> None:
    """Do nothing."""


@app.task(bind=True)
def sends(task: Any, count: int, pause: float) -> None:
    """Send the time, as the state of the task."""

    def send(now: int) -> None:
        task.update_state(state="PROGRESS", meta={"sent": now})

    interim_times(count, pause, send)
