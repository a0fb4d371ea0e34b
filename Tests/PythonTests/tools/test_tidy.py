"""What the tidy check finds, and what it lets pass."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "Tools" / "tidy"


@pytest.fixture(scope="module")
def tidy() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("tidy", str(SCRIPT))
    spec = importlib.util.spec_from_loader("tidy", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["tidy"] = module
    loader.exec_module(module)
    return module


def found(tidy: ModuleType, path: str, text: str) -> list[int]:
    """The lines at fault."""
    return sorted(number for number, _, _ in tidy.findings(Path(path), text))


def body(count: int, line: str = "        step()\n") -> str:
    return line * count


def test_a_file_over_the_limit_is_found_unless_it_is_prose(tidy: ModuleType) -> None:
    assert found(tidy, "Sources/A.swift", "let a = 1\n" * 500) == []
    assert found(tidy, "Sources/A.swift", "let a = 1\n" * 501) == [1]
    assert found(tidy, "README.md", "words\n" * 501) == []


@pytest.mark.parametrize(
    "head",
    ["func walk() {", "private static func walk<T>(_ x: T) -> T {", "init(a: Int) {"],
)
def test_a_swift_function_over_the_limit_is_found(tidy: ModuleType, head: str) -> None:
    text = "struct S {\n    " + head + "\n" + "{}    }\n}\n"
    assert found(tidy, "Sources/A.swift", text.replace("{}    }", body(68) + "    }", 1)) == []
    assert found(tidy, "Sources/A.swift", text.replace("{}    }", body(69) + "    }", 1)) == [2]


def test_short_swift_functions_one_after_the_other_are_not_one(tidy: ModuleType) -> None:
    one = (
        "    var a: Int { 1 }\n    func walk() { step() }\n    func run(\n        a: Int\n    ) {\n"
    )
    text = "struct S {\n" + (one + body(5) + "    }\n\n") * 20 + "}\n"
    assert found(tidy, "Sources/A.swift", text) == []


def test_a_protocols_functions_have_no_body(tidy: ModuleType) -> None:
    text = "protocol P {\n" + "    func walk() throws -> Int\n    /// Words.\n" * 80 + "}\n"
    assert found(tidy, "Sources/A.swift", text) == []


def test_a_python_and_a_c_function_over_the_limit_are_found(tidy: ModuleType) -> None:
    assert found(tidy, "Tools/a.py", "def walk():\n" + body(70, "    step()\n")) == [1]
    assert found(tidy, "Tools/a.py", "def walk():\n" + body(69, "    step()\n")) == []
    assert found(tidy, "Sources/a.c", "int walk(void) {\n" + body(69, "    step();\n") + "}\n") == [
        1
    ]
    assert (
        found(tidy, "Sources/a.c", "int walk(void) {\n" + body(68, "    step();\n") + "}\n") == []
    )


def test_default_is_found_over_an_enum_and_not_over_numbers(tidy: ModuleType) -> None:
    text = "    switch self {\n    case .queued: 1\n    default: 2\n    }\n"
    assert found(tidy, "Sources/A.swift", text) == [3]
    assert found(tidy, "Sources/A.swift", text.replace("default:", "case _:")) == [3]
    assert found(tidy, "Sources/A.swift", text.replace(".queued", "...8")) == []
    inner = "    switch n {\n    case 1:\n        switch self {\n        case .a: 1\n        }\n"
    assert found(tidy, "Sources/A.swift", inner + "    default: 2\n    }\n") == []


def test_a_sleep_is_found_in_tests_only_unless_it_says_why(tidy: ModuleType) -> None:
    text = "try await Task.sleep(for: .seconds(1))\n"
    assert found(tidy, "Tests/ATests/A.swift", text) == [1]
    assert found(tidy, "Sources/A.swift", text) == []
    assert found(tidy, "Tests/ATests/A.swift", text[:-1] + "  // tidy: the deadline\n") == []
    assert found(tidy, "Tests/PythonTests/a.py", "import time\ntime.sleep(1)\n") == [2]
    # In a text that a test runs as a program it is the program's.
    assert found(tidy, "Tests/PythonTests/a.py", "run('import time; time.sleep(1)')\n") == []


def test_notes_forced_tries_and_paths_of_one_machine_are_found(tidy: ModuleType) -> None:
    assert found(tidy, "Sources/A.swift", "// TO" + "DO: later\n") == [1]
    assert found(tidy, "Sources/A.swift", "let a = try" + "! b()\n") == [1]
    assert found(tidy, "Tools/a", "cd /o" + "pt/swift\n") == [1]
    assert found(tidy, "Tools/a", "cd {root}/o" + "pt/swift\n") == []
    assert found(tidy, "Tools/a", "cd /usr/bin\n") == []


def test_each_rule_is_a_line_of_the_report(tmp_path: Path) -> None:
    report = tmp_path / "tidy.txt"
    command = [sys.executable, str(SCRIPT), "--report", str(report), str(SCRIPT)]
    subprocess.run(command, check=True)
    lines = report.read_text().splitlines()
    assert len(lines) == 7
    assert all(line.startswith("passed tidy: ") for line in lines)
