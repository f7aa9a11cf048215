"""Models: the vector spaces they span, where they run, and what a library has of each."""

from dataclasses import dataclass
from typing import Literal

from core.values.arrays import FloatArray

ResizeMode = Literal["shortest", "squash", "longest"]
Interpolation = Literal["bicubic", "bilinear"]


@dataclass(frozen=True, slots=True)
class FrameShape:
    """How a frame becomes model input: square side, how the frame is fitted, and the filter."""

    image_px: int
    resize_mode: ResizeMode = "shortest"
    interpolation: Interpolation = "bicubic"


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """Names a vector space: two encoders with equal `key` give comparable vectors."""

    name: str
    """Shown to the user; a demo model says so in its name."""
    backend: str
    weights_sha256: str
    dim: int
    """D, width of pooled vectors."""
    frame_dim: int
    """E, width of frame vectors."""
    frames_per_clip: int
    frame_shape: FrameShape
    context_length: int
    centres: int
    """K; 0 for models without alignment centres."""
    is_demo: bool = False
    frames_sha256: str = ""
    """Identity of the image tower apart from what is built on it; empty when it is not known."""
    sees_clips: bool = False
    """True for a JointEncoder: what it makes of a frame depends on the frames seen with it."""
    frames_together: int = 0
    """How many frames a JointEncoder sees at once; what a longer segment comes to is the sum of interleaved parts of
    it,
    each of which may be encoded by itself. 0: it sees all of a segment at once.
    """
    global_weight: float | None = None
    """w of a model with two halves, whose vectors are [√w g, √(1-w) a]: the global half g compares frames over time,
    the aligned half a words with frames. None for all others."""
    is_multilingual: bool = False
    """True when it was trained on sentences in many languages; all others understand English."""
    text_sha256: str = ""
    """Identity of the text tower apart from what is built on it; empty when it is not known."""

    @property
    def text_key(self) -> str:
        """Names the text tower: models of equal text key read taught words alike."""
        return f"text-{self.text_sha256[:16]}" if self.text_sha256 else self.key

    @property
    def frame_key(self) -> str:
        """Names the space of frame vectors: models of equal frame key give equal vectors of a frame."""
        shape = self.frame_shape
        tower = f"{self.frames_sha256[:16]}-{self.frame_dim}" if self.frames_sha256 else self.key
        return f"{tower}-{shape.image_px}-{shape.resize_mode}-{shape.interpolation}"

    @property
    def key(self) -> str:
        """Short stable name of the vector space, for index stamps and the catalogue."""
        return f"{self.backend}-{self.weights_sha256[:16]}-{self.dim}-{self.frames_per_clip}"


@dataclass(frozen=True, slots=True)
class EncoderState:
    """Where the encoder runs, for the status bar and `doctor`."""

    device: str
    precision: str
    batch: int
    threads: int
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class TextVectors:
    """Shapes: pooled (D,) float32, unit norm."""

    text: str
    pooled: FloatArray
    dropped: tuple[str, ...] = ()
    """Words beyond the model's context, which it did not read."""


@dataclass(frozen=True, slots=True)
class ModelCoverage:
    """What a library has of one model."""

    spec: EncoderSpec
    videos: int
    """Videos that can be found with it."""
    all_videos: int
    """Videos of the library, but for those that failed."""
    segments: int
    footage_s: float

    @property
    def is_whole(self) -> bool:
        """True when the model knows every video."""
        return self.videos == self.all_videos

    @property
    def percent(self) -> int:
        """Share of the videos it knows, rounded down: 100 only when it knows them all."""
        return 100 * self.videos // self.all_videos if self.all_videos else 0


@dataclass(frozen=True, slots=True)
class ForgetImpact:
    """What leaves a library with a model."""

    coverage: ModelCoverage
    vector_bytes: int
    videos_alone: int
    """Videos that no other model knows: they cannot be found until one has indexed them."""


@dataclass(frozen=True, slots=True)
class SwitchEstimate:
    """What it would mean for a library to put a model to work."""

    videos: int
    """Videos and stills that it has not indexed."""
    frames: int
    """About so many sampled frames in those."""
    to_decode: int
    """How many of the videos must be read again; a model with the same image tower has indexed the others."""
    footage_s: float
