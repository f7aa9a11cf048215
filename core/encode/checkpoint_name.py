"""The name that a checkpoint of ours has inside, by which every program calls it. Torch-free."""

import json
import shutil
import struct
from pathlib import Path
from typing import Final

from core.encode.checkpoint_damage import is_safetensors, safetensors_table
from core.errors import WeightsCorruptError

METADATA_KEY: Final = "c2v"
"""Under it a safetensors file of ours says what it is, as JSON."""
_BLOCK_BYTES: Final = 1 << 20


def copy_named(source: Path, target: Path, name: str) -> None:
    """Copy a safetensors file of ours under another name of the model; its arrays stay bit for bit.

    Raises: OSError, WeightsCorruptError.
    """
    try:
        if not is_safetensors(source):
            raise ValueError("it is no safetensors file")
        table = safetensors_table(source)
        metadata = table.setdefault("__metadata__", {})
        metadata[METADATA_KEY] = json.dumps({**json.loads(metadata.get(METADATA_KEY, "{}")), "name": name})
    except (ValueError, TypeError, AttributeError) as error:
        raise WeightsCorruptError(f"The file {source.name} is damaged or not a checkpoint: {error}.") from error
    head = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)  # arrays begin at a multiple of 8
    with source.open("rb") as old, target.open("wb") as new:
        old.seek(8 + struct.unpack("<Q", old.read(8))[0])
        new.write(struct.pack("<Q", len(head)) + head)
        shutil.copyfileobj(old, new, _BLOCK_BYTES)
