"""The page that says what tests have shown."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from types import ModuleType

import pytest

from repository import ROOT

PAGE = """# Page

| # | can | a peer | Spinwire |
|---|---|---|---|
| 1 | one | yes | |
| 2 | two | no | **yes** |
| 3 | three | - | no |

## What shows it

- 9: nothing
"""
PYTHON = """
import pytest

@pytest.mark.feature(1, 2)
@pytest.mark.parametrize("n", [1, 2])
def test_one(n): pass

@pytest.mark.feature(3, partly=True)
def test_three(): pass

def test_none(): pass
"""
SWIFT = """
@Suite struct NumberTests {
    // feature: 2, 3
    @Test(arguments: [1])
    func numbersAreRight(number: Int) {}

    // feature: 1 partly
    @Test func others() {}
}
"""


@pytest.fixture(scope="module")
def features() -> ModuleType:
    """The tool as a module."""
    loader = SourceFileLoader("features", str(ROOT / "Tools" / "features"))
    spec = importlib.util.spec_from_loader("features", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["features"] = module
    loader.exec_module(module)
    return module


def test_tags_of_both_languages_are_read(features: ModuleType) -> None:
    python = [
        (tag.row, tag.is_part, tag.function)
        for tag in features.python_tags("Tests/PythonTests/a/test_x.py", PYTHON)
    ]
    assert python == [(1, False, "test_one"), (2, False, "test_one"), (3, True, "test_three")]
    swift = [
        (tag.row, tag.is_part, tag.function)
        for tag in features.swift_tags("Tests/NumberTests/NumberTests.swift", SWIFT)
    ]
    assert swift == [
        (2, False, "numbersAreRight"),
        (3, False, "numbersAreRight"),
        (1, True, "others"),
    ]


def test_a_test_counts_when_all_its_cases_have_passed(features: ModuleType) -> None:
    one, _, _ = features.python_tags("Tests/PythonTests/a/test_x.py", PYTHON)
    number, *_ = features.swift_tags("Tests/NumberTests/NumberTests.swift", SWIFT)
    name = "Tests.PythonTests.a.test_x::test_one"
    for summary, expected in (
        (features.Summary(passed=[f"{name}[1]", f"{name}[2]"]), True),
        (features.Summary(passed=[f"{name}[1]"], failed=[f"{name}[2]"]), False),
        (features.Summary(passed=[f"{name}[1]"], skipped=[f"{name}[2]"]), False),
        (features.Summary(passed=[f"{name}_and_more"]), False),
        (features.Summary(), False),
    ):
        assert features.has_passed(one, summary) is expected
    swift = "NumberTests.NumberTests::numbersAreRight(number:)"
    assert features.has_passed(number, features.Summary(passed=[swift]))
    assert not features.has_passed(number, features.Summary(passed=["Other" + swift]))


def test_rows_say_what_was_shown_and_no_otherwise(features: ModuleType) -> None:
    one, _, three = features.python_tags("Tests/PythonTests/a/test_x.py", PYTHON)
    page = features.rewritten(PAGE, [one, three])
    assert "| 1 | one | yes | **yes** |" in page
    assert "| 2 | two | no | no |" in page
    assert "| 3 | three | - | partly |" in page
    proofs = "## What shows it\n\n- 1: `test_one` in test_x.py\n- 3: `test_three` in test_x.py\n"
    assert page.endswith(proofs)
    assert features.rewritten(page, [one, three]) == page


def test_a_row_that_the_page_lacks_is_told(features: ModuleType) -> None:
    text = PYTHON.replace("feature(1, 2)", "feature(77)")
    with pytest.raises(SystemExit, match="77"):
        features.rewritten(PAGE, features.python_tags("Tests/PythonTests/a/test_x.py", text))
