"""Why a file is no checkpoint, from its first bytes: cut off, a note in its place, a web page, a program. Torch-free.

Nothing in a file is run, and nothing of it is unpickled here.
"""

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

_LFS = b"version https://git-lfs.github.com/spec/"
_MOST_HEADER_BYTES = 100_000_000
"""As the safetensors library allows."""
_ZIP, _PICKLE = b"PK\x03\x04", b"\x80"


def is_safetensors(path: Path) -> bool:
    """Does the file begin as safetensors do, whatever it is called? Raises: OSError."""
    with path.open("rb") as file:
        head = file.read(9)
    return len(head) == 9 and 2 <= struct.unpack("<Q", head[:8])[0] <= _MOST_HEADER_BYTES and head[8:] == b"{"


def safetensors_table(path: Path) -> dict[str, Any]:
    """Names, kinds, shapes and places of a safetensors file's arrays, and its metadata. Raises: OSError, ValueError."""
    with path.open("rb") as file:
        table = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    if not isinstance(table, dict):
        raise ValueError("its table is none")
    return table


def is_program(path: Path) -> bool:
    """Is it a TorchScript archive: weights with the program that uses them?"""
    try:
        with zipfile.ZipFile(path) as archive:
            return any("/code/" in name for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False  # whoever reads it finds out what it is


def reason(path: Path, error: Exception) -> str:
    """What is wrong with a file that could not be read, in a few words; "" when nothing is seen. Raises: OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        return "it is empty"
    if head.startswith(_LFS):
        return "it is a Git LFS pointer, not the file itself; download the file (git lfs pull)"
    if head.lstrip().lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "it is a web page; the download was redirected to a login or error page"
    if is_safetensors(path):
        return _cut_safetensors(path, size)
    if head.startswith(_ZIP) and not zipfile.is_zipfile(path):
        return f"it is cut off after {size:,} bytes; copy or download it again"
    if head[:1] == _PICKLE or head.startswith(_ZIP):
        said = str(error)
        if "Unsupported global" in said or "Unsupported class" in said or "WeightsUnpickler" in said:
            return "it contains program code, which is never run here; save only its state_dict"
        if "EOF" in said or "truncated" in said or isinstance(error, EOFError):
            return f"it is cut off after {size:,} bytes; copy or download it again"
    return ""


def _cut_safetensors(path: Path, size: int) -> str:
    with path.open("rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        try:
            table = json.loads(file.read(length))
            ends = [each["data_offsets"][1] for name, each in table.items() if name != "__metadata__"]
            whole = 8 + length + max(ends, default=0)
        except (ValueError, TypeError, KeyError, LookupError, AttributeError):
            whole = 8 + length
    return f"it is cut off after {size:,} of {whole:,} bytes; copy or download it again" if size < whole else ""
