"""The operation codes of the packed circuit form, by Qiskit's names.

The numbers are those of ``StandardGate`` and ``CircuitRequest`` on the simulator's side, where the
form is documented. A number is never reused.
"""

from __future__ import annotations

MEASURE = 1
RESET = 2
BARRIER = 3
CONDITIONAL = 4
CONTROL = 5
UNITARY = 6
DIAGONAL = 7
DELAY = 8
WHILE = 9
FOR = 10
ROUNDS = 11
SWITCH = 12
BREAK = 13
CONTINUE = 14
STORE = 15
SAVE = 16
GLOBAL_PHASE = 32

#: Name → (operation code, qubits, parameters) of Qiskit's standard gates of one size.
STANDARD_GATES: dict[str, tuple[int, int, int]] = {
    "global_phase": (GLOBAL_PHASE, 0, 1),
    "id": (33, 1, 0),
    "x": (34, 1, 0),
    "y": (35, 1, 0),
    "z": (36, 1, 0),
    "h": (37, 1, 0),
    "s": (38, 1, 0),
    "sdg": (39, 1, 0),
    "t": (40, 1, 0),
    "tdg": (41, 1, 0),
    "sx": (42, 1, 0),
    "sxdg": (43, 1, 0),
    "p": (44, 1, 1),
    "rx": (45, 1, 1),
    "ry": (46, 1, 1),
    "rz": (47, 1, 1),
    "r": (48, 1, 2),
    "u": (49, 1, 3),
    "u1": (50, 1, 1),
    "u2": (51, 1, 2),
    "u3": (52, 1, 3),
    "swap": (64, 2, 0),
    "iswap": (65, 2, 0),
    "dcx": (66, 2, 0),
    "ecr": (67, 2, 0),
    "rxx": (68, 2, 1),
    "ryy": (69, 2, 1),
    "rzz": (70, 2, 1),
    "rzx": (71, 2, 1),
    "xx_minus_yy": (72, 2, 2),
    "xx_plus_yy": (73, 2, 2),
    "cx": (80, 2, 0),
    "cy": (81, 2, 0),
    "cz": (82, 2, 0),
    "ch": (83, 2, 0),
    "cs": (84, 2, 0),
    "csdg": (85, 2, 0),
    "csx": (86, 2, 0),
    "cp": (87, 2, 1),
    "crx": (88, 2, 1),
    "cry": (89, 2, 1),
    "crz": (90, 2, 1),
    "cu": (91, 2, 4),
    "cu1": (92, 2, 1),
    "cu3": (93, 2, 3),
    "ccx": (96, 3, 0),
    "ccz": (97, 3, 0),
    "cswap": (98, 3, 0),
    "rccx": (99, 3, 0),
    "c3sx": (102, 4, 0),
    "rcccx": (103, 4, 0),
}

#: Qubits → operation code of the gates that Qiskit calls ``mcx`` and holds to be standard.
STANDARD_MCX: dict[int, int] = {4: 100, 5: 101}
