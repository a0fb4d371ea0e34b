"""What is looked at before a program is sent, so that a mistake is told at once."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from spinwire.archive import is_archive, unpacked
from spinwire.errors import SpinwireError
from spinwire.wire import encode_json

#: Parts of ``spec``. Older metadata has them beside the name.
SPEC_PARTS = frozenset({"backend_requirements", "parameters", "return_values", "interim_results"})


def check_source(source: bytes, file_name: str = "program.py") -> None:
    """Check that a program can be parsed and has a proper ``main``. Nothing of it is executed.

    Of a program of several files all modules are parsed, and the entry module has the ``main``.

    Raises:
        SpinwireError: ``program.invalid``, naming the line.
    """
    if is_archive(source):
        files, entry = unpacked(source)
        for name in files:
            if name.endswith(".py") and name != entry:
                _parsed(files[name], f"{file_name}/{name}")
        source, file_name = files[entry], f"{file_name}/{entry}"
    _check_main(_parsed(source, file_name), file_name)


def _parsed(source: bytes, file_name: str) -> ast.Module:
    try:
        return ast.parse(source, file_name)
    except SyntaxError as error:
        raise SpinwireError(
            "program.invalid",
            f"The program has a syntax error: {error.msg}.",
            {"file": file_name, "line": str(error.lineno or 0)},
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise SpinwireError(
            "program.invalid", f"The program cannot be parsed: {error}.", {"file": file_name}
        ) from None


def _check_main(tree: ast.Module, file_name: str) -> None:
    main: ast.AST | None = None
    for statement in _top_level(tree.body):
        if _binds_main(statement):
            main = statement
    if main is None:
        raise SpinwireError(
            "program.invalid",
            "The program has no main function; it needs main(backend, user_messenger, **kwargs).",
            {"file": file_name},
        )
    context = {"file": file_name, "line": str(getattr(main, "lineno", 0))}
    if isinstance(main, ast.AsyncFunctionDef):
        raise SpinwireError(
            "program.invalid", "The program's main must be a plain function.", context
        )
    # A decorator may change the arguments; a name that is assigned or imported may be anything.
    if isinstance(main, ast.FunctionDef) and not main.decorator_list:
        arguments = main.args
        if arguments.vararg is None and len(arguments.posonlyargs) + len(arguments.args) < 2:
            raise SpinwireError(
                "program.invalid",
                "The program's main must take backend and user_messenger first.",
                context,
            )


def _top_level(body: list[ast.stmt]) -> list[ast.stmt]:
    """All statements that run when the module does, in the order of the source."""
    found: list[ast.stmt] = []
    for statement in body:
        found.append(statement)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for name in ("body", "handlers", "orelse", "finalbody"):
            for inner in getattr(statement, name, []):
                if isinstance(inner, ast.ExceptHandler):
                    found.extend(_top_level(inner.body))
                elif isinstance(inner, ast.stmt):
                    found.extend(_top_level([inner]))
    return found


def _binds_main(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return statement.name == "main"
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return any((alias.asname or alias.name) in ("main", "*") for alias in statement.names)
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets = [statement.target]
    return any(
        isinstance(node, ast.Name) and node.id == "main"
        for target in targets
        for node in ast.walk(target)
    )


def normalized_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return metadata in today's shape: parts of ``spec`` that stand beside the name move there,
    empty values go.
    """
    values = {key: value for key, value in metadata.items() if value is not None}
    parts = {key: values.pop(key) for key in SPEC_PARTS if key in values}
    if parts:
        spec = values.get("spec")
        values["spec"] = {**(spec if isinstance(spec, dict) else {}), **parts}
    return values


def check_encodable(metadata: Mapping[str, Any]) -> None:
    """Check that metadata can be sent. What has to be in it is the service's to say, which names
    every problem at once.

    Raises:
        SpinwireError: ``program.metadataInvalid``, with every key at fault in its context.
    """
    problems: dict[str, object] = {}
    for key, value in metadata.items():
        try:
            encode_json({key: value})
        except (TypeError, ValueError, RecursionError) as error:
            problems[str(key)] = f"cannot be written as JSON: {error}"
    if problems:
        raise SpinwireError(
            "program.metadataInvalid", "The metadata cannot be written as JSON.", problems
        )
