"""Clips and lists for the tests of pairs: a lookup that knows files by their bytes, without any decoder."""

import hashlib
from fractions import Fraction
from pathlib import Path

from core.finetune.pairs import ClipFacts, check_pairs


class PlainLookup:
    """Every file is a clip of ten seconds at 25 frames a second; one that begins with "broken" cannot be read."""

    def __init__(self, length_s=10, fps=Fraction(25), indexed=True, former=None, names=None):
        self.length_s, self.fps, self.indexed = length_s, fps, indexed
        self.former, self.names = former or {}, names or {}
        self.asked = 0

    def facts(self, path):
        self.asked += 1
        if not path.is_file():
            return ClipFacts(path, is_missing=True, trouble="The file was not found.")
        raw = path.read_bytes()
        if raw.startswith(b"broken"):
            return ClipFacts(path, trouble="It is damaged.")
        content = hashlib.sha256(raw).hexdigest()
        is_still = path.suffix == ".jpg"
        length_s = None if is_still else Fraction(self.length_s)
        return ClipFacts(path, content, length_s, self.fps, None, self.indexed, is_still)

    def moved(self, path):
        return self.former.get(path)

    def named(self, name):
        return self.names.get(name.casefold(), ())


def make_clips(folder: Path, *names: str) -> list[Path]:
    made = []
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
        made.append(path)
    return made


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def check(*sources: Path, kept=(), lookup=None, seed=0, count_tokens=None, **more):
    return check_pairs(sources, kept, lookup or PlainLookup(), count_tokens, seed, **more)


def kinds(checked) -> list[str]:
    return [problem.kind for problem in checked.problems]


def usable(checked) -> list[tuple]:
    """File, caption, start and end of the pairs that take part."""
    return [
        (pair.path.name, pair.caption, pair.start_s, pair.end_s)
        for pair, split in zip(checked.pairs, checked.splits, strict=True)
        if split is not None
    ]
