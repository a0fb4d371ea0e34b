"""``IBMQ`` and its provider: how users of the first generation came to a service."""

from __future__ import annotations

from typing import Any

from spinwire.backend import Backend
from spinwire.compat.runtime_service import IBMRuntimeService
from spinwire.errors import SpinwireError


class Backends:
    """Backends as attributes, by name or alias."""

    def __init__(self, service: IBMRuntimeService) -> None:
        self._service = service

    def __getattr__(self, name: str) -> Backend:
        try:
            return self._service.backend(name)
        except SpinwireError as error:
            raise AttributeError(f"there is no backend {name!r}") from error

    def __dir__(self) -> list[str]:
        return [str(backend.name) for backend in self._service.backends()]


class Provider:
    """A service under the names that a provider had."""

    def __init__(self, service: IBMRuntimeService) -> None:
        """Stand for a connected service."""
        #: The service itself.
        self.runtime = service
        #: ``provider.backend.ibmq_qasm_simulator`` is that backend.
        self.backend = Backends(service)

    def get_backend(self, name: str) -> Backend:
        """Return the backend of that name or alias."""
        return self.runtime.backend(name)

    def backends(self, name: str | None = None, **filters: Any) -> list[Backend]:
        """List the backends; the filters are those of ``RuntimeService.backends``."""
        return self.runtime.backends(name, **filters)

    def has_service(self, name: str) -> bool:
        """Tell whether the provider serves something: programs, under the name ``runtime``."""
        return name == "runtime"


class Factory:
    """What ``qiskit.IBMQ`` was: it finds the account, and makes the provider once."""

    def __init__(self) -> None:
        self._provider: Provider | None = None

    def load_account(self) -> Provider:
        """Connect with the address and token that clients find by themselves."""
        if self._provider is None:
            self._provider = Provider(IBMRuntimeService())
        return self._provider

    def enable_account(self, token: str, url: str | None = None) -> Provider:
        """Connect with a token, and an address if it is not the one that clients find."""
        self.disable_account()
        self._provider = Provider(IBMRuntimeService(url, token))
        return self._provider

    def get_provider(
        self, hub: str | None = None, group: str | None = None, project: str | None = None
    ) -> Provider:
        """Return the provider. There is one; hub, group and project mean nothing here."""
        return self.load_account()

    def disable_account(self) -> None:
        """End the connection."""
        if self._provider is not None:
            self._provider.runtime.close()
            self._provider = None


IBMQ = Factory()
