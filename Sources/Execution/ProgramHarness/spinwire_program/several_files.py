"""Programs of several files: unpacked into the job's scratch space, and imported from there."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tempfile
import types
from pathlib import Path, PurePosixPath

from spinwire.archive import unpacked
from spinwire_program.errors import SpinwireError
from spinwire_program.failure import ProgramFailure, raised
from spinwire_program.source import MODULE_NAME, compiled


def load_archive(data: bytes) -> tuple[types.ModuleType, str]:
    """Unpack a program and run the body of its entry module.

    The folder with the program's files becomes the first place that modules are looked for.

    Returns:
        The module, and its file's name.

    Raises:
        ProgramFailure: as ``load_module``; ``output.limit`` when the files do not fit.
    """
    try:
        files, entry = unpacked(data)
    except SpinwireError as error:
        raise ProgramFailure(error.code, str(error)) from None
    folder = Path(tempfile.mkdtemp(prefix="program-"))
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        message = f"The program's files cannot be unpacked: {error.strerror}."
        raise ProgramFailure("output.limit", message) from None
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    path = folder / entry
    # Says what is wrong with it before anything runs.
    compiled(files[entry], str(path))
    try:
        return _imported(PurePosixPath(entry), path), str(path)
    except BaseException as error:
        raise raised(error, str(path)) from None


def _imported(entry: PurePosixPath, path: Path) -> types.ModuleType:
    # In a package, so that it may import its neighbours; elsewhere under a name that nothing has.
    if len(entry.parts) > 1:
        return importlib.import_module(".".join(entry.with_suffix("").parts))
    spec = importlib.util.spec_from_file_location(MODULE_NAME, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{entry} is no Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE_NAME] = module
    spec.loader.exec_module(module)
    return module
