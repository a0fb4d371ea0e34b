"""The harness on the Python of the legacy environment: Qiskit 0.45 and the client of its time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import repository
from executor_side import Outcome, program_process
from spinwire import RuntimeDecoder
from spinwire_program.frames import STATUS_COMPLETED


@pytest.fixture(scope="module")
def python() -> str:
    """The environment's interpreter."""
    told = subprocess.run(
        [repository.ROOT / "Tools" / "environment", "--path", "legacy"],
        capture_output=True,
        check=True,
        text=True,
    )
    path = Path(told.stdout.strip()) / "bin" / "python"
    if not path.exists():
        pytest.skip("the environment legacy has not been built")
    return str(path)


def run_program(python: str, source: str, inputs: Any = None) -> tuple[list[Any], Outcome]:
    with program_process(python) as run:
        run.start(source, inputs)
        return run.until_outcome()


def run_script(python: str, script: str, *arguments: str) -> str:
    ended = subprocess.run(
        [python, "-W", "ignore", "-c", script, *arguments],
        env=repository.child_environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


@pytest.mark.parametrize("name", ["template_current", "template_earlier"])
def test_templates_of_both_generations_run(python: str, name: str) -> None:
    messages, outcome = run_program(python, (repository.TEST_PROGRAMS / f"{name}.py").read_text())
    assert outcome.status == STATUS_COMPLETED and len(messages) == 1


def test_values_that_it_publishes_are_read_by_a_client_of_today(python: str) -> None:
    source = (repository.TEST_PROGRAMS / "values.py").read_text()
    value = json.loads(run_program(python, source)[1].data, cls=RuntimeDecoder)
    assert value["circuit"].name == "turned" and value["circuit"].num_parameters == 1
    assert value["array"].dtype == "int16" and value["complex"] == 1 + 2j


#: What published programs and pages of the first generation import, and what each name must be.
IMPORTS = """
from qiskit import IBMQ, Aer, BasicAer, QuantumCircuit, assemble, execute, transpile
from qiskit.algorithms import QAOA, VQE, MinimumEigensolver, NumPyMinimumEigensolver
from qiskit.algorithms.optimizers import COBYLA, QNSPSA, SPSA, Optimizer
from qiskit.circuit.library import EfficientSU2, QAOAAnsatz, RealAmplitudes, ZZFeatureMap
from qiskit.circuit.library.n_local import TwoLocal
from qiskit.compiler import schedule
from qiskit.opflow import CircuitSampler, ExpectationFactory, I, PauliSumOp, StateFn, X, Z
from qiskit.providers import BaseBackend
from qiskit.providers.aer.noise import NoiseModel
from qiskit.providers.backend import BackendV1
from qiskit.providers.ibmq import RunnerResult
from qiskit.providers.ibmq.runtime import ParameterNamespace, RuntimeDecoder, RuntimeEncoder
from qiskit.providers.ibmq.runtime import ProgramBackend, ResultDecoder, UserMessenger
from qiskit.providers.ibmq.runtime.utils import RuntimeEncoder
from qiskit.pulse import Drag
from qiskit.result import QuasiDistribution
from qiskit.tools.jupyter import *
from qiskit.tools.monitor import job_monitor
from qiskit.transpiler.passes import RZXCalibrationBuilderNoEcho
from qiskit.utils import QuantumInstance
from qiskit.utils.mitigation import CompleteMeasFitter
from qiskit_ibm_runtime import QiskitRuntimeService
from qiskit_ibm_runtime.program import ProgramBackend, ResultDecoder, UserMessenger
import cvxopt, retworkx, scipy
"""


@pytest.mark.parametrize("line", IMPORTS.strip().splitlines())
def test_what_programs_of_its_time_import_is_there(python: str, line: str) -> None:
    run_script(python, f"import spinwire.compat\nspinwire.compat.install()\n{line}")


CONDITIONS = """
import spinwire.compat
spinwire.compat.install()
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from spinwire_program.packing import pack_circuit
quantum, classical = QuantumRegister(2), ClassicalRegister(2)
conditioned = QuantumCircuit(quantum, classical)
conditioned.measure(0, 0)
conditioned.x(1).c_if(classical, 2)
conditioned.measure(1, 1).c_if(classical[0], 1)
chosen = QuantumCircuit(quantum, classical)
chosen.measure(0, 0)
with chosen.if_test((classical, 2)):
    chosen.x(1)
with chosen.if_test((classical[0], 1)):
    chosen.measure(1, 1)
plain = QuantumCircuit(quantum, classical)
plain.measure(0, 0)
plain.x(1)
plain.measure(1, 1)
packed = [pack_circuit(circuit).structure for circuit in (conditioned, chosen, plain)]
print(packed[0] == packed[1], packed[0] == packed[2])
"""


def test_conditioned_instructions_are_choices(python: str) -> None:
    assert run_script(python, CONDITIONS) == "True False"


PACKING = """
import sys
from qiskit import qasm2
from spinwire_program.packing import pack_circuit
packed = pack_circuit(qasm2.loads(sys.argv[1]))
print(packed.structure.hex(), packed.numbers)
"""


def test_circuits_are_packed_as_they_are_by_a_qiskit_of_today(python: str) -> None:
    program = """OPENQASM 2.0; include "qelib1.inc"; qreg q[3]; creg c[3];
        h q[0]; cx q[0],q[1]; u3(0.1,0.2,0.3) q[2]; cu1(0.4) q[1],q[2]; s q[2];
        ccx q[0],q[1],q[2]; crz(0.5) q[0],q[1]; barrier q; reset q[1]; measure q -> c;"""
    assert run_script(python, PACKING, program) == run_script(sys.executable, PACKING, program)


OBSERVABLES = """
from qiskit.opflow import X, Z
from qiskit.quantum_info import Pauli, SparsePauliOp
from spinwire_program.earlier_qiskit import observables_array
one = [SparsePauliOp(["ZX", "ZX"], [0.5, 1]), (Z ^ X) * 1.5, Pauli("ZX"), {"ZX": 1}, "ZX"]
print([{label: complex(value).real for label, value in dict(entry).items()}
       for entry in observables_array(one)], observables_array("ZX").shape)
"""


def test_observables_of_its_time_are_read(python: str) -> None:
    sums, ones = "{'ZX': 1.5}", "{'ZX': 1.0}"
    expected = f"[{', '.join([sums, sums, ones, ones, ones])}] ()"
    assert run_script(python, OBSERVABLES) == expected
