"""Transpiler plugins of ``qiskit_ibm_runtime``, loaded when one is chosen instead of always.

Qiskit loads every plugin that is installed before its first transpilation. Where that package is
installed, this alone takes most of a second in every new process, for plugins that few programs
name.
"""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

from spinwire.compat.runtime_package import NAME


class _DeferredPlugin:
    """Stands for a plugin that has not been loaded."""

    def __init__(self, load: Any) -> None:
        self._load = load

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._load(), name)


def defer(module: ModuleType) -> None:
    """Make Qiskit's module of stage plugins load that package's plugins on use."""
    stevedore: Any = module.__dict__.get("stevedore")
    manager: Any = getattr(stevedore, "ExtensionManager", None)
    extension: Any = getattr(getattr(stevedore, "extension", None), "Extension", None)
    if extension is None or not hasattr(manager, "_load_one_plugin"):
        # Another stevedore than the one known: its plugins are loaded as it likes.
        return

    class DeferringManager(manager):  # type: ignore[misc]
        """Loads all plugins but those of the one package."""

        def _load_one_plugin(self, ep: Any, *arguments: Any, **options: Any) -> Any:
            def load() -> Any:
                return manager._load_one_plugin(self, ep, *arguments, **options).obj

            if ep.value.partition(".")[0] != NAME:
                return manager._load_one_plugin(self, ep, *arguments, **options)
            return extension(ep.name, ep, None, _DeferredPlugin(load))

    module.__dict__["stevedore"] = SimpleNamespace(ExtensionManager=DeferringManager)
