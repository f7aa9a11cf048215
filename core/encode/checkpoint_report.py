"""What a check of a checkpoint file says, as it travels between processes. Standard library only."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

Kind = Literal["clip2video", "clip4clip", "open_clip", "frozen"]
Problem = Literal["missing", "unexpected", "wrong shape"]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A name that is not as it should be. An empty shape means that it is not there."""

    name: str
    problem: Problem
    found: str
    wanted: str


@dataclass(frozen=True, slots=True)
class CheckpointFit:
    """What a file is, and whether it is that whole and exactly."""

    kind: Kind
    architecture: str
    """open_clip's name of the towers; "" for CLIP2Video's own, which say their sizes themselves."""
    about: str
    """Sizes in a sentence."""
    tensors: int
    misfits: tuple[Mismatch, ...]
    left_out: str = ""
    """What of the file would have to be left out for its towers to be used alone; "" when nothing."""
    trained: bool = True
    """False for heads at their start: the model works as a plain image-text model until they are trained."""
    beside: tuple[str, ...] = ()
    """Names of files of which one has to lie beside the weights, such as a tokenizer's."""
    is_plain: bool = True
    """False when the file holds more than a model's own names, or is of another kind than it is called: it is then
    rewritten for open_clip, which reads nothing else."""


class CheckpointInspector(Protocol):
    """What checks checkpoints: the module `fit` itself, or a `CheckpointProcess` with a process of its
    own.
    """

    def recognise(self, path: Path, architecture: str = "") -> CheckpointFit:
        """What is in the file? Raises: EncoderError."""
        ...

    def recognise_towers(self, path: Path, architecture: str = "") -> CheckpointFit:
        """The towers of the file, whatever stands on them. Raises: EncoderError."""
        ...

    def fits_architecture(self, path: Path, architecture: str) -> CheckpointFit:
        """Compare names and shapes with those of a model of open_clip. Raises: EncoderError."""
        ...

    def write_towers(self, source: Path, target: Path) -> None:
        """Write the towers of the file under open_clip's names. Raises: EncoderError."""
        ...

    def try_model(self, path: Path, backend: str, architecture: str) -> None:
        """Load the model, and show it a picture and a sentence. Raises: EncoderError."""
        ...


def fit_from_json(said: Mapping[str, Any]) -> CheckpointFit:
    """Undo `asdict`."""
    misfits = tuple(Mismatch(**each) for each in said["misfits"])
    return CheckpointFit(**{**said, "misfits": misfits, "beside": tuple(said["beside"])})


def card_line(card: Mapping[str, Any]) -> str:
    """How a model was taught, in a sentence; empty for one that was not."""
    if not card.get("pairs"):
        return ""
    line = f"Taught on {card.get('date', '?')} from {card.get('base', '?')} with {card['pairs']} captions"
    line += f" of {card.get('clips', '?')} clips"
    first = next((each for each in card.get("figures", ()) if each[0] == "R@1"), None)
    if first is not None:
        line += f"; R@1 {first[1]:.1f} to {first[2]:.1f} on {card.get('queries', '?')} captions that were held out"
    return f"{line}."
