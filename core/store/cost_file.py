"""What indexing has cost on this computer, kept in a small file. A cache: it is measured again by the next indexing."""

import json
import math
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from core.values import IndexingCost

FILE: Final = "indexing.json"


def load_cost(folder: Path) -> IndexingCost | None:
    """The last that was measured."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        said = json.loads((folder / FILE).read_text(encoding="utf-8"))
        numbers = [float(said[name]) for name in ("every_s", "reading_s", "frames_s")]
        if all(math.isfinite(each) for each in numbers) and numbers[0] > 0 and numbers[1] >= 0 and numbers[2] > 0:
            return IndexingCost(*numbers)
    return None


def keep_cost(folder: Path, cost: IndexingCost) -> None:
    """Replace it."""
    draft = folder / f"{FILE}.new"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(asdict(cost)) + "\n", encoding="utf-8")
        draft.replace(folder / FILE)
