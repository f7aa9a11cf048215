"""The folder is the registry: backends and engines are files, listed by name and imported only when chosen.

May import errors and the standard library.
"""

import importlib
import pkgutil
from types import ModuleType

from core.errors import C2VError, EncoderError, StoreError

BACKENDS = "core.encode.backends"
ENGINES = "core.store.engines"
_FAILURES: dict[str, type[C2VError]] = {BACKENDS: EncoderError, ENGINES: StoreError}


def names(package: str) -> list[str]:
    """Names of the modules in a package's folder, without importing them."""
    folder = importlib.import_module(package)
    return sorted(each.name for each in pkgutil.iter_modules(folder.__path__) if not each.name.startswith("_"))


def load(package: str, name: str) -> ModuleType:
    """Import the one module that was chosen; it has `build(options)`.

    Raises: EncoderError or StoreError, after the package, when there is none of that name or it lacks a library.
    """
    failure = _FAILURES.get(package, C2VError)
    available = names(package)
    if name not in available:
        raise failure(f'"{name}" is not available.', f"Available: {', '.join(available)}.")
    try:
        return importlib.import_module(f"{package}.{name}")
    except ModuleNotFoundError as error:
        raise failure(f'"{name}" needs the library {error.name}, which is not installed.') from error
