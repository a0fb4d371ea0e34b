"""Damages what the encoder wrote and has the decoder read it.

    python codec_fuzz.py FIRST_SEED COUNT

Prints one JSON object: how many inputs were read and refused, every way of ending but a value or
``ValueError`` with the seed that led to it, and the modules that were imported meanwhile. The
process may take ``ADDRESS_SPACE_MAX``: Qiskit's reader reserves the four gigabytes that a length
can claim, without touching them, and how much was touched is told too. No more, as whatever touches
all that it claims would take the machine's memory.
"""

from __future__ import annotations

import base64
import json
import random
import re
import resource
import sys
import warnings
import zlib
from typing import Any

import codec_exchange
import spinwire.codec as codec

ADDRESS_SPACE_MAX = 16 << 30

WEIRD: list[Any] = [
    None,
    True,
    0,
    -1,
    1 << 70,
    1e308,
    "",
    "x" * 300,
    [],
    {},
    [[]],
    {"a": 1},
    "AAAA",
]
TYPES = [
    *("complex", "datetime", "set", "ndarray", "spmatrix", "QuantumCircuit", "Instruction"),
    *("Parameter", "ParameterExpression", "Result", "settings", "NoiseModel", "ObservablesArray"),
    *("BindingsArray", "BitArray", "DataBin", "PubResult", "PrimitiveResult", "PauliLindbladMap"),
    *("EstimatorPubResult", "SamplerPubResult", "to_json", "_unknown"),
]
MODULES = ["os", "subprocess", "antigravity", "qiskit.quantum_info.operators.antigravity", "qiskit"]


def damaged_bytes(data: bytes, chance: random.Random) -> bytes:
    """Return a copy with some bytes changed, cut off, or put twice."""
    copy = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if not copy:
            break
        place = chance.randrange(len(copy))
        match chance.randrange(6):
            case 0:
                copy[place] = chance.randrange(256)
            case 1:
                copy[place] ^= 1 << chance.randrange(8)
            case 2:
                copy[place : place + 4] = chance.choice(
                    [b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"]
                )
            case 3:
                del copy[place:]
            case 4:
                # What a header claims in words, such as a shape.
                numbers = list(re.finditer(rb"[0-9]+", copy))
                if numbers:
                    claim = chance.choice([b"0", b"7", b"4096", b"9999999999", b"-1", b"1" * 25])
                    start, end = chance.choice(numbers).span()
                    copy[start:end] = claim
            case _:
                copy[place:place] = copy[: chance.randint(0, 64)]
    return bytes(copy)


def damaged_text(text: str, chance: random.Random) -> str:
    """Return base64 of damaged bytes, below the compression where there is one."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return text[: chance.randint(0, len(text))]
    try:
        return base64.b64encode(
            zlib.compress(damaged_bytes(zlib.decompress(data), chance))
        ).decode()
    except zlib.error:
        return base64.b64encode(damaged_bytes(data, chance)).decode()


def damaged(value: Any, chance: random.Random, share: float) -> Any:
    """Return a copy of a JSON value with about that share of its parts damaged."""
    if isinstance(value, dict):
        copy = {key: damaged(entry, chance, share) for key, entry in value.items()}
        if "__type__" in copy and chance.random() < share / 2:
            copy["__type__"] = chance.choice(TYPES)
        if "__module__" in copy and chance.random() < share:
            copy["__module__"] = chance.choice(MODULES)
        if copy and chance.random() < share / 4:
            del copy[chance.choice(list(copy))]
        return copy
    if chance.random() < share / 4:
        return chance.choice(WEIRD)
    if isinstance(value, list):
        return [damaged(entry, chance, share) for entry in value]
    if isinstance(value, str) and chance.random() < share:
        return damaged_text(value, chance)
    return value


def containers() -> dict[str, Any]:
    """Values that only a current Qiskit has."""
    import numpy as np
    from qiskit.primitives.containers import BitArray, DataBin, PrimitiveResult, PubResult
    from qiskit.primitives.containers.bindings_array import BindingsArray
    from qiskit.primitives.containers.observables_array import ObservablesArray
    from qiskit_aer import noise

    model = noise.NoiseModel()
    model.add_all_qubit_quantum_error(noise.depolarizing_error(0.1, 1), ["x"])
    data = DataBin(meas=BitArray(np.zeros((2, 4, 1), np.uint8), 3), shape=(2,))
    return {
        "bindings": BindingsArray({("a", "b"): [[1, 2], [3, 4]]}),
        "noise model": model,
        "observables": ObservablesArray([{"XX": 1.0}]),
        "primitive result": PrimitiveResult([PubResult(data, {"n": {1: 2}})], {}),
    }


def main() -> None:
    """Do what the command line asks."""
    warnings.simplefilter("ignore")
    first, count = map(int, sys.argv[1:3])
    samples = {name: make() for name, make in codec_exchange.SAMPLES.items()} | containers()
    texts = {name: json.dumps(value, cls=codec.RuntimeEncoder) for name, value in samples.items()}
    for text in texts.values():
        json.loads(text, cls=codec.RuntimeDecoder)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_MAX, ADDRESS_SPACE_MAX))
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    modules = set(sys.modules)
    told: dict[str, Any] = {"read": 0, "refused": 0, "others": []}
    for seed in range(first, first + count):
        chance = random.Random(seed)
        name = chance.choice(list(texts))
        text = json.dumps(damaged(json.loads(texts[name]), chance, chance.choice([0.5, 1])))
        # Said before, so that an end of the process tells what brought it about.
        print(f"seed {seed}: {name}", file=sys.stderr)
        try:
            json.loads(text, cls=codec.RuntimeDecoder)
            told["read"] += 1
        except ValueError:
            told["refused"] += 1
        except BaseException as error:
            told["others"].append(f"seed {seed}: {name}: {type(error).__name__}: {error}"[:300])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - resident
    told["grown_byte_count"] = grown * 1024
    told["modules"] = sorted(set(sys.modules) - modules)
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
