"""``qiskit_ibm_runtime``: our names at once, the installed package when more of it is asked for."""

from __future__ import annotations

import importlib.abc
from collections.abc import Mapping
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from spinwire.compat.loaders import lazy_attributes, resolved
from spinwire.compat.names import RUNTIME_NAMES

NAME = "qiskit_ibm_runtime"


class _DeferringLoader(importlib.abc.Loader):
    """Makes the package's module without running the package."""

    def __init__(self, installed: Any) -> None:
        #: The package's own loader, until it has run; ``None`` where the package is not installed.
        self.installed = installed

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave the making to the import system."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Give the module our names, and a way to the rest."""

        def find(name: str) -> Any:
            # Names that introspection tries must not cost a second; these two are asked for in
            # earnest.
            if name.startswith("__") and name not in ("__all__", "__version__"):
                raise AttributeError(name)
            if load(module) and name in module.__dict__:
                return module.__dict__[name]
            raise AttributeError(f"module {NAME!r} has no attribute {name!r}")

        module.__dict__["__getattr__"] = find
        lazy_attributes(module, RUNTIME_NAMES)


def spec(installed: ModuleSpec | None) -> ModuleSpec:
    """Return the spec that stands for the package, given that of the installed one."""
    if installed is None:
        return ModuleSpec(NAME, _DeferringLoader(None), origin=__name__, is_package=True)
    found = ModuleSpec(NAME, _DeferringLoader(installed.loader), origin=installed.origin)
    found.submodule_search_locations = installed.submodule_search_locations
    found.has_location = installed.has_location
    found.cached = installed.cached
    return found


def load(module: ModuleType) -> bool:
    """Run the installed package in its module, once; says whether that happened now."""
    found = module.__spec__
    loader = None if found is None else found.loader
    if found is None or not isinstance(loader, _DeferringLoader) or loader.installed is None:
        return False
    # Set before it runs: while it does, its own modules are imported through the same hook.
    found.loader = module.__loader__ = loader.installed
    try:
        loader.installed.exec_module(module)
    except BaseException:
        found.loader = module.__loader__ = loader
        raise
    add_names(module)
    return True


def add_names(module: ModuleType, places: Mapping[str, str] = RUNTIME_NAMES) -> None:
    """Put our names into a module that has run."""
    for name, place in places.items():
        setattr(module, name, resolved(place))
