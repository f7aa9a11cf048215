"""`python -m tests.bench.figures` (make figures): the pictures in docs/demo-model.md, drawn from records and model.

Needs matplotlib (extra `dev`). A picture whose record is not there is left out, saying so.
"""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import resources
from c2v_desktop.compose import make_encoder
from core.errors import C2VError
from core.evaluation.ablation import about, lines_of, load_ablation
from core.evaluation.evidence import event_frames, take_apart
from core.evaluation.galleries import TWO_EVENTS, joined_by, moving_videos, phrase_query, tell_twins
from core.evaluation.metrics import Metric
from core.evaluation.ranking import WEIGHTS
from core.evaluation.record import load_record
from core.evaluation.viewer import Viewer
from core.settings import EncoderSettings
from core.synthetic.captions import draw_wording
from core.synthetic.drawing import draw_video
from core.synthetic.world import STEP_S, VIDEO_FRAMES, VideoPlan
from core.values import Ledger, Query

SCREENS = Path(__file__).resolve().parents[2] / "packaging" / "screens"
SEED = 4711
INK, PALE, BLUE, ORANGE, GREEN, VIOLET = "#22252b", "#9aa0ab", "#2f6fde", "#e07b2c", "#2a8f5b", "#7a5bc0"
LEFT_IN, STRIP_IN, ROW_IN, TITLE_IN, GAP_IN, FOOT_IN, NOTE_IN = 2.5, 0.74, 0.36, 0.42, 0.06, 0.3, 0.55
ROWS = 4
"""Two events, the rest, the sentence."""
STYLE = {
    "font.family": "DejaVu Sans", "font.size": 10, "axes.edgecolor": PALE, "axes.labelcolor": INK,
    "text.color": INK, "xtick.color": INK, "ytick.color": INK, "axes.spines.top": False, "axes.spines.right": False,
    "figure.facecolor": "white", "savefig.facecolor": "white", "axes.titleweight": "bold", "axes.titlesize": 11,
}  # fmt: skip


def main() -> int:
    """Draw what can be drawn; 0 when everything could."""
    parser = argparse.ArgumentParser(prog="make figures", description=__doc__)
    parser.add_argument("--out", type=Path, default=SCREENS, help="folder for the pictures (packaging/screens)")
    parser.add_argument("--models", type=Path, help="folder with demo.json and ablation.json (the bundled ones)")
    given = parser.parse_args()
    models = given.models or resources.path("models")
    plt.rcParams.update(STYLE)
    pictures: dict[str, Callable[[], Figure]] = {
        "weights.png": lambda: weights(models / "demo.json"),
        "ablation.png": lambda: ablation(models / "ablation.json"),
        "heatmaps.png": heatmaps,
    }
    code = 0
    given.out.mkdir(parents=True, exist_ok=True)
    for name, draw in pictures.items():
        try:
            figure = draw()
        except C2VError as error:
            print(f"{name} left out: {error}", file=sys.stderr)
            code = 1
            continue
        figure.savefig(given.out / name, dpi=150)
        plt.close(figure)
        print(given.out / name)
    return code


# --------------------------------------------------------------------------- curves and bars


def weights(path: Path) -> Figure:
    """R@1 for every score weight, with its interval."""
    record = load_record(path)
    figure, axes = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
    for gallery, colour, label in (("random", BLUE, "random gallery"), ("hard", ORANGE, "one set-up, ten events")):
        marks = [record.get(f"weight.{gallery}.{weight}") for weight in WEIGHTS]
        found = [mark for mark in marks if mark is not None]
        if len(found) != len(WEIGHTS):
            raise C2VError(f"{path.name} holds no score weights.", "Run c2v evaluate with --save.")
        axes.fill_between(WEIGHTS, [m.low for m in found], [m.high for m in found], color=colour, alpha=0.15, lw=0)
        axes.plot(WEIGHTS, [m.value for m in found], "o-", color=colour, ms=4, lw=1.8, label=label)
    axes.axvline(0.5, color=PALE, lw=1, ls=":", zorder=0)
    axes.text(0.505, axes.get_ylim()[0], " as shipped", color=PALE, va="bottom", fontsize=9)
    axes.set(xlabel="score weight w   (0: aligned half alone, 1: global half alone)", ylabel="R@1", xticks=WEIGHTS)
    axes.legend(frameon=False, loc="best")
    axes.grid(axis="y", color="#eceef2", lw=0.8)
    axes.set_axisbelow(True)
    axes.set_title(f"What each half of the score is worth ({found[0].count:,} videos each, 95 %)", loc="left")
    return figure


def ablation(path: Path) -> Figure:
    """Bars over seeds: both galleries, then direction, order and pointing."""
    kept = load_ablation(path)
    lines = lines_of(kept)
    panels = (("r1_random", "random gallery, R@1", BLUE), ("r1_hard", "one set-up, ten events, R@1", ORANGE),
              ("direction", "direction (chance 0.5)", GREEN), ("order", "order, then (chance 0.5)", GREEN),
              ("pointing_cut", "pointing, cuts", VIOLET), ("pointing_motion", "pointing, motion", VIOLET))  # fmt: skip
    figure, grid = plt.subplots(2, 3, figsize=(11, 1.9 + 0.62 * len(lines)), sharey=True, layout="constrained")
    for axes, (name, title, colour) in zip(grid.flat, panels, strict=True):
        for row, line in enumerate(lines):
            _bar(axes, row, line.marks.get(name), colour)
        axes.set(xlim=(0, 1.16), xticks=(0, 0.25, 0.5, 0.75, 1.0), ylim=(len(lines) - 0.4, -0.6))
        axes.set_yticks(range(len(lines)), [line.name for line in lines])
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color="#eceef2", lw=0.8)
        axes.set_axisbelow(True)
        axes.set_title(title, loc="left")
    figure.supxlabel(about(kept), fontsize=8.5, color="#5b616c")
    return figure


def _bar(axes: Axes, row: int, mark: Metric | None, colour: str) -> None:
    if mark is None:
        axes.text(0.02, row, "not possible", va="center", fontsize=8, color=PALE)
        return
    axes.barh(row, mark.value, height=0.62, color=colour, alpha=0.85, lw=0)
    end = mark.value
    if mark.has_interval:
        axes.plot([mark.low, mark.high], [row, row], color=INK, lw=1.4, solid_capstyle="butt")
        end = max(end, mark.high)
    axes.text(end + 0.02, row, f"{mark.value:.2f}", va="center", fontsize=8.5)


# --------------------------------------------------------------------------- heatmaps


@dataclass(frozen=True, slots=True)
class ShownMoment:
    """A video, its sentence cut into its two events, and the score taken apart."""

    video: VideoPlan
    query: Query
    ledger: Ledger


def heatmaps() -> Figure:
    """The first video of each kind from the evaluation's own videos, none hand-picked."""
    with closing(make_encoder(EncoderSettings(device="cpu", precision="float32"), in_process=True)) as encoder:
        shown = [_take(Viewer(encoder), kind) for kind in TWO_EVENTS]
        name = encoder.spec.name
    block_in = STRIP_IN + ROWS * ROW_IN + TITLE_IN + FOOT_IN
    height_in = block_in * len(shown) + NOTE_IN
    figure = plt.figure(figsize=(LEFT_IN + STRIP_IN * VIDEO_FRAMES + 0.15, height_in))
    for number, each in enumerate(shown):
        top_in = height_in - number * block_in - TITLE_IN
        _draw_frames(_axes(figure, top_in, STRIP_IN), each)
        _draw_ledger(_axes(figure, top_in - STRIP_IN - GAP_IN, ROWS * ROW_IN), each)
    note = (
        f"{name}. Numbers are thousandths of the score: shares that add up to it, each video with a scale of its own. "
        "Outlined: the frames in which\nthe phrase's event truly happens. "
        "The first video of each kind of the evaluation's videos, none hand-picked."
    )
    figure.text(0.15 / figure.get_figwidth(), 0.1 / height_in, note, fontsize=8.5, color="#5b616c", va="bottom")
    return figure


def _axes(figure: Figure, top_in: float, height_in: float) -> Axes:
    """Axes over the width of the video strip. Units: inches from the bottom of the figure."""
    width, height = figure.get_size_inches()
    return figure.add_axes(
        (LEFT_IN / width, (top_in - height_in) / height, STRIP_IN * VIDEO_FRAMES / width, height_in / height)
    )


def _take(viewer: Viewer, kind: str) -> ShownMoment:
    rng = np.random.default_rng([SEED, 12])
    video = next(video for video in moving_videos(rng, 40) if video.kind == kind)
    caption = tell_twins([video], [joined_by(draw_wording(rng, part="test"), "then", 0)]).right[0]
    phrases = sorted(
        (phrase for event in (0, 1) for phrase in phrase_query(caption, event).phrases), key=lambda each: each.start
    )
    query = Query(caption.text, tuple(phrases))
    ledger = take_apart(viewer, query, viewer.watch([video]).real(0))
    assert isinstance(ledger, Ledger)
    return ShownMoment(video, query, ledger)


def _draw_frames(axes: Axes, shown: ShownMoment) -> None:
    """The video's frames in a row, below the sentence."""
    frames = shown.video.frames
    strip = np.concatenate(list(draw_video(shown.video, 160)), axis=1)
    axes.imshow(strip, aspect="auto", interpolation="lanczos", extent=(0, frames, 1, 0))
    for edge in range(1, frames):
        axes.axvline(edge, color="white", lw=1.5)
    axes.set_axis_off()
    axes.set_title(f"“{shown.query.text}”", loc="left")
    axes.text(-0.08, 0.5, f"score {shown.ledger.score:.3f}", ha="right", va="center", fontsize=10)


def _draw_ledger(axes: Axes, shown: ShownMoment) -> None:
    """Phrase rows, the rest, and the global row, frame by frame."""
    video, ledger = shown.video, shown.ledger
    rows = np.vstack([ledger.rows, ledger.sentence[None]])
    most = float(np.abs(rows).max())
    extent = (0, video.frames, len(rows), 0)
    axes.imshow(rows, aspect="auto", cmap="PuOr_r", norm=TwoSlopeNorm(0.0, -most, most), extent=extent)
    for event in (0, 1):
        inside = np.flatnonzero(event_frames(video, event))
        box = (float(inside[0]), float(event)), float(len(inside)), 1.0
        axes.add_patch(Rectangle(*box, fill=False, ec=INK, lw=2.2, clip_on=False))
    for (row, column), value in np.ndenumerate(rows):
        colour = "white" if abs(value) > 0.62 * most else INK
        axes.text(column + 0.5, row + 0.5, f"{1000 * value:.0f}", ha="center", va="center", fontsize=7.5, color=colour)
    labels = [*(phrase.text for phrase in shown.query.phrases), "rest of the sentence", "whole sentence (global half)"]
    axes.set_yticks(np.arange(len(rows)) + 0.5, [_wrapped(label) for label in labels], fontsize=8.5)
    axes.set_xticks(np.arange(video.frames) + 0.5, [f"{step * STEP_S:g} s" for step in range(video.frames)], fontsize=8)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _wrapped(label: str, most: int = 34) -> str:
    if len(label) <= most:
        return label
    at = label.rfind(" ", 0, most)
    return label[:at] + "\n" + label[at + 1 :]


if __name__ == "__main__":
    sys.exit(main())
