"""Whether two simulators' counts come from one distribution."""

from __future__ import annotations

import math

import numpy as np
from outcome import Outcome

#: Parities of random sets of bits that are compared, beside every single bit.
PARITY_COUNT = 64
#: Of about so many different outcomes parities are looked at: the same ones on both sides.
KEY_COUNT_MAX = 10_000
#: Scatters outcomes, so that those looked at lie everywhere.
SCATTER = 0x9E3779B97F4A7C15
#: Bins of the counts themselves with fewer are put together.
BIN_COUNT_MIN = 8
#: One run in a million of equal distributions is called different.
P_VALUE_MIN = 1e-6


def disagreement(ours: Outcome, theirs: Outcome, bits: int, random: np.random.Generator) -> float:
    """Return the least p-value of the comparisons, multiplied by how many they are.

    Compared are how often each bit is 1, how often parities of random sets of bits are odd, and,
    where outcomes repeat, the counts by chi-square.
    """
    masks = [1 << bit for bit in range(bits)]
    for _ in range(PARITY_COUNT):
        masks.append(int.from_bytes(random.bytes((bits + 7) // 8), "little") & ((1 << bits) - 1))
    share = KEY_COUNT_MAX / max(len(ours), len(theirs), KEY_COUNT_MAX)
    few = [_scattered(side, share) for side in (ours, theirs)]
    p_values = [_parity_p_value(*few, mask) for mask in masks]
    p_values.append(_chi_square_p_value(ours, theirs))
    return min(1.0, min(p_values) * len(p_values))


def _scattered(side: Outcome, share: float) -> Outcome:
    """Return the outcomes whose scattered key falls into the share."""
    end = share * 2**32
    return {key: count for key, count in side.items() if (key * SCATTER >> 32) & 0xFFFFFFFF < end}


def _parity_p_value(ours: Outcome, theirs: Outcome, mask: int) -> float:
    odd = [_odd_count(side, mask) for side in (ours, theirs)]
    totals = [sum(side.values()) for side in (ours, theirs)]
    pooled = sum(odd) / sum(totals)
    variance = pooled * (1 - pooled) * (1 / totals[0] + 1 / totals[1])
    if variance == 0:
        return 1.0
    return math.erfc(abs(odd[0] / totals[0] - odd[1] / totals[1]) / math.sqrt(2 * variance))


def _odd_count(side: Outcome, mask: int) -> int:
    return sum(count for key, count in side.items() if (key & mask).bit_count() & 1)


def _chi_square_p_value(ours: Outcome, theirs: Outcome) -> float:
    totals = sum(ours.values()), sum(theirs.values())
    rest = [0, 0]
    statistic, bins = 0.0, 0
    for key in ours.keys() | theirs.keys():
        pair = ours.get(key, 0), theirs.get(key, 0)
        if sum(pair) < BIN_COUNT_MIN:
            rest = [rest[0] + pair[0], rest[1] + pair[1]]
        else:
            statistic += _share(pair, totals)
            bins += 1
    if sum(rest) >= BIN_COUNT_MIN:
        statistic += _share((rest[0], rest[1]), totals)
        bins += 1
    freedom = bins - 1
    if freedom < 1:
        return 1.0
    # Wilson and Hilferty's approximation of the chi-square distribution by the normal one.
    scale = 2 / (9 * freedom)
    z = ((statistic / freedom) ** (1 / 3) - (1 - scale)) / math.sqrt(scale)
    return 0.5 * math.erfc(z / math.sqrt(2))


def _share(pair: tuple[int, int], totals: tuple[int, int]) -> float:
    """Return what one bin adds to the chi-square statistic of two samples."""
    ratio = math.sqrt(totals[1] / totals[0])
    return (pair[0] * ratio - pair[1] / ratio) ** 2 / sum(pair)
