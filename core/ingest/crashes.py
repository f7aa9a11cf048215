"""What to do when a helper process dies: blame the video, or the helper. Pure.

A video that crashes the decoder twice has failed, with the reason as its note: that is the skip list, kept with the
catalogue until the file changes or somebody retries it. When helpers die over one video after the other, the fault is
theirs: then indexing stops and says so, instead of writing off a whole library.
"""

from core.errors import CrashedError, EncoderDiedError, IndexingPausedError

TRIALS = 2
"""So often a video may crash the decoder."""
REST_S = 1.0
"""Between the two: a machine short of memory has a moment to breathe."""
VIDEOS_IN_A_ROW = 3
"""So many videos in a row that crash the decoder, and none that goes well."""
MODEL_IN_A_ROW = 2
"""The same for the model's process, which has tried each video twice already."""


def skip_note(error: CrashedError) -> str:
    """Why a video is on the skip list."""
    return f"{error.title} This happened {TRIALS} times, so the clip is skipped until you retry it."


class CrashBook:
    """Counts deaths of helpers during one run through the waiting videos. Thread: the engine lane."""

    def __init__(self) -> None:
        self._good = 0
        self._skipped_in_a_row = 0
        self._died_in_a_row = 0
        self._suspects: dict[int, EncoderDiedError] = {}
        """Videos over which the model's process died, put aside."""
        self._tried_again: set[int] = set()

    def went_well(self, *, by_model: bool) -> None:
        """A video was indexed, or failed in an orderly way: the decoder is sound, and perhaps the model too."""
        self._skipped_in_a_row = 0
        if by_model:
            self._good += 1
            self._died_in_a_row = 0

    def video_skipped(self) -> None:
        """A video went on the skip list. Raises: IndexingPausedError, when too many did in a row."""
        self._skipped_in_a_row += 1
        if self._skipped_in_a_row >= VIDEOS_IN_A_ROW:
            raise IndexingPausedError(
                f"Indexing paused: the decoder crashed on {VIDEOS_IN_A_ROW} clips in a row.",
                "Check the failed clips. The computer may be out of memory, or a drive may be failing.",
            )

    def model_died(self, video_id: int, error: EncoderDiedError) -> bool:
        """The model's process died over a video. True: this video is to blame; else it is put aside.

        Raises: IndexingPausedError, when it died over several videos in a row.
        """
        if video_id in self._suspects and self._good:
            return True
        self._suspects[video_id] = error
        self._died_in_a_row += 1
        if self._died_in_a_row >= MODEL_IN_A_ROW:
            raise _model_is_ill(error) from error
        return False

    def another_round(self) -> bool:
        """At the end of the queue: whether videos were put aside that deserve their second try.

        Raises: IndexingPausedError, when not one video went well: then the model is to blame.
        """
        due = set(self._suspects) - self._tried_again
        if due and not self._good:
            error = next(iter(self._suspects.values()))
            raise _model_is_ill(error) from error
        self._tried_again |= due
        return bool(due)


def _model_is_ill(error: EncoderDiedError) -> IndexingPausedError:
    return IndexingPausedError(
        f"Indexing paused: the model's process keeps crashing. {error.title}",
        "Try a smaller batch size or another device in Settings. Details are in the log.",
    )
