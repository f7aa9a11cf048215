"""Train, validation and test: 80, 10 and 10 per cent, by clip and never by pair, and the same when pairs are added."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from core.values.teaching import Split

VALIDATION: Final = 0.1
TEST: Final = 0.1
FEWEST_CLIPS: Final = 3
"""Clips from which each split has one."""
_NAMES: Final[Mapping[str, Split]] = {
    "train": "train", "training": "train", "tr": "train",
    "validation": "validation", "val": "validation", "valid": "validation", "validate": "validation",
    "dev": "validation",
    "test": "test", "testing": "test", "eval": "test",
}  # fmt: skip
_TRAIN: Final[Split] = "train"
_STRICTER: Final[Mapping[Split, int]] = {"train": 0, "validation": 1, "test": 2}


def read_split(text: str) -> Split | None:
    """A split by one of its usual names. Raises: ValueError, with a sentence."""
    name = text.strip().casefold()
    if not name:
        return None
    if name not in _NAMES:
        raise ValueError(f"“{text[:40]}” is not a split. Write train, validation or test.")
    return _NAMES[name]


def split_clips(contents: Iterable[str], seed: int, given: Mapping[str, Split] | None = None) -> dict[str, Split]:
    """The split of each clip, by its content, so that copies are one clip.

    Each clip draws its own number, so that others that are added change nothing; but the first few are spread so that
    no split is empty. With `given` splits the others join them, and what they lack is taken out of their training part.
    """
    given = dict(given or {})
    rest = sorted({each for each in contents if each not in given}, key=lambda each: (_draw(each, seed), each))
    if not given:
        return _drawn(rest, seed)
    found: dict[str, Split] = {**dict.fromkeys(rest, _TRAIN), **given}
    has = set(found.values())
    trained = sorted(
        (each for each, split in found.items() if split == "train"), key=lambda each: (_draw(each, seed), each)
    )
    if len(has) < FEWEST_CLIPS and "train" in has:
        drawn = _drawn(trained, seed)
        found.update({content: split for content, split in drawn.items() if split not in has})
    return found


def stricter(one: Split, other: Split) -> Split:
    """Of two splits of one clip the one that must stay clean: test before validation before training."""
    return max(one, other, key=lambda each: _STRICTER[each])


def _drawn(ordered: list[str], seed: int) -> dict[str, Split]:
    """Clips in the order of their draws."""
    found: dict[str, Split] = {content: _by_draw(_draw(content, seed)) for content in ordered}
    if len(ordered) == 2:
        return {ordered[0]: "test", ordered[1]: "train"}
    if len(ordered) < FEWEST_CLIPS:
        return dict.fromkeys(ordered, "train")
    if "test" not in found.values():
        found[ordered[0]] = "test"
    if "validation" not in found.values():
        at = next((at for at, each in enumerate(ordered) if found[each] != "test"), len(ordered) - 2)
        found[ordered[at]] = "validation"
    if "train" not in found.values():
        found[ordered[-1]] = "train"
        if "validation" not in found.values():
            found[ordered[-2]] = "validation"
    return found


def _draw(content: str, seed: int) -> float:
    """From 0 to 1, by content and seed alone."""
    digest = hashlib.blake2b(f"{seed}:{content}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def _by_draw(draw: float) -> Split:
    if draw < TEST:
        return "test"
    return "validation" if draw < TEST + VALIDATION else "train"
