"""Whatever is given to the library is accounted for: added, here already, or refused with its reason."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from core.media.local_disk import LocalDisk
from core.values import AddReport, Given
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")


@pytest.fixture
def house(tmp_path: Path) -> FakeHouse:
    (tmp_path / "home").mkdir()
    return FakeHouse(tmp_path / "home", disk=LocalDisk(quiet_s=0.0))  # type: ignore[arg-type]


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """A folder of two clips and a text."""
    draw_video(tmp_path / "Day 4/car.mov", [("red car", 2.0)])
    draw_video(tmp_path / "Day 4/inner/van.mov", [("white van", 2.0)])
    (tmp_path / "Day 4/notes.txt").write_text("slate 4")
    return tmp_path / "Day 4"


def add(house: FakeHouse, *given: Path | str) -> AddReport:
    report: AddReport = finish(house.library.add([Given.read(str(each)) for each in given]))
    assert len(report.items) == len(given)
    return report


def fates(report: AddReport) -> list[tuple[str, str]]:
    return [(item.name, item.fate) for item in report.items]


def said(report: AddReport) -> str:
    return " ".join([report.title, *report.lines()])


def test_a_folder_and_a_clip_are_added(house: FakeHouse, day: Path, tmp_path: Path) -> None:
    single = draw_video(tmp_path / "single.mov", [("green frog", 2.0)])
    report = add(house, day, single)
    assert [(item.name, item.fate, item.clips) for item in report.items] == [
        ("Day 4", "added", 2),
        ("single.mov", "added", 1),
    ]
    assert said(report) == "3 clips added. Indexing in the background."
    assert report.is_fine


def test_one_of_each_is_named_with_its_reason(house: FakeHouse, day: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "sound.mp3").write_bytes(b"ID3")
    (tmp_path / "void").write_bytes(b"")
    report = add(
        house,
        day,
        tmp_path / "gone.mov",
        day / "notes.txt",
        tmp_path / "sound.mp3",
        tmp_path / "void",
        tmp_path / "empty",
        "https://user:secret@example.org/a%20b.mp4",
        "smb://nas/rushes",
    )
    assert [item.fate for item in report.items] == [
        "added",
        "missing",
        "not_video",
        "not_video",
        "not_video",
        "empty",
        "not_local",
        "not_local",
    ]
    text = said(report)
    assert text.startswith("2 of 8 items added (2 clips).")
    assert f"Not found: {tmp_path / 'gone.mov'}. Check the name, or connect the drive." in text
    assert "Not videos: notes.txt (text), sound.mp3 (audio only), void (empty)." in text
    assert "Not a file on this computer: https://example.org/a b.mp4, smb://nas/rushes." in text
    assert "secret" not in text
    assert "Mount the share" in text
    assert "No clips in empty (empty) yet" in text
    assert not report.is_fine


def test_what_is_here_already_says_so_and_that_nothing_is_indexed(house: FakeHouse, day: Path) -> None:
    add(house, day)
    report = add(house, day / "car.mov")
    assert said(report) == "Already in the library. car.mov (inside Day 4)."
    assert said(add(house, day)) == "Already in the library. Day 4."
    assert said(add(house, day / "inner")) == "Already in the library. inner (inside Day 4)."
    both = add(house, day / "car.mov", day / "inner/van.mov")
    assert said(both) == "Already in the library. car.mov (inside Day 4), van.mov (inside Day 4)."
    assert len(house.reader.folders()) == 1


def test_new_clips_in_a_folder_that_is_here_are_counted(house: FakeHouse, day: Path) -> None:
    add(house, day)
    draw_video(day / "inner/late.mov", [("late bus", 2.0)])
    report = add(house, day / "inner")
    assert said(report) == "1 new clip found. Already in the library: inner (inside Day 4). Indexing in the background."
    assert len(house.reader.videos()) == 3


@needs_links
def test_the_same_through_a_link_is_here_already(house: FakeHouse, day: Path, tmp_path: Path) -> None:
    add(house, day)
    (tmp_path / "other.mov").symlink_to(day / "car.mov")
    (tmp_path / "shortcut").symlink_to(day)
    report = add(house, tmp_path / "other.mov", tmp_path / "shortcut", tmp_path / "shortcut/car.mov")
    assert [item.fate for item in report.items] == ["known"] * 3
    assert len(house.reader.videos()) == 2
    assert len(house.reader.folders()) == 1


@needs_links
def test_what_was_added_through_a_link_is_known_by_its_own_path(house: FakeHouse, day: Path, tmp_path: Path) -> None:
    (tmp_path / "shortcut").symlink_to(day)
    assert add(house, tmp_path / "shortcut").clips == 2
    assert [item.fate for item in add(house, day, day / "car.mov").items] == [
        "known",
        "known",
    ]
    assert len(house.reader.videos()) == 2


@needs_links
def test_a_link_to_nothing_is_missing_and_not_a_bad_video(house: FakeHouse, tmp_path: Path) -> None:
    (tmp_path / "link.mov").symlink_to(tmp_path / "gone.mov")
    assert said(add(house, tmp_path / "link.mov")).startswith(
        f"Nothing added. Not found: {tmp_path / 'link.mov'} (a link to a missing file)."
    )


def test_given_twice_in_one_go_counts_once(house: FakeHouse, day: Path) -> None:
    report = add(house, day / "car.mov", day, day)
    assert [(item.fate, item.clips) for item in report.items] == [
        ("known", 0),
        ("added", 2),
        ("known", 0),
    ]
    assert said(report).startswith("1 of 3 items added (2 clips).")
    assert len(house.reader.folders()) == 1


def test_a_folder_around_known_clips_counts_only_the_new_ones(house: FakeHouse, day: Path) -> None:
    add(house, day / "inner")
    report = add(house, day)
    assert (report.items[0].fate, report.items[0].clips, report.items[0].detail) == (
        "added",
        1,
        "1 already in the library",
    )


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user to whom files can be forbidden")
def test_what_may_not_be_read_is_said(house: FakeHouse, day: Path) -> None:
    (day / "car.mov").chmod(0)
    (day / "inner").chmod(0)
    try:
        report = add(house, day / "car.mov", day / "inner")
    finally:
        (day / "inner").chmod(0o700)
    assert said(report) == "Nothing added. Cannot be read: car.mov (no permission), inner (no permission)."


def test_a_permission_that_is_refused_is_no_missing_file(
    house: FakeHouse, day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As above, for whoever may read everything."""

    def forbid(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbid)
    assert fates(add(house, day / "car.mov")) == [("car.mov", "unreadable")]


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    """A socket in a folder: not a file."""
    place = tmp_path / "s"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as made:
        made.bind(os.path.relpath(place) if len(str(place)) > 100 else str(place))
        yield place
    with suppress(OSError):
        place.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="no such sockets there")
def test_a_socket_is_not_waited_for(house: FakeHouse, pipe: Path) -> None:
    assert "Not a video: s (a pipe, socket or device)." in said(add(house, pipe))


def test_a_clip_without_a_telling_name_is_taken_for_what_it_is(house: FakeHouse, tmp_path: Path) -> None:
    clip = tmp_path / "camera file"
    clip.write_bytes(b"\0\0\0\x18ftypisom")
    (tmp_path / "thing.bin").write_bytes(b"no clip")
    assert fates(add(house, clip, tmp_path / "thing.bin")) == [("camera file", "added"), ("thing.bin", "not_video")]


def test_many_are_told_with_their_number(house: FakeHouse, tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text("x")
    report = add(house, *(tmp_path / f"{number}.txt" for number in range(6)))
    assert said(report) == "Nothing added. Not videos: 0.txt (text), 1.txt (text), 2.txt (text) and 3 more."


def test_a_folder_with_other_files_says_that_none_is_a_video(house: FakeHouse, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/a.pdf").write_bytes(b"%PDF")
    assert said(add(house, tmp_path / "papers")) == (
        "Folder added. No clips in papers (no videos) yet. New clips are indexed automatically."
    )


def test_names_are_one_line_that_can_be_shown(house: FakeHouse, tmp_path: Path) -> None:
    (tmp_path / "two\nlines.txt").write_text("x")
    assert fates(add(house, tmp_path / "two\nlines.txt")) == [("two\N{REPLACEMENT CHARACTER}lines.txt", "not_video")]
    assert "\n" not in said(add(house, tmp_path / "two\nlines.mov"))


def test_an_existing_path_wins_over_an_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert Given.read("smb://nas/x").path is None
    assert Given.read("clip: one.mov").path == tmp_path / "clip: one.mov"
    assert Given.read((tmp_path / "ü %41.mov").as_uri()).path == tmp_path / "ü %41.mov"
    assert Given.read("~/x").path == Path.home() / "x"


def test_nothing_that_can_be_looked_at_is_known_before_the_model_is_loaded(house: FakeHouse, day: Path) -> None:
    missing = [Given.read(str(day / "gone.mov")), Given.read("ftp://host/x.mov")]
    refused = house.library.refused(missing)
    assert refused is not None
    assert [item.fate for item in refused.items] == ["missing", "not_local"]
    assert house.library.refused([*missing, Given.of(day)]) is None
    assert house.reader.folders() == []


def test_a_folder_in_a_recycle_bin_that_is_given_itself_is_added(house: FakeHouse, tmp_path: Path) -> None:
    draw_video(tmp_path / "nas" / "kept.mov", [("red car", 2.0)])
    draw_video(tmp_path / "nas" / "#recycle" / "day" / "old.mov", [("blue sky", 2.0)])
    add(house, tmp_path / "nas")
    assert fates(add(house, tmp_path / "nas" / "#recycle" / "day")) == [("day", "added")]


def test_what_its_folder_passes_over_by_name_is_added_when_it_is_given_itself(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    house = FakeHouse(tmp_path / "home", disk=LocalDisk((".*",), quiet_s=0.0))  # type: ignore[arg-type]
    draw_video(tmp_path / "nas" / "kept.mov", [("red car", 2.0)])
    draw_video(tmp_path / "nas" / ".cards" / "day" / "old.mov", [("blue sky", 2.0)])
    single = draw_video(tmp_path / "nas" / ".secret" / "one.mov", [("green frog", 2.0)])
    add(house, tmp_path / "nas")
    assert [(each.fate, each.clips) for each in add(house, tmp_path / "nas" / ".cards", single).items] == [
        ("added", 1),
        ("added", 1),
    ]
    house.index()
    assert {video.path.name for video in house.library.videos()} == {"kept.mov", "old.mov", "one.mov"}
    assert fates(add(house, tmp_path / "nas")) == [("nas", "known")]


def test_an_empty_name_is_not_the_current_folder(house: FakeHouse, day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(day)
    report = add(house, "")
    assert fates(report) == [('""', "missing")]
    assert said(report) == 'Nothing added. Not found: "" (an empty name). Check the name, or connect the drive.'
    assert house.library.videos() == []
