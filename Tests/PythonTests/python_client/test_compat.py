"""Names of earlier generations, each time in an interpreter of its own."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

import repository
from notebooks import cells_output

pytest.importorskip("qiskit")
HAS_AER = importlib.util.find_spec("qiskit_aer") is not None
HAS_SERVICE_CLIENT = importlib.util.find_spec("qiskit_ibm_runtime") is not None

needs_service_client = pytest.mark.skipif(
    not HAS_SERVICE_CLIENT, reason="qiskit_ibm_runtime is not installed"
)
needs_aer = pytest.mark.skipif(not HAS_AER, reason="qiskit_aer is not installed")


def run(script: str, *flags: str) -> str:
    """Run a script after ``install()``; returns what it printed."""
    ended = subprocess.run(
        [
            sys.executable,
            *flags,
            "-W",
            "ignore",
            "-c",
            f"import spinwire.compat, sys\nspinwire.compat.install()\n{script}",
        ],
        env=repository.child_environment(),
        capture_output=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout.decode().strip()


CURRENT_NAMES = """
from qiskit_ibm_runtime.program import UserMessenger, ProgramBackend, ResultDecoder
from qiskit_ibm_runtime import RuntimeEncoder, RuntimeDecoder, UserMessenger as Same
from qiskit_ibm_runtime.program.result_decoder import ResultDecoder as SameDecoder
import spinwire
assert Same is UserMessenger is spinwire.UserMessenger and SameDecoder is ResultDecoder
assert RuntimeEncoder is spinwire.RuntimeEncoder and ProgramBackend is spinwire.ProgramBackend
"""


def test_names_of_the_current_generation_are_found_at_once() -> None:
    script = (
        CURRENT_NAMES
        + "print('qiskit_ibm_runtime.session' in sys.modules, 'qiskit' in sys.modules)"
    )
    assert run(script) == "False False"


def test_names_of_the_current_generation_need_nothing_installed() -> None:
    script = (
        CURRENT_NAMES
        + """
import qiskit_ibm_runtime
from qiskit_ibm_runtime.utils import RuntimeEncoder as e
from qiskit_ibm_runtime.utils.json import RuntimeDecoder as d
try:
    from qiskit_ibm_runtime import QiskitRuntimeService
except ImportError:
    print("no service")
"""
    )
    assert run(script, "-S") == "no service"


@needs_service_client
def test_the_installed_package_is_whole_once_something_of_it_is_asked_for() -> None:
    script = (
        CURRENT_NAMES
        + """
import qiskit_ibm_runtime
from qiskit_ibm_runtime import QiskitRuntimeService, Session
from qiskit_ibm_runtime.fake_provider import FakeManilaV2
assert qiskit_ibm_runtime.RuntimeEncoder is RuntimeEncoder
assert qiskit_ibm_runtime.__spec__.loader.__class__.__name__ == "SourceFileLoader"
print(qiskit_ibm_runtime.__version__.count("."), FakeManilaV2().num_qubits)
"""
    )
    assert run(script) == "2 5"


@needs_service_client
def test_a_module_of_the_installed_package_can_be_the_first_import() -> None:
    script = "from qiskit_ibm_runtime.fake_provider import FakeManilaV2; print(FakeManilaV2().name)"
    assert run(script) == "fake_manila"


@needs_service_client
def test_a_star_import_gives_the_installed_package_s_names_and_ours() -> None:
    assert run(
        "from qiskit_ibm_runtime import *; print(Session.__name__, UserMessenger.__name__)"
    ) == ("Session UserMessenger")


@needs_service_client
def test_names_are_added_to_a_package_that_was_loaded_before() -> None:
    script = """
import qiskit_ibm_runtime, spinwire.compat, spinwire
spinwire.compat.install()
from qiskit_ibm_runtime.program import ResultDecoder
from qiskit_ibm_runtime import UserMessenger
print(UserMessenger is spinwire.UserMessenger)
"""
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        env=repository.child_environment(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert ended.stdout.decode().strip() == "True"


def test_names_of_the_earlier_generation_are_found() -> None:
    script = """
from qiskit.providers.ibmq import RunnerResult
from qiskit.providers.ibmq.runtime import (
    ProgramBackend, ResultDecoder, RuntimeDecoder, RuntimeEncoder, UserMessenger,
)
from qiskit.providers.ibmq.runtime.utils import RuntimeDecoder as d, RuntimeEncoder as e
from qiskit.providers.ibmq.runtime.utils import UserMessenger as m
from qiskit.providers.ibmq.runtime.program.user_messenger import UserMessenger as n
from qiskit.providers import BaseBackend, BackendV2, BaseJob
assert m is n is UserMessenger and e is RuntimeEncoder and d is RuntimeDecoder
assert issubclass(BackendV2, BaseBackend) and issubclass(RunnerResult, ResultDecoder)
print(ResultDecoder.decoded('{"a": 1}'))
"""
    assert run(script) == "{'a': 1}"


def test_a_runner_result_decodes_the_text_of_a_result() -> None:
    script = """
import json
from qiskit import QuantumCircuit
from qiskit.providers.basic_provider import BasicSimulator
from qiskit.providers.ibmq import RunnerResult
from spinwire import RuntimeEncoder
circuit = QuantumCircuit(1)
circuit.measure_all()
result = BasicSimulator().run(circuit, shots=7).result()
for value in (result, result.to_dict()):
    print(RunnerResult.decode(json.dumps(value, cls=RuntimeEncoder)).get_counts())
fields = result.to_dict()
fields["results"][0]["data"] = {"quasiprobabilities": {"0x0": 0.25, "0x1": 0.75}}
print(RunnerResult.from_dict(fields).get_quasiprobabilities())
"""
    assert run(script).splitlines() == ["{'0': 7}", "{'0': 7}", "{0: 0.25, 1: 0.75}"]


@needs_aer
def test_aer_is_found_in_its_earlier_places_as_the_same_modules() -> None:
    script = """
from qiskit.providers.aer.noise import NoiseModel
from qiskit.providers.aer import AerSimulator
from qiskit.providers import aer
import qiskit.providers.aer.noise.errors
import qiskit_aer, qiskit_aer.noise, qiskit
assert aer is qiskit_aer and NoiseModel is qiskit_aer.noise.NoiseModel
assert qiskit_aer.__spec__.name == "qiskit_aer" == qiskit_aer.__name__
from qiskit import Aer
print(Aer is qiskit_aer.Aer, Aer.get_backend("qasm_simulator").name)
"""
    assert run(script) == "True qasm_simulator"


def test_execute_transpiles_and_runs() -> None:
    script = """
from qiskit import QuantumCircuit, execute
from qiskit.providers.basic_provider import BasicSimulator
circuit = QuantumCircuit(1)
circuit.x(0)
circuit.measure_all()
options = {"optimization_level": 0, "seed_transpiler": 1, "shots": 5, "memory": None}
job = execute([circuit, circuit], BasicSimulator(), **options)
print(job.result().get_counts())
"""
    assert run(script) == "[{'1': 5}, {'1': 5}]"


def test_what_cannot_be_offered_says_so_when_called() -> None:
    script = """
from qiskit.compiler import assemble, schedule, transpile
from qiskit import assemble as same
try:
    schedule(None)
except NotImplementedError as error:
    print(error)
"""
    assert run(script) == "qiskit.compiler.schedule is no part of the installed Qiskit."


def test_a_name_that_never_was_is_an_import_error() -> None:
    script = """
try:
    from qiskit import never_was
except ImportError:
    print("import error")
"""
    assert run(script) == "import error"


def test_earlier_methods_of_circuits_do_what_they_did() -> None:
    script = """
import math
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.quantum_info import Operator
earlier, current = QuantumCircuit(3), QuantumCircuit(3)
earlier.cnot(0, 1); earlier.i(0); earlier.toffoli(0, 1, 2); earlier.fredkin(0, 1, 2)
earlier.u1(0.1, 0); earlier.u2(0.1, 0.2, 1); earlier.u3(0.1, 0.2, 0.3, 2)
earlier.cu1(0.4, 0, 1); earlier.cu3(0.1, 0.2, 0.3, 1, 2); earlier.mct([0, 1], 2)
current.cx(0, 1); current.id(0); current.ccx(0, 1, 2); current.cswap(0, 1, 2)
current.p(0.1, 0); current.u(math.pi / 2, 0.1, 0.2, 1); current.u(0.1, 0.2, 0.3, 2)
current.cp(0.4, 0, 1); current.cu(0.1, 0.2, 0.3, 0, 1, 2); current.mcx([0, 1], 2)
a = Parameter("a")
turned = QuantumCircuit(1)
turned.rx(a, 0)
bound = turned.bind_parameters({a: 1.0})
print(Operator(earlier) == Operator(current), bound.num_parameters, bound.qasm().count("rx(1"))
"""
    assert run(script) == "True 0 1"


@needs_aer
def test_conditioned_gates_happen_by_register_bit_and_index() -> None:
    script = """
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit_aer import AerSimulator
c = ClassicalRegister(2, "c")
circuit = QuantumCircuit(QuantumRegister(4, "q"), c, ClassicalRegister(3, "d"))
circuit.x(0)
circuit.measure(0, 0)
circuit.x(1).c_if(c, 1)
circuit.x(1).c_if(c, 2)
circuit.x(2).c_if(c[0], 1)
circuit.x(3).c_if(0, 0)
circuit.measure([1, 2, 3], [2, 3, 4])
print(AerSimulator().run(transpile(circuit, AerSimulator()), shots=9).result().get_counts())
"""
    assert run(script) == "{'011 01': 9}"


@needs_service_client
def test_transpiler_plugins_of_the_service_client_are_loaded_when_one_is_chosen() -> None:
    script = """
from qiskit import QuantumCircuit, transpile
from qiskit.providers.fake_provider import GenericBackendV2
circuit = QuantumCircuit(2)
circuit.h(0)
transpile(circuit, GenericBackendV2(2))
before = "qiskit_ibm_runtime.session" in sys.modules
transpile(circuit, GenericBackendV2(2), translation_method="ibm_dynamic_circuits")
print(before, "qiskit_ibm_runtime.session" in sys.modules)
"""
    assert run(script) == "False True"


def test_earlier_and_current_names_of_the_graph_library_are_one_module() -> None:
    assert run("import retworkx, rustworkx; print(retworkx is rustworkx)") == "True"


def test_classes_are_found_on_the_function_that_took_their_module_s_name() -> None:
    script = """
from qiskit.circuit.library import n_local
from qiskit.circuit.library.n_local import EfficientSU2
print(n_local.EfficientSU2 is EfficientSU2)
"""
    assert run(script) == "True"


def test_installing_twice_changes_nothing_and_patches_what_is_loaded() -> None:
    script = """
import qiskit
spinwire.compat.install()
spinwire.compat.install()
print(sum(type(f).__name__ == "CompatFinder" for f in sys.meta_path), callable(qiskit.execute))
"""
    assert run(script) == "1 True"


def test_the_module_of_the_copyright_magic_can_be_imported_outside_of_notebooks() -> None:
    script = """
from qiskit.tools.jupyter import *
import qiskit.tools.jupyter
print("IPython" in sys.modules)
"""
    assert run(script) == "False"


def test_the_copyright_magic_works_on_a_line_and_on_a_cell_of_a_notebook() -> None:
    lines = cells_output(
        "from qiskit.tools.jupyter import *", "%qiskit_copyright", "%%qiskit_copyright\nwhatever"
    ).splitlines()
    assert len(lines) == 2 and all("Apache License, Version 2.0" in line for line in lines)
