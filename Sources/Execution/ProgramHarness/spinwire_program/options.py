"""Options of a run, as Aer's users know them, checked and in the packed form's codes."""

from __future__ import annotations

import math
import numbers
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from qiskit.providers import Options

from spinwire_program.description import DeviceDescription
from spinwire_program.errors import SpinwireError
from spinwire_program.noise import NoiseModels, invalid_option
from spinwire_program.reply import METHODS, PRECISIONS
from spinwire_program.request import RunSettings

#: Options of other backends that change nothing here: they are taken without a word.
IDLE_OPTIONS = frozenset(
    {
        "device",
        "header",
        "init_qubits",
        "job_name",
        "job_tags",
        "max_parallel_experiments",
        "max_parallel_shots",
        "max_parallel_threads",
        "rep_delay",
        "rep_times",
        "use_measure_esp",
    }
)

_BOND_DIMENSION = "matrix_product_state_max_bond_dimension"
_TRUNCATION = "matrix_product_state_truncation_threshold"

#: Seeds are 64 bits; negative ones stand for those with the same bits.
_SEED_MASK = 0xFFFFFFFFFFFFFFFF
_SEED_MIN = -(1 << 63)
_BOND_DIMENSION_LIMIT = 0xFFFFFFFF


def default_options() -> Options:
    """Return the options that hold where neither program nor device says anything."""
    return Options(
        shots=1024,
        memory=False,
        seed_simulator=None,
        method="automatic",
        precision="double",
        noise_model=None,
        **{_BOND_DIMENSION: None, _TRUNCATION: 1e-16},
    )


def set_device_options(options: Options, device: DeviceDescription) -> None:
    """Let a device's description say what holds, and what may be said."""
    options.update_options(
        shots=device.shots_default,
        method=device.method,
        precision=device.precision,
        **{_BOND_DIMENSION: device.bond_dimension_max, _TRUNCATION: device.truncation_threshold},
    )
    options.set_validator("shots", (1, device.shots_max))
    options.set_validator("memory", bool)
    options.set_validator("method", list(METHODS))
    options.set_validator("precision", list(PRECISIONS))
    options.set_validator(_TRUNCATION, (0.0, 1.0))


def checked_options(options: Options, given: Mapping[str, Any], backend: str) -> dict[str, Any]:
    """Return all options of a run.

    Args:
        options: Those of the backend.
        given: Those of the run; ``None`` leaves the backend's.
        backend: Its name.

    Raises:
        SpinwireError: ``backend.unknownOption`` with the names.
    """
    settings = dict(options)
    unknown: list[str] = []
    for name, value in given.items():
        if name in settings:
            if value is not None:
                settings[name] = value
        elif name in IDLE_OPTIONS:
            if name == "device" and value not in (None, "CPU"):
                warnings.warn(f"Backend {backend} has no device {value}.", stacklevel=4)
        elif value is not None:
            unknown.append(name)
    if unknown:
        raise SpinwireError(
            "backend.unknownOption",
            f"A run was given options that backend {backend} does not know:"
            f" {', '.join(sorted(unknown))}.",
            {"options": sorted(unknown), "known": sorted(settings), "backend": backend},
        )
    return settings


def run_settings(
    options: Mapping[str, Any], device: DeviceDescription, seed: int, noise_models: NoiseModels
) -> RunSettings:
    """Return the options in the packed form's codes.

    Args:
        options: All that there are, by name.
        device: Whose limits hold.
        seed: Taken where ``seed_simulator`` is not given.
        noise_models: Writes down the one that is given.

    Raises:
        SpinwireError: ``circuit.invalidShots``, ``circuit.tooManyShots`` or
            ``backend.invalidOption``.
    """
    given_seed = options["seed_simulator"]
    noise, noise_model = noise_models.encoded(options["noise_model"])
    bond = options[_BOND_DIMENSION]
    threshold = options[_TRUNCATION]
    is_number = isinstance(threshold, numbers.Real) and not isinstance(threshold, bool)
    if not is_number or not 0 <= threshold <= 1:
        raise invalid_option(_TRUNCATION, threshold)
    return RunSettings(
        shots=_checked_shots(options["shots"], device),
        seed=seed if given_seed is None else _seed(given_seed),
        memory=_checked_flag("memory", options["memory"]),
        method=_code("method", METHODS, options["method"]),
        precision=_code("precision", PRECISIONS, options["precision"]),
        noise=noise,
        noise_model=noise_model,
        bond_dimension_max=0 if bond is None else _bond_dimension(bond),
        truncation_threshold=float(threshold),
        backend=device.name.encode(),
    )


def _whole(value: Any) -> int | None:
    """Return a whole number of whatever type; ``None`` for anything else."""
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value):
        return None
    return int(value) if int(value) == value else None


def _checked_shots(given: Any, device: DeviceDescription) -> int:
    shots = _whole(given)
    if shots is None or shots < 1:
        raise SpinwireError(
            "circuit.invalidShots",
            "The number of shots must be a positive whole number.",
            {"shots": str(given)},
        )
    if shots > device.shots_max:
        raise SpinwireError(
            "circuit.tooManyShots",
            f"{shots} shots were asked for; backend {device.name} allows {device.shots_max}.",
            {"shots": shots, "limit": device.shots_max, "backend": device.name},
        )
    return shots


def _checked_flag(name: str, value: Any) -> bool:
    if isinstance(value, (bool, np.bool_)) or value in (0, 1):
        return bool(value)
    raise invalid_option(name, value, ("True", "False"))


def _seed(given: Any) -> int:
    seed = _whole(given)
    if seed is None or not _SEED_MIN <= seed <= _SEED_MASK:
        raise invalid_option("seed_simulator", given)
    return seed & _SEED_MASK


def _bond_dimension(given: Any) -> int:
    bond = _whole(given)
    if bond is None or not 1 <= bond <= _BOND_DIMENSION_LIMIT:
        raise invalid_option(_BOND_DIMENSION, given)
    return bond


def _code(name: str, known: tuple[str, ...], value: Any) -> int:
    try:
        return known.index(value)
    except ValueError:
        raise invalid_option(name, value, known) from None
