"""Rules of what can be kept: names, and stretches of clips; and rows as edits."""

from fractions import Fraction
from pathlib import Path

from core.errors import QueryError
from core.values import LONGEST_TAG, NO_MARKS, ClipMarks, KeptEdit, Moment, Video, exact_length, exact_time, tidy


def expect_name(name: str, what: str) -> str:
    """Raises: QueryError, for a name that is empty or too long."""
    name = tidy(name)
    if not name:
        raise QueryError(f"A {what} needs a name.")
    if len(name) > LONGEST_TAG:
        raise QueryError(f"The name of a {what} has at most {LONGEST_TAG} characters.")
    return name


def marks_edit(row: ClipMarks) -> KeptEdit:
    """Marks that say nothing are not kept."""
    return KeptEdit("marks", row.fingerprint, row if row.marks != NO_MARKS else None)


def moment_edit(moment: Moment) -> KeptEdit:
    """A moment as it is to be."""
    return KeptEdit("moment", moment.id, moment)


def stretch_of(
    video: Video, start_s: float | Fraction | None, end_s: float | Fraction | None
) -> tuple[Fraction | None, Fraction | None]:
    """In and out as they are kept: both, set to frames, inside of the clip; or none. Raises: QueryError."""
    if video.info is None:
        raise unread(video.path)
    if start_s is None and end_s is None:
        return None, None
    if video.info.is_still:
        raise QueryError(f"{video.path.name} is a still: it has no in and out points.")
    length_s = length_of(video)
    begin = exact_time(start_s if start_s is not None else Fraction(), video.info.fps)
    end = length_s if end_s is None else exact_time(end_s, video.info.fps)
    if end > length_s:  # the last frame may be cut short
        end, over = length_s, end - length_s > _frame_s(video)
    else:
        over = False
    if begin >= end or over:
        raise QueryError(
            f"The in point must come before the out point, inside of {video.path.name}.",
            f"The clip is {float(length_s):.2f} s long.",
        )
    return begin, end


def stretch_of_moment(video: Video, start_s: float, end_s: float) -> tuple[Fraction | None, Fraction | None]:
    """The same of an indexed moment: none of a still, and at least the one frame that it was sampled at."""
    if video.info is None:
        raise unread(video.path)
    length_s, frame_s = length_of(video), _frame_s(video)
    if video.info.is_still or length_s <= 0:
        return None, None
    begin = min(exact_time(start_s, video.info.fps), max(Fraction(), length_s - frame_s))
    end = min(max(exact_time(end_s, video.info.fps), begin + frame_s), length_s)
    return begin, end


def length_of(video: Video) -> Fraction:
    """The length of a clip, as exactly as it is known."""
    return Fraction() if video.info is None else exact_length(video.info)


def content_of(video: Video) -> str:
    """Raises: QueryError, for a clip that was never read."""
    if video.info is None or not video.info.fingerprint:
        raise unread(video.path)
    return video.info.fingerprint


def unread(path: Path) -> QueryError:
    """The error for a clip that has no fingerprint yet."""
    return QueryError(f"{path.name} has not been read yet.", "Rate, tag and keep it once it is indexed.")


def _frame_s(video: Video) -> Fraction:
    return 1 / video.info.fps if video.info is not None and video.info.fps > 0 else Fraction(1, 25)
