"""Taught names and words, as the command line and the window hand them on and look for more examples of them.

Thread, throughout: the engine lane, where a `Library` is asked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from core.errors import QueryError
from core.library import Library, load_change, without_examples
from core.printable import printable
from core.search.taught_words import figures_of
from core.values import EncoderSpec, Hit, KeptChange, KeptEdit, TaughtVectors, TaughtWord, tag_key

_SEARCHED: Final = 200
"""So many moments more than are wanted are ranked: those of the examples come first."""


@dataclass(frozen=True, slots=True)
class ExportedNames:
    """What was written to a file."""

    names: tuple[str, ...]
    left_out: tuple[str, ...]
    """Not taught for the model in use."""
    model: str
    checksum: str


@dataclass(frozen=True, slots=True)
class ImportedNames:
    """Names and words of a file, for one text tower."""

    words: tuple[TaughtWord, ...]
    model: str
    tower_key: str

    def is_for(self, spec: EncoderSpec | None) -> bool:
        """False when this model reads them as plain text."""
        return spec is None or spec.text_key == self.tower_key


def export_names(library: Library, path: Path, words: Sequence[TaughtWord], *, is_partial: bool) -> ExportedNames:
    """Write words as the model in use learned them, replacing a file that is there.

    `is_partial`: those that it was not taught are left out, unless none remains. Raises: QueryError, StoreError.
    """
    from core.finetune.words_file import WordInFile, WordsFile, write_words

    spec = library.status().encoder
    known = [(word, own) for word in words if spec is not None and (own := word.of_tower(spec.text_key)) is not None]
    lacking = [word for word in words if word not in [each for each, _ in known]]
    if spec is None or not known or (lacking and not is_partial):
        names = ", ".join(printable(word.text) for word in lacking) or "Nothing"
        model = printable(spec.name) if spec is not None else "the model in use"
        raise QueryError(f"{names} was not taught for {model}.", "Teach it first: `c2v names teach NAME`.")
    content = tuple(WordInFile(word.text, word.kind, own.array, figures_of(own.figures)) for word, own in known)
    checksum = write_words(path, WordsFile(spec.text_key, spec.name, content))
    return ExportedNames(
        tuple(each.text for each in content), tuple(each.text for each in lacking), spec.name, checksum
    )


def read_names(path: Path) -> ImportedNames:
    """Names and words of a file; nothing is kept yet. Raises: StoreError."""
    from core.finetune.words_file import read_words

    content = read_words(path)
    words = tuple(
        TaughtWord(
            0, each.text, each.kind, (), 0.0,
            (TaughtVectors.of(content.tower_key, each.vectors, json.dumps(dict(each.figures))),),
        )
        for each in content.words
    )  # fmt: skip
    return ImportedNames(words, content.model, content.tower_key)


def taken_names(library: Library, found: ImportedNames) -> list[str]:
    """Those whose spelling the library has already. Raises: StoreError."""
    known = {tag_key(each.text) for each in library.taught_words()}
    return [each.text for each in found.words if tag_key(each.text) in known]


def import_names(library: Library, found: ImportedNames) -> KeptChange:
    """Keep names of a file; one that is replaced keeps its examples. Raises: QueryError, StoreError."""
    known = {tag_key(each.text): each.examples for each in library.taught_words()}
    return library.put_words(
        [
            TaughtWord(0, each.text, each.kind, known.get(tag_key(each.text), ()), 0.0, each.vectors)
            for each in found.words
        ]
    )


def suggest_examples(library: Library, word: TaughtWord, limit: int) -> list[Hit]:
    """Moments that the name finds and that are no examples yet, best first.

    Raises: QueryError, for one that the model in use was not taught; EncoderError, StoreError.
    """
    spec = library.status().encoder
    if spec is None or word.of_tower(spec.text_key) is None:
        raise QueryError(
            f"{printable(word.text)} was not taught for the model in use.",
            "Teach it first: `c2v names teach NAME`.",
        )
    answer = library.search(library.cut(word.text), limit + _SEARCHED, False)
    return without_examples(answer.hits, word)[:limit]


def take_back(library: Library, words: Sequence[str], handed_over: str) -> KeptChange:
    """Undo that words were handed over: new ones go, and those that were taught before are as they were.

    `handed_over`: that change, as `dump_change` wrote it; without it words go by their spelling. What was taught again
    or replaced since then stays. Raises: StoreError.
    """
    known = {tag_key(each.text): each for each in library.taught_words()}
    try:
        change = load_change(handed_over)
    except (ValueError, TypeError):
        ids = [known[key].id for key in dict.fromkeys(map(tag_key, words)) if key in known]
        return library.remove_words(ids) if ids else KeptChange()
    by_id = {each.id: each for each in known.values()}
    edits = []
    for was, made in zip(change.before, change.after, strict=True):
        if not isinstance(made.row, TaughtWord):
            continue
        now = by_id.get(made.row.id) or known.get(tag_key(made.row.text))
        if now is None or now.vectors != made.row.vectors:
            continue
        before = replace(was.row, id=now.id) if isinstance(was.row, TaughtWord) else None
        edits.append(KeptEdit("word", now.id, before))
    return library.undo_kept(KeptChange(before=tuple(edits))) if edits else KeptChange()
