"""Imports open_clip without the libraries that a model makes no use of: these are two thirds of the time to load it.

open_clip imports torchvision (with torch's compiler behind it), timm and transformers for all its models at once. The
plain towers need none of them. Imports no torch itself.
"""

import importlib
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from core.encode.checkpoint_damage import is_safetensors, safetensors_table
from core.encode.encoder_options import EncoderOptions

_PICTURES: Final = "torchvision"
_UNUSED: Final = (_PICTURES, "timm", "transformers", "huggingface_hub")
_log = logging.getLogger(__name__)


def import_towers(options: EncoderOptions) -> None:
    """Import open_clip, for plain towers without what they do not use; where that fails it is imported whole."""
    if "open_clip" in sys.modules or not has_plain_towers(options):
        return
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before its hub library, which reads this when imported
    try:
        with left_out(_UNUSED):
            importlib.import_module("open_clip")
    except (ImportError, AttributeError, TypeError, ValueError) as error:  # of a release that uses more of them
        _log.warning("open_clip is imported whole: %s", error)
        for name in [each for each in sys.modules if each.partition(".")[0] == "open_clip"]:
            del sys.modules[name]


def has_plain_towers(options: EncoderOptions) -> bool:
    """True for a model whose towers are open_clip's own; False where this is unknown."""
    if options.backend == "clip2video":
        name = _architecture_of(options.weights)
    elif options.backend == "clip_mean":
        name = options.model or None
    else:
        return False
    config = _config(name) if name else {}
    if name is None or config is None:
        return False
    foreign = config.get("vision_cfg", {}).get("timm_model_name"), config.get("text_cfg", {}).get("hf_model_name")
    return not any(foreign)


@contextmanager
def left_out(names: Sequence[str]) -> Iterator[None]:
    """Until the end torchvision is only named, and the others cannot be imported; afterwards all of them can."""
    finder = _Omission(names)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in finder.named:
            sys.modules.pop(name, None)


class _Omission(MetaPathFinder, Loader):
    """Gives names in place of torchvision, which open_clip cannot do without, and says of others that they lack."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [name for name in names if name not in sys.modules]
        self.named: list[str] = []

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Raises: ImportError."""
        library = name.partition(".")[0]
        if library not in self._names:
            return None
        if library != _PICTURES:
            raise ModuleNotFoundError(f"{name} is not needed", name=name)
        self.named.append(name)
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module of names alone."""
        return _Named(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


class _Names(type):
    """Of a class that has whatever is asked of it, such as the members of an enumeration."""

    def __getattr__(cls, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return name


class _Named(ModuleType):
    """A module that has a class of every name; nothing of them is ever made."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _Names(name, (), {})
        setattr(self, name, made)
        return made


def _architecture_of(weights: str) -> str | None:
    """What the file says of its towers, "" for the official ones; None when it cannot be read."""
    with suppress(OSError, ValueError):
        path = Path(weights)
        if not is_safetensors(path):
            return ""
        said = json.loads(safetensors_table(path).get("__metadata__", {}).get("c2v", "{}"))
        return str(said.get("architecture", ""))
    return None


def _config(name: str) -> dict[str, Any] | None:
    """open_clip's configuration of a model, read without importing it; None when there is none of that name."""
    place = find_spec("open_clip")
    for folder in place.submodule_search_locations or () if place is not None else ():
        with suppress(OSError, ValueError):
            found = json.loads((Path(folder) / "model_configs" / f"{name}.json").read_text(encoding="utf-8"))
            return found if isinstance(found, dict) else None
    return None
