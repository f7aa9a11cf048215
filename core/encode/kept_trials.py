"""How bfloat16 did against float32 on this machine, kept so that it is tried once and not at every start. No torch."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

FILE: Final = "formats.json"


class KeptTrial(NamedTuple):
    """How many times as fast it was, and its least agreement."""

    speedup: float
    cosine: float


def find_trial(notes: str, tower: str, machine: str) -> KeptTrial | None:
    """What was measured of this tower on this machine."""
    with suppress(KeyError, TypeError, ValueError):
        return KeptTrial(*map(float, _read(notes)[f"{tower} {machine}"]))
    return None


def keep_trial(notes: str, tower: str, machine: str, trial: KeptTrial) -> None:
    """Keep it; a cache: where nothing can be written it is tried again next time."""
    if not notes or not tower:
        return
    file = Path(notes) / FILE
    draft = file.with_name(f"{FILE}.new")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps({**_read(notes), f"{tower} {machine}": trial}, indent=2) + "\n", encoding="utf-8")
        draft.replace(file)


def _read(notes: str) -> dict[str, list[float]]:
    if notes:
        with suppress(OSError, ValueError):
            kept = json.loads((Path(notes) / FILE).read_text(encoding="utf-8"))
            return kept if isinstance(kept, dict) else {}
    return {}
