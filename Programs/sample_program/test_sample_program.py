"""The program as its users run it."""

from __future__ import annotations

from shipped import Shipped, metadata_of


def test_it_publishes_the_counts_of_each_iteration_and_ends(shipped: Shipped) -> None:
    outcome = shipped.run("sample_program", iterations=3)
    assert outcome.result == "All done!"
    assert [message["iteration"] for message in outcome.messages] == [0, 1, 2]
    for message in outcome.messages:
        assert sum(message["counts"].values()) == 1024
        assert all(len(bits) == 5 for bits in message["counts"])


def test_it_says_of_itself_what_the_manual_says() -> None:
    fields = metadata_of("sample_program")
    assert fields["name"] == "sample-program"
    assert fields["max_execution_time"] == 300
    assert fields["spec"]["backend_requirements"] == {"min_num_qubits": 5}
    assert fields["spec"]["parameters"]["required"] == ["iterations"]
