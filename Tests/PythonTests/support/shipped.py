"""The programs of the folder Programs, run as their users run them: uploaded, as jobs."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from repository import ROOT
from spinwire import RuntimeJob, RuntimeService

PROGRAMS = ROOT / "Programs"
NAMES = sorted(path.stem for path in PROGRAMS.glob("*/*.json") if path.stem == path.parent.name)


@dataclass(frozen=True)
class Outcome:
    """What a job gave: its result, and its interim results in order."""

    result: Any
    messages: list[Any]


class Shipped:
    """Shipped programs at a service, each uploaded when it is first run."""

    def __init__(self, service: RuntimeService) -> None:
        self.service = service
        self._ids: dict[str, str] = {}

    def start(self, name: str, backend: str = "simulator", **inputs: Any) -> RuntimeJob:
        """Start a job."""
        if name not in self._ids:
            self._ids[name] = self.service.upload_program(source_path(name), metadata_of(name))
        return self.service.run(self._ids[name], inputs, {"backend": backend})

    def run(
        self, name: str, backend: str = "simulator", decoder: Any = None, **inputs: Any
    ) -> Outcome:
        """Run a job to its end; raises what its result raises."""
        job = self.start(name, backend, **inputs)
        return Outcome(job.result(timeout=120, decoder=decoder), job.interim_results())


def source_path(name: str) -> str:
    """Return the path of a program's source."""
    return str(PROGRAMS / name / f"{name}.py")


def metadata_of(name: str) -> dict[str, Any]:
    """Return what a program says of itself."""
    fields: dict[str, Any] = json.loads((PROGRAMS / name / f"{name}.json").read_text())
    return fields


def module_of(name: str) -> ModuleType:
    """Import a program, as its author would to try it."""
    return imported(Path(source_path(name)))


def imported(path: Path) -> ModuleType:
    """Import a Python file that is in no package, each time anew."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
