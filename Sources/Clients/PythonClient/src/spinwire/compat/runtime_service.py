"""``IBMRuntimeService``: the service as users of the first generation knew it."""

from __future__ import annotations

from typing import Any

from spinwire.errors import SpinwireError
from spinwire.job import RuntimeJob
from spinwire.runtime_program import RuntimeProgram
from spinwire.service import RuntimeService


class IBMRuntimeService(RuntimeService):
    """A service that knows programs by their names as well, as ``circuit-runner`` was known.

    A name stands for the newest program of that name which is the account's own, and without such a
    one for the only one of that name which the account may run. Nothing is changed or deleted by
    name.
    """

    def program(self, program_id: str) -> RuntimeProgram:
        """Return one program, by its id or its name."""
        try:
            return super().program(program_id)
        except SpinwireError as error:
            return super().program(self._id_of(program_id, error))

    def run(self, program_id: str, *arguments: Any, **options: Any) -> RuntimeJob:
        """Run a program, by its id or its name; everything else as in ``RuntimeService.run``."""
        try:
            return super().run(program_id, *arguments, **options)
        except SpinwireError as error:
            return super().run(self._id_of(program_id, error), *arguments, **options)

    def _id_of(self, name: str, failure: SpinwireError) -> str:
        """Return the id that a name stands for.

        Raises:
            SpinwireError: The failure itself, where it has other reasons than that there is no such
                id, and where there is no program of that name; ``program.notFound`` with the ids of
                several.
        """
        if failure.code != "program.notFound":
            raise failure
        own = self.programs(limit=1, name=name, owner=self.account)
        found = own or self.programs(name=name)
        if not found:
            raise failure
        if len(found) > 1:
            raise SpinwireError(
                "program.notFound",
                "Several programs have that name; say which by its id.",
                {"name": name, "program_ids": ", ".join(one.program_id for one in found)},
            )
        return found[0].program_id
