"""Computes the Hamiltonian of lithium hydride on four qubits, and the energies it must give.

PySCF computes the integrals and the full configuration interaction, Qiskit Nature makes qubits of
orbitals. Of the six orbitals of STO-3G, lithium's innermost is kept full and the two that do not
bind are left empty; parity mapping then needs four qubits for the three others.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from pyscf import fci, gto, scf
from qiskit_nature.second_q.drivers import PySCFDriver
from qiskit_nature.second_q.mappers import ParityMapper
from qiskit_nature.second_q.transformers import FreezeCoreTransformer

PROGRAM = Path(__file__).resolve().parents[2] / "Programs" / "vqe"
DISTANCE = 1.6
GEOMETRY = f"Li 0 0 0; H 0 0 {DISTANCE}"
BASIS = "sto3g"
NOT_BINDING = [3, 4]
DIGIT_COUNT = 12
# How far figures may be apart on another machine.
TOLERANCE = 1e-8

#: What the example asks of the program besides.
SETTINGS = {
    "ansatz": "real_amplitudes",
    "ansatz_options": {"reps": 2, "entanglement": "full"},
    "optimizer": "L-BFGS-B",
    "seed": 7,
}


def hamiltonian() -> tuple[dict[str, float], float]:
    """Return coefficients in hartree by Pauli label, and the least eigenvalue."""
    molecule = PySCFDriver(atom=GEOMETRY, basis=BASIS).run()
    problem = FreezeCoreTransformer(freeze_core=True, remove_orbitals=NOT_BINDING).transform(
        molecule
    )
    mapper = ParityMapper(num_particles=problem.num_particles)
    operator = mapper.map(problem.hamiltonian.second_q_op())
    terms = {label: float(value.real) for label, value in operator.to_list()}
    # Repulsion of the nuclei and the full orbital's energy, so that energies are the molecule's.
    constant = float(sum(problem.hamiltonian.constants.values()))
    terms["I" * operator.num_qubits] += constant
    least = float(np.linalg.eigvalsh(operator.to_matrix())[0]) + constant
    return {label: round(value, DIGIT_COUNT) for label, value in sorted(terms.items())}, least


def reference(least: float) -> dict[str, Any]:
    """Return what is known of the molecule, and where the figures are from."""
    field = scf.RHF(gto.M(atom=GEOMETRY, basis=BASIS)).run(verbose=0)
    versions = ("pyscf", "qiskit-nature", "qiskit")
    return {
        "molecule": "LiH",
        "distance_angstrom": DISTANCE,
        "basis": BASIS,
        "hartree_fock_energy": round(float(field.e_tot), DIGIT_COUNT),
        "full_configuration_interaction_energy": round(
            float(fci.FCI(field).kernel()[0]), DIGIT_COUNT
        ),
        "least_energy_of_the_hamiltonian": round(least, DIGIT_COUNT),
        "written_by": "Tools/molecules/generate",
        "versions": {name: importlib.metadata.version(name) for name in versions},
    }


def differences(written: Any, computed: Any, path: str = "") -> list[str]:
    """Return where two documents differ by more than rounding.

    Signs of coefficients are not compared: those of orbitals are arbitrary.
    """
    if isinstance(computed, dict) and isinstance(written, dict):
        names = sorted({*written, *computed})
        return [
            found
            for name in names
            for found in differences(written.get(name), computed.get(name), f"{path}/{name}")
        ]
    if isinstance(computed, float) and isinstance(written, (int, float)):
        return [] if abs(abs(written) - abs(computed)) < TOLERANCE else [path]
    return [] if written == computed else [path]


def main() -> int:
    """Write the files, or say in what they are not what would be written."""
    terms, least = hamiltonian()
    documents = {
        PROGRAM / "lih.json": {"hamiltonian": terms, **SETTINGS},
        PROGRAM / "lih_reference.json": reference(least),
    }
    if sys.argv[1:] == ["--check"]:
        found = [
            f"{path.name}{place}"
            for path, document in documents.items()
            for place in differences(json.loads(path.read_text()), document)
        ]
        print("\n".join(found) or "The files are what would be written.")
        return 1 if found else 0
    for path, document in documents.items():
        path.write_text(json.dumps(document, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
