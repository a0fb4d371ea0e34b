"""Our codec and those of the official clients of each generation: what one writes the other reads.

Each runs in the environment that its client is installed in, by ``support/codec_exchange.py``.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path

import pytest

import repository

pytest.importorskip("qiskit_ibm_runtime")

#: Environments, with the module of the official codec in each: qiskit-ibm-runtime 0.51 beside
#: Qiskit 2, qiskit-ibm-runtime 0.15 beside Qiskit 0.45, qiskit-ibmq-provider 0.20 beside 0.24.
OFFICIAL = {
    "qiskit-2": "qiskit_ibm_runtime.json",
    "legacy": "qiskit_ibm_runtime.utils.json",
    "ibmq": "qiskit.providers.ibmq.runtime.utils",
}
OURS = "spinwire.codec"

CIRCUITS = {"circuit", "parametric circuit", "instruction", "measurement"}
#: Instructions on classical bits, what is computed from parameters, frozen sets and numbers of
#: extended precision, which official encoders have no form for: (environment, name).
NOT_WRITTEN = {
    ("qiskit-2", "measurement"),
    ("qiskit-2", "expression"),
    ("legacy", "measurement"),
    ("ibmq", "measurement"),
    *((name, value) for name in OFFICIAL for value in ("frozen set", "extended precision")),
}


@functools.cache
def interpreter(environment: str) -> Path:
    """The Python of an environment; the test is skipped where ``Tools/environment`` has not built
    it.
    """
    if environment == "qiskit-2":
        return Path(sys.executable)
    told = subprocess.run(
        [repository.ROOT / "Tools" / "environment", "--path", environment],
        capture_output=True,
        check=True,
        text=True,
    )
    return Path(told.stdout.strip()) / "bin" / "python"


def exchange(
    environment: str, *arguments: str, texts: dict[str, str] | None = None
) -> dict[str, str]:
    python = interpreter(environment)
    if not python.exists():
        pytest.skip(f"the environment {environment} has not been built")
    ended = subprocess.run(
        [python, Path(__file__).parents[1] / "support" / "codec_exchange.py", *arguments],
        input=json.dumps(texts or {}),
        env=repository.child_environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    told: dict[str, str] = json.loads(ended.stdout)
    return told


@functools.cache
def _written(environment: str, codec: str) -> str:
    return json.dumps(exchange(environment, "write", codec))


def written(environment: str, codec: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads(_written(environment, codec))
    return texts


def unlike(told: dict[str, str]) -> set[str]:
    """The samples that did not come back as what they were."""
    return {name for name, words in told.items() if words != "same"}


@pytest.mark.parametrize("environment", OFFICIAL)
def test_our_encoder_writes_what_the_official_ones_do_and_more(environment: str) -> None:
    ours = set(written(environment, OURS))
    theirs = set(written(environment, OFFICIAL[environment]))
    assert ours - theirs == {name for where, name in NOT_WRITTEN if where == environment}


@pytest.mark.parametrize("environment", OFFICIAL)
def test_our_decoder_reads_what_the_official_encoder_of_each_generation_writes(
    environment: str,
) -> None:
    texts = written(environment, OFFICIAL[environment])
    assert unlike(exchange("qiskit-2", "read", OURS, texts=texts)) == set()


@pytest.mark.parametrize("environment", ["legacy", "ibmq"])
def test_a_program_of_the_legacy_environment_reads_the_inputs_of_its_clients(
    environment: str,
) -> None:
    texts = written(environment, OFFICIAL[environment])
    told = exchange("legacy", "read", OURS, "--inside-sandbox", texts=texts)
    assert unlike(told) == set()


def test_the_official_decoder_of_today_reads_what_ours_writes() -> None:
    told = exchange("qiskit-2", "read", OFFICIAL["qiskit-2"], texts=written("qiskit-2", OURS))
    # It has no reader of expressions and leaves them wrapped.
    assert unlike(told) == {"expression"}


@pytest.mark.parametrize(
    ("environment", "unknown"),
    [
        ("legacy", set()),
        # It knows parameters as expressions only, and leaves the newer form wrapped.
        ("ibmq", {"parameter"}),
    ],
)
def test_official_decoders_of_the_past_read_results_of_the_legacy_environment(
    environment: str, unknown: set[str]
) -> None:
    told = exchange(environment, "read", OFFICIAL[environment], texts=written("legacy", OURS))
    assert unlike(told) == unknown


@pytest.mark.parametrize("environment", ["legacy", "ibmq"])
def test_official_decoders_of_the_past_read_all_but_circuits_of_the_default_environment(
    environment: str,
) -> None:
    told = exchange(environment, "read", OFFICIAL[environment], texts=written("qiskit-2", OURS))
    # A Qiskit reads no circuits of a later one's version.
    assert unlike(told) - {"parameter"} == CIRCUITS | {"expression"}


def test_results_of_the_legacy_environment_are_read_by_a_client_of_today() -> None:
    texts = written("legacy", OURS)
    assert unlike(exchange("qiskit-2", "read", OURS, texts=texts)) == set()


def test_circuits_of_the_first_generation_stay_wrapped_where_reading_would_evaluate_them() -> None:
    texts = written("legacy", OFFICIAL["legacy"])
    told = exchange("legacy", "read", OURS, texts=texts)
    assert unlike(told) == {"circuit", "parametric circuit", "instruction", "expression"}
