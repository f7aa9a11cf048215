"""Words for what goes wrong between a file and us."""

import errno
from pathlib import Path

import av.error
import pytest

from core.errors import UnreadableError, VanishedError
from core.media.opening import media_errors, packets_of, raise_if_drive_failed, shown_name


def test_a_read_error_is_the_videos_end_while_the_file_can_be_read(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"x" * 100)
    raise_if_drive_failed(path, OSError(errno.EIO, "libav says so of broken contents"))
    raise_if_drive_failed(path, StopIteration())


def test_a_read_error_on_a_drive_that_is_gone_is_not_the_videos_end(tmp_path):
    with pytest.raises(VanishedError, match="was not found"):
        raise_if_drive_failed(tmp_path / "gone.mp4", OSError(errno.EIO, "input/output error"))


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOENT, VanishedError, "was not found"),
        (errno.EIO, VanishedError, "drive stopped responding"),
        (errno.EACCES, UnreadableError, "No permission to read"),
        (errno.ELOOP, UnreadableError, "a link to itself"),
        (errno.ENAMETOOLONG, UnreadableError, "too long"),
        (errno.EINVAL, UnreadableError, "not a video"),
    ],
)
def test_errors_of_the_disk_become_sentences(number, kind, words):
    with pytest.raises(kind, match=words) as caught, media_errors(Path("a.mp4")):
        raise OSError(number, "machine words")
    assert "a.mp4" in caught.value.title
    assert isinstance(caught.value.__cause__, OSError)


def test_running_out_of_memory_is_told_as_that():
    with pytest.raises(UnreadableError, match="memory"), media_errors(Path("a.mp4")):
        raise MemoryError


def test_names_are_shown_without_what_cannot_be_shown():
    assert shown_name(Path("plain é 猫.mp4")) == "plain é 猫.mp4"
    assert "\n" not in shown_name(Path("two\nlines.mp4"))
    shown_name(Path("bytes\udcff.mp4")).encode("utf-8")


def test_broken_contents_that_libav_calls_an_input_error_are_not_blamed_on_the_drive(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"x" * 100)
    with pytest.raises(UnreadableError, match="too damaged"), media_errors(path):
        raise av.error.OSError(errno.EIO, "Input/output error")
    path.unlink()
    with pytest.raises(VanishedError), media_errors(path):
        raise av.error.OSError(errno.EIO, "Input/output error")


def test_tracks_that_appear_on_the_way_do_not_make_the_end_of_a_video_a_failure():
    class GrowingContainer:
        def demux(self, *streams):
            yield from ("packet", "packet")
            raise IndexError("list index out of range")  # what PyAV says when a track was not there at first

    assert list(packets_of(GrowingContainer())) == ["packet", "packet"]
