"""An engine that teaches what a test tells it to: its events come on a thread of their own, as those of a real run."""

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.errors import C2VError
from core.values.teaching import (
    CheckedPairs,
    EpochFigures,
    Figure,
    FoundMoment,
    Pair,
    PairProblem,
    SentencePreview,
    TeachingEstimate,
    TeachingOutcome,
    TeachingRunSummary,
    WayAdvice,
)


def epochs(count=4, best=3, of=6):
    """Falling losses, rising recalls, and one epoch that is best."""
    return [
        EpochFigures(n, of, 3.0 / n, 3.2 / n + 0.1, 40 + 4.5 * n, 60 + 5 * n, is_best=n <= best)
        for n in range(1, count + 1)
    ]


def outcome(verdict="better", result=Path("/runs/1/model.safetensors")):
    """Figures of a run that helped, or did not."""
    figures = (
        Figure("R@1", 41.7, 58.3, 4.2, 29.0),
        Figure("R@5", 66.7, 83.3, 0.5, 33.0),
        Figure("R@10", 83.3, 91.7, -4.0, 20.0),
        Figure("Median rank", 2.0, 1.0, -3.0, 0.0),
    )
    general = (Figure("R@1", 96.0, 95.5, -1.5, 0.5),)
    words = {"better": "Clearly better on clips that were held back.",
             "no_clear_change": "No clear change: the difference may be chance. The old model stays.",
             "worse": "Worse than before. The old model stays."}  # fmt: skip
    return TeachingOutcome(verdict, words[verdict], 12, 6, figures, general, result if verdict == "better" else None)


def checked(paths, bad=True):
    """Two captions a clip, and one problem of several kinds."""
    pairs = [
        Pair(path, f"a thing of clip {n} moves left", origin=f"pairs.csv, row {n + 2}") for n, path in enumerate(paths)
    ]
    problems = []
    splits = ["train"] * len(pairs)
    splits[-1:] = ["test"]
    splits[-2:-1] = ["validation"]
    if bad:
        pairs += [Pair(Path("/away/none.mov"), "a caption", origin="pairs.csv, row 90"), Pair(paths[0], "")]
        splits += [None, None]
        away, empty = len(paths), len(paths) + 1
        problems = [
            PairProblem("missing", "The clip was not found.", "Correct its path.", away, "pairs.csv, row 90"),
            PairProblem("empty", "The caption is empty.", "Write one.", empty, "pairs.csv, row 91"),
            PairProblem("not_indexed", "The clip is not indexed yet.", "Index it first.", away, "pairs.csv, row 90"),
            PairProblem("row", "The row has no file.", "", None, "pairs.csv, row 92"),
        ]
    advice = (
        WayAdvice("name", True, "60 examples: enough for a name."),
        WayAdvice("words", True, "60 pairs with 2 new words: enough."),
        WayAdvice("heads", False, "58 pairs are few for movements; 200 are useful."),
        WayAdvice("full", False, "Thousands are needed."),
    )
    return CheckedPairs(tuple(pairs), tuple(problems), tuple(splits), advice, (("glorp", 12), ("zunk", 7)))


@dataclass
class FakeRun:
    """Fits TeachingRun; says what was asked of it."""

    id: str
    on_event: object
    asked: list = field(default_factory=list)

    def pause(self):
        self.asked.append("pause")

    def unpause(self):
        self.asked.append("go on")

    def stop(self):
        self.asked.append("stop")

    def close(self):
        self.asked.append("close")

    def tell(self, *events):
        """From a foreign thread, as the real ones do."""
        thread = threading.Thread(target=lambda: [self.on_event(event) for event in events])
        thread.start()
        thread.join()


class FakeTeachingEngine:
    """Fits TeachingEngine."""

    def __init__(self):
        self.checked = CheckedPairs()
        self.estimates = TeachingEstimate(750.0, 1_400_000_000, 210_000_000)
        self.trouble: C2VError | None = None
        self.kept: list[TeachingRunSummary] = []
        self.run: FakeRun | None = None
        self.calls: list[tuple] = []
        self.adopted = "taught-1"

    def _note(self, *call):
        self.calls.append(call)
        if self.trouble is not None:
            raise self.trouble

    def check(self, sources, with_kept, seed=0, *, takes_pictures=False):
        self._note("check", tuple(sources), with_kept, seed)
        return self.checked

    def estimate(self, plan):
        self._note("estimate", plan.way, plan.settings)
        return self.estimates

    def start(self, plan, on_event):
        self._note("start", plan)
        self.run = FakeRun(f"run-{len(self.kept) + 1}", on_event)
        self.kept.insert(0, TeachingRunSummary(self.run.id, plan, 1.8e9, "running"))
        return self.run

    def resume(self, run_id, on_event):
        self._note("resume", run_id)
        self.run = FakeRun(run_id, on_event)
        return self.run

    def runs(self):
        self._note("runs")
        return list(self.kept)

    def discard(self, run_id):
        self._note("discard", run_id)
        self.kept = [each for each in self.kept if each.id != run_id]

    def adopt(self, run_id, name):
        self._note("adopt", run_id, name)
        return self.adopted

    def preview(self, run_id, sentences, limit=5):
        self._note("preview", run_id, tuple(sentences))
        paths = [pair.path for pair in self.checked.pairs if pair.path.exists()][:limit]
        before = tuple(FoundMoment(path, 0.0, 1.0) for path in paths)
        return [SentencePreview(each, before, before[::-1] if n % 2 else before) for n, each in enumerate(sentences)]

    def note(self, run_id, **changes):
        """The run on disk is other than before."""
        self.kept = [replace(each, **changes) if each.id == run_id else each for each in self.kept]
