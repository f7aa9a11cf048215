"""Pairs from files and from the library, checked: what is wrong with each of them, and which split it is in."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from core.finetune.pairs.advice import Amounts, advise
from core.finetune.pairs.listed import ListedPair, first_words, listed
from core.finetune.pairs.lookup import ClipFacts, ClipLookup
from core.finetune.pairs.paths import FoundFile, PathFinder
from core.finetune.pairs.sources import read_sources
from core.finetune.pairs.splits import read_split, split_clips, stricter
from core.finetune.pairs.times import read_listed_time
from core.values.teaching import CheckedPairs, Pair, PairProblem, PairProblemKind, ProblemReason, Split

CountTokens = Callable[[str], int]
UnknownWords = Callable[[Sequence[str]], Sequence[tuple[str, int]]]
_OVERHANG_S: Final = Fraction(1, 2)
"""A stretch may end so much behind the end of its clip, as subtitles do; it is cut there."""


@dataclass(slots=True)
class _Checked:
    """A pair on its way."""

    pair: Pair
    facts: ClipFacts
    place: int
    split: Split | None = None
    is_usable: bool = True


class _Check:
    def __init__(
        self, count_tokens: CountTokens | None, context_length: int, *, needs_index: bool, takes_pictures: bool
    ) -> None:
        self.problems: list[PairProblem] = []
        self.pairs: list[_Checked] = []
        self._count_tokens, self._context = count_tokens, context_length
        self._needs_index, self._takes_pictures = needs_index, takes_pictures
        self._tokens: dict[str, int] = {}

    def add_listed(self, listed_pair: ListedPair, found: FoundFile, facts: ClipFacts) -> None:
        """A pair of a list, with what was found of its clip."""
        pair = Pair(facts.path, _plain(listed_pair.caption), origin=listed_pair.origin)
        entry = self._begin(pair, facts)
        if found.candidates:
            names = listed([str(each) for each in found.candidates])
            self._fault(
                entry,
                "missing",
                f"Several clips are called {listed_pair.file}.",
                f"Write the folder too: {names}",
                "several",
                name=first_words(listed_pair.file, 80),
                paths=names,
            )
        else:
            self._check_clip(entry, listed_pair.file)
        try:
            start_s, end_s = _times(listed_pair, facts)
        except ValueError as error:
            self._fault(entry, "row", str(error), "Correct it, or leave the times out.")
        else:
            entry.pair = replace(entry.pair, start_s=start_s, end_s=end_s)
            self._check_times(entry)
        try:
            entry.split = read_split(listed_pair.split)
        except ValueError as error:
            self._fault(entry, "row", str(error))
        self._check_caption(entry)

    def add_kept(self, pair: Pair, facts: ClipFacts) -> None:
        """A pair that is kept in the library."""
        entry = self._begin(replace(pair, caption=_plain(pair.caption)), facts)
        self._check_clip(entry, pair.path.name)
        self._check_times(entry)
        self._check_caption(entry)

    def _begin(self, pair: Pair, facts: ClipFacts) -> _Checked:
        entry = _Checked(pair, facts, len(self.pairs))
        self.pairs.append(entry)
        return entry

    def _fault(
        self,
        entry: _Checked,
        kind: PairProblemKind,
        message: str,
        hint: str = "",
        reason: ProblemReason | None = None,
        **values: str | int | float,
    ) -> None:
        entry.is_usable = False
        self.problems.append(PairProblem(kind, message, hint, entry.place, entry.pair.origin, reason, values))

    def _check_clip(self, entry: _Checked, written: str) -> None:
        facts, name = entry.facts, first_words(written, 80)
        is_stored = facts.is_indexed and self._needs_index  # its vectors are enough, wherever the file is
        if is_stored and facts.content:
            return
        if facts.is_missing:
            hint = "Correct its path, or add the folder it is in."
            message = f"{name} was not found."
            self._fault(entry, "missing", message, f"{facts.trouble} {hint}".strip(), "not_found", name=name)
        elif facts.trouble or not facts.content:
            why = facts.trouble or "The file is damaged or not a video."
            self._fault(entry, "unreadable", f"{name} cannot be read.", why, "unreadable", name=name, why=facts.trouble)
        elif self._needs_index and not facts.is_indexed and not (facts.is_still and self._takes_pictures):
            self._fault(entry, "not_indexed", *_why_not_indexed(facts, name), name=name)

    def _check_times(self, entry: _Checked) -> None:
        start_s, end_s, length_s = entry.pair.start_s, entry.pair.end_s, entry.facts.duration_s
        if start_s is None and end_s is None:
            return
        if entry.facts.is_still:
            hint = "Leave start and end empty."
            self._fault(entry, "outside", "A still picture has no times.", hint, "still_times")
        elif (start_s or 0) < 0 or (end_s is not None and end_s < 0):
            message, hint = "The times lie before the start of the clip.", "Times count from its start."
            self._fault(entry, "outside", message, hint, "before_start")
        elif end_s is not None and end_s <= (start_s or 0):
            hint = "Swap start and end."
            self._fault(entry, "outside", "The pair ends before it begins.", hint, "ends_first")
        elif length_s is not None and ((start_s or 0) >= length_s or (end_s or 0) > length_s + _OVERHANG_S):
            message = f"The times lie outside of the clip, which is {float(length_s):.4g} s long."
            hint = "Times are seconds, 0:08.6 or timecode, from the start of the clip."
            self._fault(entry, "outside", message, hint, "outside_clip", seconds=float(length_s))
        elif length_s is not None and end_s is not None and end_s > length_s:
            entry.pair = replace(entry.pair, end_s=length_s)

    def _check_caption(self, entry: _Checked) -> None:
        caption = entry.pair.caption
        if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in caption):
            self._fault(entry, "row", "The caption holds control characters.", "Write it again.", "controls")
        elif not any(letter.isalnum() for letter in caption):
            self._fault(entry, "empty", "The caption is empty.", "Write what the clip shows.", "empty")
        elif self._count_tokens is not None:
            tokens = self._tokens.get(caption)
            if tokens is None:
                tokens = self._tokens[caption] = self._count_tokens(caption)
            if tokens > self._context:
                message = f"The caption is too long: {tokens:,} tokens; the model reads {self._context}."
                hint, most = "Shorten it, or make two pairs of it.", self._context
                self._fault(entry, "too_long", message, hint, "too_long", tokens=tokens, most=most)

    def find_duplicates(self) -> None:
        """The first of equal pairs takes part."""
        seen: dict[tuple[str, Fraction | None, Fraction | None, str], _Checked] = {}
        for entry in self.pairs:
            if not entry.is_usable:
                continue
            key = (entry.facts.content, entry.pair.start_s, entry.pair.end_s, _compared(entry.pair.caption))
            first = seen.setdefault(key, entry)
            if first is not entry:
                where = first.pair.origin or "the library"
                message = f"The same pair is in {where}."
                self._fault(entry, "duplicate", message, "It counts once.", "duplicate", where=first.pair.origin)

    def find_leaks(self) -> dict[str, Split]:
        """The given split of each clip; pairs of a clip that is in several stay in the strictest alone."""
        given: dict[str, Split] = {}
        splits: dict[str, set[Split]] = {}
        for entry in self.pairs:
            if entry.is_usable and entry.split is not None:
                content = entry.facts.content
                given[content] = stricter(given.get(content, entry.split), entry.split)
                splits.setdefault(content, set()).add(entry.split)
        for entry in self.pairs:
            content = entry.facts.content
            if entry.is_usable and entry.split is not None and entry.split != given[content]:
                names = " and in ".join(sorted(splits[content], key=("train", "validation", "test").index))
                message = f"{entry.pair.path.name}, or a copy of it, is in {names}."
                hint, name = f"This pair is left out, so that {given[content]} stays clean.", entry.pair.path.name
                self._fault(entry, "leak", message, hint, "leak", name=name)
        return given


def check_pairs(
    sources: Sequence[Path],
    kept: Iterable[Pair],
    lookup: ClipLookup,
    count_tokens: CountTokens | None = None,
    seed: int = 0,
    *,
    context_length: int = 77,
    roots: Sequence[Path] = (),
    unknown_words: UnknownWords | None = None,
    needs_index: bool = True,
    takes_pictures: bool = False,
) -> CheckedPairs:
    """Read files and folders, add what is kept in the library, and check all of it. No input raises.

    `count_tokens` counts all tokens of a sentence, start and end included, of which the model reads `context_length`.
    `roots`: folders in which files are looked for that are not where a list says. `needs_index`: stored vectors are
    wanted, so that clips that are not indexed take no part, and indexed ones do although their drive is away.
    `takes_pictures`: picture files need not be in the library, as for a name.
    """
    reading = read_sources(sources)
    finder = PathFinder(roots, lookup)
    check = _Check(count_tokens, context_length, needs_index=needs_index, takes_pictures=takes_pictures)
    check.problems += reading.problems
    for pair in reading.pairs:
        found = finder.find(pair)
        where = found.path
        facts = ClipFacts(_shown_path(pair), is_missing=True) if where is None else lookup.facts(where)
        check.add_listed(pair, found, facts)
    for own in kept:
        facts = lookup.facts(own.path)
        if facts.is_missing and not facts.is_indexed:
            path = lookup.moved(own.path)
            facts = lookup.facts(path) if path is not None else facts
        check.add_kept(replace(own, path=facts.path), facts)
    check.find_duplicates()
    given = check.find_leaks()
    return _finished(check, given, seed, unknown_words)


def _finished(check: _Check, given: dict[str, Split], seed: int, unknown_words: UnknownWords | None) -> CheckedPairs:
    usable = [entry for entry in check.pairs if entry.is_usable]
    split_of = split_clips((entry.facts.content for entry in usable), seed, given)
    captions = [entry.pair.caption for entry in usable]
    amounts = Amounts(
        pairs=len(usable),
        clips=len({entry.facts.content for entry in usable}),
        stretches=len({(entry.facts.content, entry.pair.start_s, entry.pair.end_s) for entry in usable}),
        captions=len({_compared(caption) for caption in captions}),
    )
    return CheckedPairs(
        pairs=tuple(entry.pair for entry in check.pairs),
        problems=tuple(check.problems),
        splits=tuple(split_of[entry.facts.content] if entry.is_usable else None for entry in check.pairs),
        advice=advise(amounts),
        unknown_words=tuple(unknown_words(captions)) if unknown_words is not None and captions else (),
    )


def _why_not_indexed(facts: ClipFacts, name: str) -> tuple[str, str, ProblemReason]:
    """What is the matter, what to do, and the same for programs."""
    if facts.is_in_library:
        message = f"{name} is in the library, but not indexed with this model yet."
        return message, "Check again when it is indexed.", "not_indexed"
    if facts.is_still:
        return (
            f"{name} is a picture outside of the library, which only a name can be learned from.",
            "Teach it as a name, or add its folder to the library and check again when it is indexed.",
            "picture_outside",
        )
    hint = "Add its folder to the library, and check again when it is indexed."
    return f"{name} is not in the library.", hint, "not_in_library"


def _times(pair: ListedPair, facts: ClipFacts) -> tuple[Fraction | None, Fraction | None]:
    """Raises: ValueError, with a sentence."""
    start_s = read_listed_time(pair.start, facts.fps, pair.units[0], facts.info)
    end_s = read_listed_time(pair.end, facts.fps, pair.units[1], facts.info)
    if end_s is None and start_s is not None:
        duration_s = read_listed_time(pair.duration, facts.fps, pair.units[2])
        end_s = start_s + duration_s if duration_s is not None else None
    return start_s, end_s


def _shown_path(pair: ListedPair) -> Path:
    """Where a file that is not there would be; any path will do, for the eye."""
    name = pair.file.replace("\0", "").replace("\\", "/")[:1000]
    return pair.folder / (name or "?")


def _plain(caption: str) -> str:
    return " ".join(caption.split())


def _compared(caption: str) -> str:
    return _plain(caption).casefold().rstrip(".!")
