"""Disk against catalogue: what is new, changed, gone, or only away; and which file is which video."""

from fractions import Fraction
from pathlib import Path

import pytest

from core.ingest.reconcile.disk_comparison import DiskDifference, FileEntry, ScanResult, compare, match_by_fingerprint
from core.values import KnownFile, MediaInfo, Video, VideoState


def video(
    id_: int, name: str, size: int = 10, mtime: int = 1, state: VideoState = "ready", read: bool = True
) -> KnownFile:
    return KnownFile(id_, 1, name, size, mtime, state, read)


def found(name: str, size: int = 10, mtime: int = 1, folder: int = 1) -> FileEntry:
    return FileEntry(folder, Path(name), size, mtime)


def look(videos: list[KnownFile], *files: FileEntry, **more: object) -> DiskDifference:
    return compare(videos, files, ScanResult(**{"looked_at": {1}, **more}))  # type: ignore[arg-type]


def test_nothing_new_is_nothing_to_do() -> None:
    assert look([video(1, "a")], found("a")) == DiskDifference()


def test_a_new_file_is_added() -> None:
    assert look([], found("a")).added == [found("a")]


@pytest.mark.parametrize("change", [{"size": 11}, {"mtime": 2}])
def test_another_size_or_time_is_a_change(change: dict[str, int]) -> None:
    known, now = video(1, "a"), found("a", **change)
    assert look([known], now) == DiskDifference(modified=[(known, now)])


@pytest.mark.parametrize("state", ["missing", "offline"])
def test_an_absent_video_that_is_there_again_returns(state: VideoState) -> None:
    known = video(1, "a", state=state)
    assert look([known], found("a")) == DiskDifference(returned=[known])


def test_a_file_that_is_gone_vanished_once() -> None:
    known, before = video(1, "a"), video(2, "b", state="missing")
    assert look([known, before]) == DiskDifference(vanished=[known], missing=[before])


def test_a_folder_not_looked_at_loses_nothing() -> None:
    assert look([video(1, "a")], looked_at=set()) == DiskDifference()


def test_nothing_is_said_of_what_lies_below_a_folder_that_cannot_be_read() -> None:
    assert look([video(1, "x/a")], hidden=[Path("x")]) == DiskDifference()


def test_what_lies_on_a_drive_mounted_below_goes_away_with_it() -> None:
    known, waits = video(1, "x/a"), video(2, "x/b", state="waiting", read=False)
    assert look([known, waits], unmounted=[Path("x")]) == DiskDifference(away=[known])
    assert look([video(1, "x/a", state="offline")], unmounted=[Path("x")]) == DiskDifference()


def test_videos_of_a_root_on_nobody_knows_which_drive_may_have_moved() -> None:
    known = video(1, "a", state="offline")
    assert look([known], looked_at=set(), doubtful={1}) == DiskDifference(doubtful=[known])
    assert look([known], looked_at=set()) == DiskDifference()


def test_a_file_under_two_roots_is_one_video() -> None:
    both = {"looked_at": {1, 2}}
    assert len(look([], found("a"), found("a", folder=2), **both).added) == 1
    assert look([video(1, "a")], found("a", folder=2), **both).added == []


# ---- which file is which video


def known(id_: int, name: str, content: str, mtime: int = 1) -> Video:
    info = MediaInfo(Path(name), 10, mtime, 1.0, Fraction(25), 8, 8, 0, "x", 25, content)
    return Video(id_, 1, Path(name), 10, mtime, 0.0, "ready", "", info)


def places(settled: dict[int, FileEntry]) -> dict[int, str]:
    return {id_: str(file.path) for id_, file in settled.items()}


def test_renumbered_takes_keep_what_is_theirs() -> None:
    videos = [known(1, "1", "A"), known(2, "2", "B"), known(3, "3", "C")]
    prints = {found("2"): "A", found("3"): "B", found("4"): "C"}
    assert places(match_by_fingerprint(prints, videos)) == {1: "2", 2: "3", 3: "4"}


def test_swapped_names_are_swapped_back() -> None:
    assert places(
        match_by_fingerprint({found("2"): "A", found("1"): "B"}, [known(1, "1", "A"), known(2, "2", "B")])
    ) == {
        1: "2",
        2: "1",
    }


def test_a_video_still_in_its_place_keeps_it() -> None:
    videos = [known(1, "a", "A"), known(2, "b", "A")]
    assert places(match_by_fingerprint({found("b", mtime=9): "A", found("c"): "A"}, videos)) == {2: "b", 1: "c"}


def test_the_likeliest_of_equal_files_by_time_then_name() -> None:
    videos = [known(1, "x/a", "A"), known(2, "x/b", "A", mtime=7)]
    prints = {found("y/c", mtime=7): "A", found("y/a", mtime=5): "A"}
    assert places(match_by_fingerprint(prints, videos)) == {2: "y/c", 1: "y/a"}


def test_other_content_is_nobody() -> None:
    assert match_by_fingerprint({found("b"): "B"}, [known(1, "a", "A")]) == {}
