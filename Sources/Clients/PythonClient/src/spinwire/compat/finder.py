"""The import hook behind ``spinwire.compat``."""

from __future__ import annotations

import importlib.abc
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from spinwire.compat import notebook, runtime_package
from spinwire.compat.loaders import AliasLoader, PatchingLoader, VirtualLoader
from spinwire.compat.names import ALIASES, VIRTUAL_MODULES
from spinwire.compat.patches import PATCHES


class CompatFinder(importlib.abc.MetaPathFinder):
    """Finds the modules of earlier generations, and patches current ones once they are loaded."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec for a name of ours, or ``None`` to let the other finders look."""
        top = fullname.partition(".")[0]
        if top not in ("qiskit", "retworkx", runtime_package.NAME):
            return None
        if fullname == runtime_package.NAME:
            return runtime_package.spec(self._installed(fullname, path))
        if top == runtime_package.NAME and fullname not in VIRTUAL_MODULES:
            # Its modules expect that the package itself has been loaded before them.
            runtime_package.load(sys.modules[runtime_package.NAME])
            return None
        if fullname not in PATCHES and fullname not in VIRTUAL_MODULES:
            return self._alias(fullname, path)
        installed = None if _is_ours(fullname) else self._installed(fullname, path)
        if installed is not None and top == runtime_package.NAME:
            runtime_package.load(sys.modules[top])
        if fullname in PATCHES and installed is not None and installed.loader is not None:
            installed.loader = PatchingLoader(installed.loader, PATCHES[fullname])
            return installed
        if installed is not None or fullname not in VIRTUAL_MODULES:
            return installed
        loader: Any = VirtualLoader(VIRTUAL_MODULES[fullname])
        if fullname in PATCHES:
            loader = PatchingLoader(loader, PATCHES[fullname])
        return ModuleSpec(fullname, loader, origin=__name__, is_package=True)

    def _alias(self, fullname: str, path: Sequence[str] | None) -> ModuleSpec | None:
        for old, new in ALIASES.items():
            if fullname == old:
                is_ours = self._installed(fullname, path) is None
            else:
                # Below an alias the path is the current package's: a search there would load twice.
                is_ours = fullname.startswith(f"{old}.") and sys.modules[old].__name__ == new
            current = new + fullname[len(old) :]
            if is_ours and _exists(current):
                return ModuleSpec(fullname, AliasLoader(current), origin=current)
        return None

    def _installed(self, fullname: str, path: Sequence[str] | None) -> ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(fullname, path)
            if spec is not None:
                return spec
        return None


def _is_ours(name: str) -> bool:
    """Tell whether a module is made even where the installed packages have it."""
    if name == notebook.MODULE:
        # Theirs is for notebooks alone, and cannot be imported outside of them.
        return not _exists("IPython")
    # What programs use of these has to be ours; the rest is a client of another service.
    return f"{name}.".startswith((f"{runtime_package.NAME}.program.", "qiskit.providers.ibmq."))


def _exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


def install() -> None:
    """Make the names available in this process; calling it again does nothing."""
    if any(isinstance(finder, CompatFinder) for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, CompatFinder())
    for name, patch in PATCHES.items():
        loaded: Any = sys.modules.get(name)
        if loaded is not None:
            patch(loaded)
    for name, places in VIRTUAL_MODULES.items():
        loaded = sys.modules.get(name)
        if loaded is not None and _is_ours(name):
            runtime_package.add_names(loaded, places)
    package = sys.modules.get(runtime_package.NAME)
    if package is not None:
        runtime_package.add_names(package)
