"""Explanations and hits made by hand, for tests and trials of what is shown."""

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from core.values import Explanation, Hit, Ledger, MediaInfo, Phrase, PhraseScores, Query, Segment, Video


def make_query(text: str, *phrases: str) -> Query:
    """A sentence with these stretches of it as phrases, in order."""
    found, at = [], 0
    for phrase in phrases:
        at = text.index(phrase, at)
        found.append(Phrase(phrase, at, at + len(phrase)))
        at += len(phrase)
    return Query(text, tuple(found))


def make_ledger(
    query: Query,
    *,
    frames: int = 12,
    centres: int = 5,
    peaks: Sequence[int] = (),
    seed: int = 7,
) -> Ledger:
    """A ledger that adds up, with a peak for each phrase and a few negative cells."""
    random = np.random.default_rng(seed)
    cells = np.abs(random.normal(0.001, 0.0007, (len(query.phrases) + 1, centres, frames)))
    for phrase in range(len(query.phrases)):
        peak = peaks[phrase] if phrase < len(peaks) else int(random.integers(frames))
        bump = np.exp(-0.5 * (np.arange(frames) - peak) ** 2)
        cells[phrase] += 0.003 * bump
        cells[phrase, int(random.integers(centres))] += 0.008 * bump
    cells -= 0.001 * random.random(cells.shape)
    sentence = (0.017 + 0.004 * random.random(frames)).astype(np.float32)
    cells = cells.astype(np.float32)
    words, owners = _words_of(query)
    assignment = random.dirichlet(np.full(centres, 4.0), frames).T.astype(np.float32)
    return Ledger(
        phrases=query.phrases,
        words=words,
        word_phrases=owners,
        times_s=tuple(0.72 + 1.6 * i for i in range(frames)),
        sentence=sentence,
        cells=cells,
        word_centres=random.random((len(words), centres)).astype(np.float32),
        assignment=assignment,
        score=float(sentence.sum() + cells.sum()),
        readings=tuple(2 - frame % 2 for frame in range(frames)),
    )


def make_phrase_scores(query: Query, *, frames: int = 12, peaks: Sequence[int] = (), seed: int = 7) -> PhraseScores:
    """The sentence and each phrase scored by themselves, with a peak for each phrase."""
    ledger = make_ledger(query, frames=frames, centres=1, peaks=peaks, seed=seed)
    return PhraseScores(
        phrases=ledger.phrases,
        words=ledger.words,
        word_phrases=ledger.word_phrases,
        times_s=ledger.times_s,
        sentence=ledger.sentence,
        rows=ledger.phrase_rows,
        score=float(ledger.sentence.sum()),
    )


def _words_of(query: Query) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Words and end token, and for each the index of its phrase or -1."""
    spots = [(match.group(), match.start()) for match in re.finditer(r"[\w'-]+", query.text)]
    owners = [next((i for i, p in enumerate(query.phrases) if p.start <= at < p.stop), -1) for _, at in spots]
    return (*(word for word, _ in spots), "<end>"), (*owners, -1)


def make_hit(
    explanation: Explanation, path: Path = Path("/films/overhead_cars.mp4"), fps: Fraction = Fraction(25)
) -> Hit:
    """The moment that is explained."""
    end_s = explanation.times_s[-1] + 1.0
    info = MediaInfo(path, 1000, 1, end_s, fps, 1280, 720, 0, "h264", int(end_s * fps), "print")
    video = Video(1, 1, path, 1000, 1, 0.0, "ready", "", info)
    return Hit(1, explanation.score, "strong", Segment(1, 1, 0.0, end_s, explanation.times_s), video)
