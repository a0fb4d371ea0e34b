"""How far matrix product states may be cut so that two simulators leave out equally much."""

from __future__ import annotations

from collections.abc import Callable

from outcome import Repetition

#: The weight that one splitting may leave out.
OPTION = "matrix_product_state_truncation_threshold"
#: Where the search begins, and where it ends: nothing is left out then.
_THRESHOLD_MAX = 1e-6
_THRESHOLD_MIN = 1e-20
_STEP = 0.5


def equal_threshold(run: Callable[[float], Repetition], truncation_error: float) -> float:
    """Return about the greatest threshold with which we leave out no more than a peer.

    Args:
        run: Runs the workload with a threshold.
        truncation_error: The weight that the peer leaves out, all splittings together.
    """
    threshold = _THRESHOLD_MAX
    while threshold > _THRESHOLD_MIN and run(threshold).truncation_error > truncation_error:
        threshold *= _STEP
    # Of the next circuit of the same kind a little more may be left out.
    return threshold * _STEP
