"""Cuts of small graphs, beside the heaviest that there are."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from shipped import Shipped
from spinwire import SpinwireError

RING = [[node, (node + 1) % 6] for node in range(6)]
WEIGHTED = [[0, 1, 2.0], [1, 2, 0.5], [2, 3, 1.5], [3, 0, 1.0], [0, 2, 3.0], [1, 3, 0.25]]


def random_graph(node_count: int, seed: int) -> list[list[Any]]:
    random = np.random.default_rng(seed)
    return [
        [first, second, float(random.uniform(0.2, 2))]
        for first, second in itertools.combinations(range(node_count), 2)
        if random.random() < 0.5
    ]


def weight_of(sides: Any, edges: list[list[Any]]) -> float:
    return sum(
        (edge[2] if len(edge) == 3 else 1) for edge in edges if sides[edge[0]] != sides[edge[1]]
    )


def heaviest(edges: list[list[Any]]) -> float:
    node_count = 1 + max(max(edge[:2]) for edge in edges)
    return max(weight_of(sides, edges) for sides in itertools.product((0, 1), repeat=node_count))


@pytest.mark.parametrize(
    "edges",
    [RING, WEIGHTED, random_graph(7, 1), random_graph(9, 2)],
    ids=["ring", "weighted", "random 7", "random 9"],
)
def test_the_heaviest_cut_is_found(shipped: Shipped, edges: list[list[Any]]) -> None:
    outcome = shipped.run("qaoa", edges=edges, reps=3)
    result = outcome.result
    assert result["weight"] == pytest.approx(heaviest(edges))
    assert result["weight"] == pytest.approx(weight_of(result["sides"], edges))
    assert 0 < result["share"] <= 1
    # A guess cuts half of everything.
    half = sum(edge[2] if len(edge) == 3 else 1 for edge in edges) / 2
    assert result["mean_weight"] > half + 0.4 * (heaviest(edges) - half)
    assert [message["iteration"] for message in outcome.messages] == list(
        range(1, result["iterations"] + 1)
    )


def test_one_layer_on_a_ring_cuts_three_quarters(shipped: Shipped) -> None:
    result = shipped.run("qaoa", edges=RING, reps=1).result
    assert result["mean_weight"] == pytest.approx(0.75 * len(RING), abs=1e-4)


@pytest.mark.parametrize("optimizer", ["COBYLA", "COBYQA", "Nelder-Mead", "Powell"])
def test_each_optimiser_may_be_chosen(shipped: Shipped, optimizer: str) -> None:
    result = shipped.run("qaoa", edges=RING, reps=1, optimizer=optimizer).result
    assert result["mean_weight"] == pytest.approx(4.5, abs=1e-2)


def test_a_noisy_device_finds_the_cut_of_a_small_graph(shipped: Shipped) -> None:
    edges = [[0, 1], [1, 2], [2, 3], [3, 0]]
    result = shipped.run("qaoa", "spin5", edges=edges, reps=1).result
    assert result["weight"] == 4
    assert result["mean_weight"] < 3.0


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "rule=#/required"),
        ({"edges": []}, "fewer than 1 items"),
        ({"edges": [[0]]}, "fewer than 2 items"),
        ({"edges": [[0, 1], [1, 1]]}, "edges[1] must join two different nodes"),
        ({"edges": [[0, -1]]}, "edges[0] must join two different nodes"),
        ({"edges": [[0, 0.5]]}, "edges[0] must join two different nodes"),
        ({"edges": [[0, 4000]]}, "The graph has 4001 nodes"),
        ({"edges": [[0, 1, 1], [1, 0, -1]]}, "The weights cancel"),
        ({"edges": RING, "reps": 0}, "below the minimum"),
        ({"edges": RING, "shots": 1.5}, "of type integer"),
        ({"edges": RING, "optimizer": "BFGS"}, "one of the values"),
        ({"edges": RING, "initial_parameters": [0.1]}, "4 finite numbers"),
        ({"edges": RING, "graph": 1}, "not known: graph"),
        ({"edges": RING, "optimizer_options": {"steps": 3}}, "optimizer_options do not fit COBYLA"),
        ({"edges": RING, "optimizer_options": {"maxiter": 0}}, "below the minimum"),
    ],
)
def test_what_cannot_be_cut_is_refused_with_the_reason(
    shipped: Shipped, inputs: dict[str, Any], words: str
) -> None:
    with pytest.raises(SpinwireError) as caught:
        shipped.run("qaoa", **inputs)
    assert words in str(caught.value)
