"""Loaders of the modules that ``CompatFinder`` finds."""

from __future__ import annotations

import importlib.abc
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Patch = Callable[[ModuleType], None]


def resolved(place: str) -> Any:
    """Return what ``module:attribute`` names, importing the module."""
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)


def lazy_attributes(module: ModuleType, places: Mapping[str, str]) -> None:
    """Give a module attributes that are imported when first asked for.

    A ``__getattr__`` that the module has already is asked for every other name.
    """
    earlier = module.__dict__.get("__getattr__")

    def find(name: str) -> Any:
        if name in places:
            value = resolved(places[name])
            setattr(module, name, value)
            return value
        if earlier is not None:
            return earlier(name)
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

    module.__dict__["__getattr__"] = find


class VirtualLoader(importlib.abc.Loader):
    """Makes a module that has no file: a table of names and where they live."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave the making to the import system."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Fill the module with its names."""
        module.__dict__["__all__"] = sorted(self._places)
        lazy_attributes(module, self._places)


class AliasLoader(importlib.abc.Loader):
    """Gives an existing module a second name."""

    def __init__(self, current: str) -> None:
        self._current = current
        self._spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return the module under its current name."""
        module = import_module(self._current)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Undo what the import system did to the module in passing: it stays as it was."""
        module.__spec__ = self._spec


class PatchingLoader(importlib.abc.Loader):
    """Loads a module by its own loader, then patches it."""

    def __init__(self, loader: Any, patch: Patch) -> None:
        self._loader = loader
        self._patch = patch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Let the module's own loader make it."""
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, leave it with its own loader, and patch it."""
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._patch(module)
