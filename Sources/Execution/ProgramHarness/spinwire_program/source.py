"""The program's source as a module."""

from __future__ import annotations

import importlib.abc
import importlib.util
import inspect
import linecache
import re
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

from spinwire_program.failure import ProgramFailure, raised, traceback_text

#: Not ``__main__``: what a program does only when run as a script must not run in a job.
MODULE_NAME = "spinwire_user_program"


class _SourceLoader(importlib.abc.InspectLoader):
    """Gives ``inspect`` and tracebacks the program's source, which is in no file."""

    def __init__(self, source: str) -> None:
        self._source = source

    def get_source(self, fullname: str) -> str:
        return self._source


def file_name_of(program_name: str) -> str:
    """Return the name that tracebacks show for a program, such as ``hello-world.py``."""
    safe = re.sub(r"[^\w.-]+", "_", program_name).strip(".") or "program"
    return safe if safe.endswith(".py") else f"{safe}.py"


def load_module(source: bytes, file_name: str) -> types.ModuleType:
    """Compile the source and run its body.

    Raises:
        ProgramFailure: ``program.invalid``, the source does not compile; ``program.raised``, its
        body
            raised, a failing import included.
    """
    text = _decoded(source)
    linecache.cache[file_name] = (len(source), None, text.splitlines(keepends=True), file_name)
    code = compiled(source, file_name)
    module = types.ModuleType(MODULE_NAME)
    loader = _SourceLoader(text)
    module.__file__ = file_name
    module.__loader__ = loader
    module.__spec__ = importlib.util.spec_from_loader(MODULE_NAME, loader, origin=file_name)
    # Pickling, dataclasses and typing look a class's module up here.
    sys.modules[MODULE_NAME] = module
    try:
        exec(code, module.__dict__)
    except BaseException as error:
        raise raised(error, file_name) from None
    return module


def compiled(source: bytes, file_name: str) -> types.CodeType:
    """Compile a module; raises ``program.invalid``, naming the line."""
    try:
        return compile(source, file_name, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise _syntax_failure(error) from None
    except (ValueError, RecursionError, MemoryError) as error:
        message = f"The program cannot be compiled: {error}"
        raise ProgramFailure("program.invalid", message) from None


def main_of(module: types.ModuleType) -> Callable[..., Any]:
    """Return the program's ``main``.

    Raises:
        ProgramFailure: ``program.invalid``: there is none, or it does not take a backend and a
            messenger first.
    """
    main: Any = getattr(module, "main", None)
    if main is None:
        raise ProgramFailure(
            "program.invalid",
            "The program has no main function; it needs main(backend, user_messenger, **kwargs).",
        )
    if not callable(main):
        raise ProgramFailure("program.invalid", "The program's main is not a function.")
    if inspect.iscoroutinefunction(main) or inspect.isgeneratorfunction(main):
        raise ProgramFailure(
            "program.invalid",
            f"The program's main{_line_of(main)} must be a plain function that returns its result.",
        )
    try:
        inspect.signature(main).bind_partial(None, None)
    except TypeError:
        raise ProgramFailure(
            "program.invalid",
            f"The program's main{_line_of(main)} must take backend and user_messenger as its first "
            "two positional arguments.",
        ) from None
    except ValueError:
        # Compiled code may hide its signature; calling it tells.
        pass
    found: Callable[..., Any] = main
    return found


def signature_of(main: Callable[..., Any]) -> inspect.Signature | None:
    """Return the parameters of a program's ``main``, unless it hides them."""
    try:
        return inspect.signature(main)
    except ValueError:
        # As in main_of.
        return None


def check_inputs(
    main: Callable[..., Any], signature: inspect.Signature | None, inputs: Mapping[str, Any]
) -> None:
    """Check that ``main`` can be called with the inputs; raises ``inputs.invalid`` if not."""
    try:
        if signature is not None:
            signature.bind(None, None, **inputs)
    except TypeError as error:
        message = f"The inputs do not fit the program's main{_line_of(main)}: {error}."
        raise ProgramFailure("inputs.invalid", message) from None


def _decoded(source: bytes) -> str:
    try:
        return importlib.util.decode_source(source)
    except (SyntaxError, UnicodeDecodeError):
        # compile() says what is wrong with it; this text is for showing lines only.
        return source.decode("utf-8", errors="replace")


def _syntax_failure(error: SyntaxError) -> ProgramFailure:
    place = f" on line {error.lineno}" if error.lineno else ""
    message = f"The program has a syntax error{place}: {error.msg}."
    error.__traceback__ = None
    return ProgramFailure("program.invalid", message, traceback_text(error))


def _line_of(main: Callable[..., Any]) -> str:
    code = getattr(inspect.unwrap(main), "__code__", None)
    return f" (line {code.co_firstlineno})" if code is not None else ""
