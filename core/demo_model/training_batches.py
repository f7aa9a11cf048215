"""What the temporal stage is taught in one batch: videos, true captions, and false ones that differ in one respect.

False captions ("twins") tell the events in the other order, or give two objects each other's colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import torch
from torch import Tensor

from core.demo_model.video_store import VideoBatch, VideoStore, draw_video_batch
from core.synthetic.captions import Caption, describe_subject, draw_wording, holds, tell, video_facts
from core.synthetic.token_table import Words, tokenise
from core.synthetic.world import VIDEO_FRAMES, Thing, VideoPlan

Rng = np.random.Generator
COLOURS_SWAPPED: Final = 0.5
"""How often a video of two objects gets a twin with their colours swapped."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Weights of the losses beyond contrast, and how often captions describe what.

    `single`: only one of two events; `subject`: the object alone. `sharpness` turns ledger cells into logits.
    """

    twins: float = 1.0
    pointing: float = 2.0
    deletion: float = 1.5
    single: float = 0.35
    subject: float = 0.06
    sharpness: float = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class CaptionedEvents:
    """Events described by captions: N of them, each with its video, its words and its time.

    Shapes: videos (N,), rows of the batch; spoken (N, L), the words that tell it; spans (N, F), its frames.
    """

    videos: Tensor
    spoken: Tensor
    spans: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class TrainingBatch:
    """A batch: B videos with their captions, S twins behind them.

    Shapes: matches (B + S, B), true where a caption is true of a video; twins (S,), rows of the videos concerned;
    chance (B, F), numbers drawn by which frames are chosen.
    """

    video_batch: VideoBatch
    captions: list[Caption]
    words: Words
    matches: Tensor
    twins: Tensor
    captioned: CaptionedEvents
    chance: Tensor


def draw_training_batch(store: VideoStore, rng: Rng, count: int, emphasis: Emphasis) -> TrainingBatch:
    """Draw videos and caption them again."""
    video_batch = draw_video_batch(store, rng, count)
    captions, twins, rows = tell_videos(video_batch.videos, rng, emphasis)
    everything = captions + twins
    words = tokenise(everything)
    matches = torch.from_numpy(holds(everything, [video_facts(video) for video in video_batch.videos]))
    captioned = captioned_events(video_batch, captions, words)
    chance = torch.from_numpy(rng.random((count, VIDEO_FRAMES), np.float32))
    return TrainingBatch(video_batch, captions, words, matches, torch.tensor(rows, dtype=torch.long), captioned, chance)


def tell_videos(
    videos: Sequence[VideoPlan], rng: Rng, emphasis: Emphasis
) -> tuple[list[Caption], list[Caption], list[int]]:
    """A true caption of each video, then twins and the videos they belong to. Shapes: n, m, m."""
    captions: list[Caption] = []
    twins: list[Caption] = []
    rows: list[int] = []
    for row, video in enumerate(videos):
        if rng.random() < emphasis.subject:
            captions.append(describe_subject(video, rng))
            continue
        both = len(video.events) == 2 and rng.random() > emphasis.single
        events = (0, 1) if both else (int(rng.integers(len(video.events))),)
        wording = draw_wording(rng)
        captions.append(tell(video, events, wording))
        if both:
            twins.append(tell(video, (1, 0), wording))
            rows.append(row)
            other = swap_colours(video) if rng.random() < COLOURS_SWAPPED else None
            if other is not None:
                twins.append(tell(other, events, wording))
                rows.append(row)
    return captions, twins, rows


def swap_colours(video: VideoPlan) -> VideoPlan | None:
    """The plan with the colours of its two objects exchanged; None where there are no two of different colours."""
    (first, event_a), (second, event_b) = video.events
    one, two = first.things[event_a.thing], second.things[event_b.thing]
    if one.colour == two.colour or (first is second and event_a.thing == event_b.thing):
        return None

    def recoloured(thing: Thing) -> Thing:
        if thing is one:
            return replace(thing, colour=two.colour)
        return replace(thing, colour=one.colour) if thing is two else thing

    shots = tuple(replace(shot, things=tuple(map(recoloured, shot.things))) for shot in video.shots)
    return replace(video, shots=shots)


def captioned_events(video_batch: VideoBatch, captions: list[Caption], words: Words) -> CaptionedEvents:
    """The told events that happen in view, with the frames they take; what stays still has no time of its own."""
    videos, spoken, spans = [], [], []
    for row, (video, caption) in enumerate(zip(video_batch.videos, captions, strict=True)):
        for event in sorted({event for _, event in caption.pieces if event >= 0}):
            span = event_span(video, event, video_batch.steps[row])
            if video.events[event][1].kind != "still" and span.any():
                videos.append(row)
                spoken.append(torch.from_numpy(words.events[row] == event))
                spans.append(span)
    if not videos:
        length = words.ids.shape[1]
        return CaptionedEvents(torch.zeros(0, dtype=torch.long), torch.zeros(0, length), torch.zeros(0, VIDEO_FRAMES))
    return CaptionedEvents(torch.tensor(videos), torch.stack(spoken).float(), torch.stack(spans))


def event_span(video: VideoPlan, index: int, steps: Tensor | None = None) -> Tensor:
    """The frames of an event. Shapes: steps (12,), the video's own when None -> (12,) 0/1."""
    shot, event = video.events[index]
    first, last = event.frames
    shown = torch.arange(VIDEO_FRAMES) if steps is None else steps
    return ((shown >= max(first, shot.start)) & (shown <= last)).float()
