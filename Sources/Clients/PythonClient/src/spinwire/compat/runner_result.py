"""``RunnerResult``: results of programs that only run circuits."""

from __future__ import annotations

from typing import Any

from qiskit.result import QuasiDistribution, Result

from spinwire.codec import ResultDecoder


class RunnerResult(Result, ResultDecoder):  # type: ignore[misc]
    """A Qiskit result, and the decoder of its own text: ``job.result(decoder=RunnerResult)``."""

    @classmethod
    def decode(cls, data: Any) -> Any:
        """Return the result behind the JSON of its dictionary."""
        fields = ResultDecoder.decode(data)
        return cls.from_dict(fields.to_dict() if isinstance(fields, Result) else fields)

    def get_quasiprobabilities(self, experiment: Any = None) -> Any:
        """Return the quasi-probabilities of one experiment, or a list when there are several.

        Args:
            experiment: Index, name or circuit of the experiment; ``None`` for all.

        Raises:
            ValueError: The program did not compute any.
        """
        chosen = range(len(self.results)) if experiment is None else [experiment]
        found = [self._quasi_distribution(one) for one in chosen]
        return found[0] if len(found) == 1 else found

    def _quasi_distribution(self, experiment: Any) -> Any:
        outcome = self._get_experiment(experiment)
        probabilities = getattr(outcome.data, "quasiprobabilities", None)
        if probabilities is None:
            raise ValueError("The result holds no quasi-probabilities.")
        return QuasiDistribution(
            {int(str(key), 0): value for key, value in probabilities.items()}, outcome.shots
        )
