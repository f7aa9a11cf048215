"""Weights out of torch's zip files whose pickle also holds objects of programs that are not here.

Only numbers are read. Every class or function the pickle names becomes an inert stand-in, so nothing in it can run:
no import, no call, no file. Tensors come back as notes of where their bytes lie, and only those asked for are read.
"""

import math
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

import torch

_DTYPES = {
    "FloatStorage": torch.float32, "HalfStorage": torch.float16, "BFloat16Storage": torch.bfloat16,
    "DoubleStorage": torch.float64, "LongStorage": torch.int64, "IntStorage": torch.int32,
    "ShortStorage": torch.int16, "CharStorage": torch.int8, "ByteStorage": torch.uint8, "BoolStorage": torch.bool,
}  # fmt: skip
_MOST_DIMENSIONS = 16


class Inert:
    """Stands for anything foreign: takes whatever a pickle does to it, and does nothing."""

    def __new__(cls, *_args: object, **_values: object) -> "Inert":  # noqa: D102
        return super().__new__(cls)

    def __init__(self, *_args: object, **_values: object) -> None: ...

    def __call__(self, *_args: object, **_values: object) -> "Inert":  # noqa: D102
        return Inert()

    def __setstate__(self, state: object) -> None: ...

    def __setitem__(self, key: object, value: object) -> None: ...

    def append(self, item: object) -> None:
        """As a list would."""

    def extend(self, items: object) -> None:
        """As a list would."""

    def add(self, item: object) -> None:
        """As a set would."""


class _Storage(NamedTuple):
    """A run of numbers in the file. A tuple, like `_Note`: a pickle can change attributes of most other things."""

    key: str
    dtype: torch.dtype


class _Note(NamedTuple):
    """Where a tensor lies."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


def read_pickled_weights(path: Path) -> dict[str, object]:
    """The named weights of a training program's file, whatever else is in it.

    Raises: ValueError, KeyError, zipfile.BadZipFile, pickle.UnpicklingError, OSError, on a file that is no such thing.
    """
    with zipfile.ZipFile(path) as archive:
        place = next((name for name in archive.namelist() if name.endswith("/data.pkl")), None)
        if place is None or any(each.compress_type != zipfile.ZIP_STORED for each in archive.infolist()):
            raise ValueError("it holds no weights as torch stores them")
        with archive.open(place) as stream:
            loaded = _Unpickler(stream).load()
        if isinstance(loaded, Mapping) and isinstance(loaded.get("state_dict"), Mapping):
            loaded = loaded["state_dict"]
        if not isinstance(loaded, Mapping) or not all(isinstance(name, str) for name in loaded):
            raise ValueError("it does not hold named weights")
        folder = place.removesuffix("data.pkl")
        if folder + "byteorder" in archive.namelist() and archive.read(folder + "byteorder") != b"little":
            raise ValueError("it was written on a machine of another byte order")
        return {name: _read(archive, folder, value) for name, value in loaded.items()}


def _read(archive: zipfile.ZipFile, folder: str, value: object) -> object:
    """Fetch a tensor's bytes; other things stay what they are, for the check of the layout to name."""
    if not isinstance(value, _Note):
        return value
    numbers = torch.frombuffer(bytearray(archive.read(f"{folder}data/{value.storage.key}")), dtype=value.storage.dtype)
    last = value.offset + sum((n - 1) * step for n, step in zip(value.shape, value.stride, strict=True))
    if 0 in value.shape or value.offset < 0 or min(value.stride, default=0) < 0 or last >= len(numbers):
        raise ValueError("a tensor reaches beyond its numbers")
    if math.prod(value.shape) > len(numbers):
        raise ValueError("a tensor claims more numbers than there are")
    return numbers.as_strided(value.shape, value.stride, value.offset).clone()


class _Rebuild:
    """In place of torch's function that rebuilds a tensor. Not a function: a pickle could change its attributes."""

    __slots__ = ()

    def __call__(self, storage: Any, offset: Any, shape: Any, stride: Any, *_rest: object) -> _Note:
        if not isinstance(storage, _Storage) or type(offset) is not int:
            raise pickle.UnpicklingError("a tensor without numbers")
        for each in (shape, stride):
            if type(each) is not tuple or len(each) > _MOST_DIMENSIONS or any(type(n) is not int for n in each):
                raise pickle.UnpicklingError("a tensor of no shape")
        return _Note(storage, offset, shape, stride)


class _Same:
    """A parameter is its tensor."""

    __slots__ = ()

    def __call__(self, tensor: object, *_rest: object) -> object:
        return tensor


_KNOWN: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _Rebuild(),
    ("torch._utils", "_rebuild_parameter"): _Same(),
    **{("torch", name): name for name in _DTYPES},
}


class _Unpickler(pickle.Unpickler):
    """Knows four names; all others are inert."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(stream, encoding="utf-8")

    def find_class(self, module: str, name: str) -> Any:
        """Never imports anything."""
        return _KNOWN.get((module, name), Inert)

    def persistent_load(self, said: Any) -> object:
        """Torch's way of naming a storage: ("storage", type, key, device, count)."""
        if not isinstance(said, tuple) or len(said) < 3 or said[0] != "storage" or said[1] not in _DTYPES:
            raise pickle.UnpicklingError("numbers of an unknown kind")
        return _Storage(str(said[2]), _DTYPES[said[1]])
