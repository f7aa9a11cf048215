"""Real clips with sentences: what of a model carries over. Reported against chance, without a target.

A folder holds `captions.csv` with the columns video_id, file, caption; files are named from the folder, one line for
each sentence, any number of sentences for a clip.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from core.errors import C2VError, MediaError
from core.evaluation.metrics import Metric, area_metric, plain_metric, share_metric, wins
from core.evaluation.ranking import recall_metrics
from core.evaluation.viewer import Say, Viewer, clips_of
from core.finetune.retrieval_metrics import text_to_video
from core.ports import FrameSource
from core.synthetic.lexicon import CAMERA_WORDS
from core.synthetic.world import COLOURS, REVERSED, SHAPES
from core.textfile import read_text
from core.values import ByteArray, FloatArray, HalfArray

TABLE: Final = "captions.csv"
_DELIMITERS: Final = ",;\t"
STILL_PX: Final = 360
MOVES: Final = tuple(move for move in CAMERA_WORDS if move in REVERSED)
STILLS: Final = "footage.stills"
FEWEST: Final = 3
"""A word is judged when at least so many clips have it."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """A clip of a folder and its captions."""

    file: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Clips that could be read.

    Shapes: videos and turned, the same backwards, (N, D); light (N,) mean grey from 0 to 1; stills n times (H, W, 3).
    """

    shown: list[Captioned]
    video_vectors: FloatArray
    turned: FloatArray
    light: FloatArray
    stills: list[ByteArray]


def read_captions(folder: Path) -> list[Captioned]:
    """The clips of a folder, from a table as editors and spreadsheets save it. Raises: C2VError, when there is none."""
    found: dict[str, list[str]] = {}
    try:
        for file, sentence in _rows(read_text(folder / TABLE).text):
            found.setdefault(file, []).append(sentence)
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise C2VError(
            f"There is no readable {TABLE} in {folder}.", "It needs the columns video_id, file and caption."
        ) from error
    if len(found) < 2:
        raise C2VError(f"{folder / TABLE} names fewer than two clips.", "A gallery needs some.")
    return [Captioned(file, tuple(sentences)) for file, sentences in found.items()]


def _rows(text: str) -> Iterator[tuple[str, str]]:
    """File and sentence of each line that has both. Raises: KeyError, csv.Error.

    Spreadsheets separate by what the country's commas leave free, and leave empty lines at the end.
    """
    head = text.lstrip().split("\n", 1)[0]
    lines = csv.DictReader(io.StringIO(text.lstrip(), newline=""), delimiter=max(_DELIMITERS, key=head.count))
    names = {(name or "").strip().lower(): name for name in lines.fieldnames or ()}
    file, caption = names["file"], names["caption"]
    for line in lines:
        if line[file] and line[caption]:
            yield line[file].strip(), line[caption].strip()


def footage_metrics(viewer: Viewer, source: FrameSource, folder: Path, say: Say) -> tuple[list[Metric], list[str]]:
    """Everything measured on a folder; clips that cannot be read are named in the notes."""
    seen, notes = _look(viewer, source, folder, read_captions(folder), say)
    say("asking about words")
    marks = [*captioned_gallery_metrics(viewer, seen), *backwards_metrics(viewer, seen), *word_metrics(viewer, seen)]
    return [*marks, *light_metrics(viewer, seen), *move_metrics(viewer, seen, say)], notes


def _look(
    viewer: Viewer, source: FrameSource, folder: Path, captioned: Sequence[Captioned], say: Say
) -> tuple[Seen, list[str]]:
    """Twelve frames of each clip, from its first to its last, evenly."""
    spec, notes = viewer.encoder.spec, []
    shown, rows, turned, light, stills = [], list[HalfArray](), list[HalfArray](), [], []
    for number, clip in enumerate(captioned):
        say(f"clips: {number + 1} of {len(captioned)}, {clip.file}")
        try:
            info = source.probe(folder / clip.file)
            last_s = max(0.0, info.duration_s - 1 / max(1.0, float(info.fps)))
            frames = source.frames(info, np.linspace(0.0, last_s, spec.frames_per_clip).tolist(), spec.frame_shape)
            still = source.still(info.path, info.duration_s / 2, STILL_PX)
        except MediaError as error:
            notes.append(f"Left out: {clip.file}. {error.title}")
            continue
        pixels = np.stack([each.pixels for each in frames])
        shown.append(clip)
        rows.append(viewer.show(pixels))
        turned.append(viewer.show_backwards(pixels, rows[-1]))
        light.append(float(pixels.mean()) / 255)
        picture = cv2.imdecode(np.frombuffer(still, np.uint8), cv2.IMREAD_COLOR_RGB)
        assert picture is not None
        stills.append(np.asarray(picture, np.uint8))
    if len(shown) < 2:
        raise C2VError(f"Fewer than two clips of {folder} could be read.", " ".join(notes[:3]))
    video_vectors, back = (viewer.video_vectors(clips_of(each, spec.frames_per_clip)) for each in (rows, turned))
    return Seen(shown, video_vectors, back, np.asarray(light, np.float32), stills), notes


def captioned_gallery_metrics(viewer: Viewer, seen: Seen) -> list[Metric]:
    """Every sentence a query among all clips."""
    scores, owners = _asked(viewer, seen)
    count = len(seen.shown)
    ranks = text_to_video(scores, owners).astype(np.float32)
    chance = ", ".join(f"{min(1.0, k / count):.3f}" for k in (1, 5, 10))
    beside = f"chance {chance}, median rank {(count + 1) / 2:g}"
    return recall_metrics("footage", f"sentences for {count} real clips", ranks, beside) if count else []


def backwards_metrics(viewer: Viewer, seen: Seen) -> list[Metric]:
    """Every sentence with its clip and with the clip played backwards; many sentences are true of both."""
    scores, owners = _asked(viewer, seen)
    texts = viewer.texts([sentence for clip in seen.shown for sentence in clip.sentences])
    right, wrong = scores[np.arange(len(owners)), owners], (texts * seen.turned[owners]).sum(1)
    return [share_metric("footage.backwards", "real clips, forwards above backwards", wins(right, wrong), "chance 0.5")]


def _asked(viewer: Viewer, seen: Seen) -> tuple[FloatArray, np.ndarray]:
    texts = viewer.texts([sentence for clip in seen.shown for sentence in clip.sentences])
    owners = np.concatenate([np.full(len(clip.sentences), row) for row, clip in enumerate(seen.shown)])
    found: FloatArray = texts @ seen.video_vectors.T
    return found, owners


# --------------------------------------------------------------------------- words


def word_metrics(viewer: Viewer, seen: Seen) -> list[Metric]:
    """For each colour word: do clips whose sentences use it score above those whose sentences do not?

    The question is the mean of "a red circle", "a red square" and so on over all shapes.
    """
    marks = []
    for word in COLOURS:
        question = viewer.texts([f"a {word} {shape}" for shape in SHAPES]).mean(0)
        marks += _word_metric(seen, word, seen.video_vectors @ question)
    return marks


def light_metrics(viewer: Viewer, seen: Seen) -> list[Metric]:
    """The words "dark" and "night" as words, and the darkest third of the clips against the brightest, as measured."""
    dark, night = (seen.video_vectors @ viewer.texts([text])[0] for text in ("it is dark", "at night"))
    third, order = max(1, len(seen.light) // 3), np.argsort(seen.light)
    marks = [*_word_metric(seen, "dark", dark), *_word_metric(seen, "night", night)]
    what = f"“it is dark”, the {third} darkest clips against the {third} brightest"
    return [*marks, area_metric("footage.darkest", what, dark[order[:third]], dark[order[-third:]], "chance 0.5")]


def _word_metric(seen: Seen, word: str, scores: FloatArray) -> list[Metric]:
    has = np.asarray([any(word in _words(sentence) for sentence in clip.sentences) for clip in seen.shown])
    if has.sum() < FEWEST or (~has).sum() < FEWEST:
        return []
    what = f"“{word}”, {has.sum()} clips that have it against {(~has).sum()}"
    return [area_metric(f"footage.word.{word}", what, scores[has], scores[~has], "chance 0.5")]


def _words(sentence: str) -> list[str]:
    return [word.strip(".,;:!?\"'()").lower() for word in sentence.split()]


# --------------------------------------------------------------------------- moves made from stills


def move_metrics(viewer: Viewer, seen: Seen, say: Say) -> list[Metric]:
    """Camera moves and fades cut from stills of the clips: does the sentence prefer the move to its reversal?"""
    side, marks = viewer.encoder.spec.frame_shape.image_px, []
    pooled: dict[str, FloatArray] = {}
    for move in MOVES:
        say(f"moves made from stills: {move}")
        videos = [make_move(still, move, viewer.encoder.spec.frames_per_clip, side) for still in seen.stills]
        rows = [viewer.show(video) for video in videos]
        pooled[move] = viewer.video_vectors(clips_of(rows, viewer.encoder.spec.frames_per_clip))
    texts = {move: viewer.texts(CAMERA_WORDS[move]).mean(0) for move in MOVES}
    for move in MOVES:
        right, wrong = pooled[move] @ texts[move], pooled[REVERSED[move]] @ texts[move]
        what = f"stills moved, “{move}” above “{REVERSED[move]}”"
        marks.append(share_metric(f"footage.move.{move}", what, wins(right, wrong), "chance 0.5"))
    table = np.stack([np.stack([pooled[shown] @ texts[said] for said in MOVES], 1) for shown in MOVES])  # (M, N, M)
    named = table.argmax(2) == np.arange(len(MOVES))[:, None]
    chance = f"chance {1 / len(MOVES):.3f}"
    marks.append(
        share_metric("footage.move.named", "stills moved, the right one of all moves named", named.ravel(), chance)
    )
    return [*marks, plain_metric(STILLS, "stills moved", len(seen.stills), len(seen.stills))]


def make_move(still: ByteArray, move: str, frames: int, side_px: int) -> ByteArray:
    """A video of one still: a window that pans or zooms, or light that changes. Shapes: (H, W, 3) -> (n, S, S, 3)."""
    height, width = still.shape[:2]
    short = min(height, width)
    pictures = []
    for p in np.linspace(0.0, 1.0, frames):
        way = 1.0 - p if move in ("pan left", "zoom out", "light up") else p
        size, x, light = short, 0.5, 1.0
        if move.startswith("pan"):
            size, x = round(short * 0.7), way
        elif move.startswith("zoom"):
            size = round(short / (1.0 + way))
        else:
            light = 1.0 - 0.92 * way
        left, top = round((width - size) * x), (height - size) // 2
        window = cv2.resize(
            still[top : top + size, left : left + size], (side_px, side_px), interpolation=cv2.INTER_AREA
        )
        pictures.append(np.asarray(window * light, np.uint8))
    return np.stack(pictures)
