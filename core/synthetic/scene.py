"""Where everything stands at one time: the state between a video's plan and its pixels."""

import math
from dataclasses import dataclass

from core.synthetic.world import SIDE, Event, ShotPlan, Thing, VideoPlan


@dataclass(frozen=True, slots=True)
class Pose:
    """An object as the camera sees it. Units: world units of the 64 by 64 square; `alpha` 0 (gone) to 1."""

    thing: Thing
    x: float
    y: float
    radius: float
    angle: float
    alpha: float


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture before it is drawn. `view_x` and `zoom` say which part of the background is seen."""

    background: str
    picture: int
    poses: tuple[Pose, ...]
    view_x: float
    zoom: float
    light: float


def scene_at(video: VideoPlan, time: float) -> Scene:
    """The video's scene at a time. Units: steps."""
    shot = video.shot_at(time)
    view_x, zoom, light = _camera(shot, time)
    poses = tuple(_seen(_pose(shot, index, time), view_x - shot.view_x, zoom) for index in range(len(shot.things)))
    return Scene(shot.background, shot.picture, poses, view_x, zoom, light)


def progress(event: Event, time: float) -> float:
    """How much of the event has happened: 0 before, 1 after."""
    return min(max((time - event.start) / (event.stop - event.start), 0.0), 1.0)


def _camera(shot: ShotPlan, time: float) -> tuple[float, float, float]:
    view_x, zoom, light = shot.view_x, 1.0, 1.0
    for event in shot.events:
        p = progress(event, time)
        if event.kind in ("pan left", "pan right"):
            # The way lies around the start, so that the object stays in view for most of it.
            view_x += (p - 0.5) * event.amount * (1 if event.kind == "pan right" else -1)
        elif event.kind == "camera shake":
            view_x += event.amount / 2 * math.sin(2 * math.pi * p * _cycles(event, 2.4))
        elif event.kind in ("zoom in", "zoom out"):
            zoom = 1.0 + (0.04 * event.amount) * (p if event.kind == "zoom in" else 1.0 - p)
        elif event.kind in ("fade", "light up"):
            light = 1.0 - 0.92 * (p if event.kind == "fade" else 1.0 - p)
    return view_x, zoom, light


def _pose(shot: ShotPlan, index: int, time: float) -> Pose:
    thing = shot.things[index]
    x, y, radius, angle, alpha = thing.x, thing.y, thing.radius, thing.angle, 1.0
    for event in shot.events:
        if event.thing != index:
            continue
        p = progress(event, time)
        if event.kind in ("left", "right"):
            x += p * event.amount * (1 if event.kind == "right" else -1)
        elif event.kind in ("up", "down"):
            y += p * event.amount * (1 if event.kind == "down" else -1)
        elif event.kind in ("grow", "shrink"):
            radius *= event.amount**p
        elif event.kind == "spin":
            angle += p * event.amount
        elif event.kind in ("appear", "vanish"):
            alpha *= p if event.kind == "appear" else 1.0 - p
        elif event.kind == "bounce":
            y -= event.amount * abs(math.sin(math.pi * p * _cycles(event, 1.7)))
        elif event.kind == "shake":
            x += event.amount * math.sin(2 * math.pi * p * _cycles(event, 2.4))
    return Pose(thing, x, y, radius, angle, alpha)


def _cycles(event: Event, steps: float) -> int:
    return max(1, round((event.stop - event.start) / steps))


def _seen(pose: Pose, shift_x: float, zoom: float) -> Pose:
    half = SIDE / 2
    return Pose(
        thing=pose.thing,
        x=(pose.x - shift_x - half) * zoom + half,
        y=(pose.y - half) * zoom + half,
        radius=pose.radius * zoom,
        angle=pose.angle,
        alpha=pose.alpha,
    )
