"""Neutral sentences about anything footage may show: what a model makes of them says what its scores are worth.

Half are about people, animals, places and camera work, half about simple coloured things, which pictures drawn for
comparison can show. The text is ours. A changed list is another measure: see `verdict.VERSION`.
"""

from typing import Final

import numpy as np


def _listed(text: str) -> list[str]:
    return [" ".join(each.split()) for each in text.split(";")]


_SUBJECTS: Final = [
    "a person",
    "a man",
    "a woman",
    "two people",
    "a child",
    "a group of friends",
    "a crowd",
    "an old man with a hat",
    "a chef",
    "a young woman with long hair",
    "a doctor",
    "a worker in a helmet",
    "a musician",
    "a runner",
    "a couple",
    "a teacher",
    "hands",
    "a face",
    "a dog",
    "a cat",
    "a horse",
    "a bird",
    "a flock of birds",
    "a cow",
    "an insect",
    "a bear",
    "a van",
    "a bus",
    "a train",
    "a bicycle",
    "a boat",
    "an airplane",
    "a truck",
    "a motorcycle",
    "a phone",
    "a laptop",
    "a book",
    "a cup of coffee",
    "a plate of food",
    "a bottle",
    "a chair",
    "a table",
    "a lamp",
    "a door",
    "a window",
    "a clock",
    "a flag",
    "a flower",
    "a mountain",
    "a river",
    "a waterfall",
    "the sun",
    "the moon",
    "a fire",
    "smoke",
    "rain",
    "a tall building",
    "a bridge",
    "a tower",
    "a street",
    "a sign",
    "a machine",
    "a robot",
    "a balloon",
    "a toy",
    "text on a screen",
    "a map",
    "a chart",
    "a drawing",
    "a logo",
    "a cartoon character",
    "a guitar",
    "a fountain",
]
_ACTIONS: Final = [
    "walks",
    "runs",
    "sits",
    "jumps",
    "dances",
    "turns around",
    "comes closer",
    "moves away",
    "flies",
    "opens",
    "closes",
    "burns",
    "breaks",
    "waits",
    "works",
    "eats",
    "sleeps",
    "plays",
    "is seen from above",
    "is seen from behind",
    "is lit by the sun",
    "stands still",
]
_PLACES: Final = [
    "in the street",
    "in the forest",
    "in the mountains",
    "in a kitchen",
    "in an office",
    "in a factory",
    "in a room",
    "on a table",
    "on a stage",
    "in the rain",
    "at sunset",
    "in the morning",
    "under water",
    "on a road",
    "in a park",
    "in a field",
    "by a river",
    "in a shop",
    "at a station",
    "in the dark",
    "at night",
    "in the snow",
    "on the beach",
]
_SHOTS: Final = [
    "close-up of",
    "wide shot of",
    "aerial view of",
    "slow motion of",
    "time lapse of",
    "handheld shot of",
    "a blurred view of",
    "black and white footage of",
    "the camera pans across",
    "the camera zooms in on",
]
_COLOURS: Final = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "black", "white"]
_THINGS: Final = [
    "circle",
    "square",
    "triangle",
    "star",
    "ring",
    "cross",
    "car",
    "house",
    "tree",
    "fish",
    "ball",
    "box",
]
_MOVES: Final = [
    "moves to the left",
    "moves to the right",
    "goes up",
    "falls down",
    "grows",
    "shrinks",
    "spins",
    "stays still",
    "appears",
    "disappears",
    "bounces",
    "shakes",
    "gets bigger",
    "gets smaller",
    "rises",
    "turns around",
]
_GROUNDS: Final = [
    "in the sky",
    "on the grass",
    "at night",
    "on sand",
    "in the desert",
    "at sea",
    "in the water",
    "in front of a brick wall",
    "in the snow",
    "in the city",
    "on a plain background",
    "in front of a striped wall",
]
_CAMERA: Final = ["the camera pans left", "the camera pans right", "the camera zooms in", "the light fades"]


def neutral_sentences(count: int = 320) -> list[str]:
    """The same sentences every time, each once, of both halves in turns."""
    rng = np.random.default_rng(20261129)
    found: dict[str, None] = {}
    while len(found) < count:
        found.setdefault(_thing(rng) if len(found) % 2 else _footage(rng))
    return list(found)


def _footage(rng: np.random.Generator) -> str:
    words = [_one(rng, _SUBJECTS)]
    if rng.random() < 0.75:
        words.append(_one(rng, _ACTIONS))
    if rng.random() < 0.6:
        words.append(_one(rng, _PLACES))
    return " ".join([_one(rng, _SHOTS), words[0], *words[2:]] if rng.random() < 0.2 else words)


def _thing(rng: np.random.Generator) -> str:
    size = ("", "", "small", "big")[int(rng.integers(4))]
    name = f"{size} {_one(rng, _COLOURS)} {_one(rng, _THINGS)}".strip()
    words = [f"{'an' if name[0] in 'aeiou' else 'a'} {name}"]
    draw = rng.random()
    if draw < 0.6:
        words.append(_one(rng, _MOVES))
    elif draw < 0.75:
        words.insert(0, _one(rng, _CAMERA) + ",")
    if rng.random() < 0.55:
        words.append(_one(rng, _GROUNDS))
    return " ".join(words)


def _one(rng: np.random.Generator, words: list[str]) -> str:
    return words[int(rng.integers(len(words)))]
