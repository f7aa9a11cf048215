"""Which files are listed as videos."""

import os
import sys

import pytest

from core.errors import VanishedError
from core.media.local_disk import LocalDisk
from core.media.magic import looks_like_video
from core.values import Folder, FolderLook
from tests.clips import VideoSpec, draw_numbers
from tests.fakes.manual_clock import ManualClock


def folder_at(path, *, is_file=False) -> Folder:
    return Folder(1, path, watched=True, is_file=is_file)


def names(disk, path, **options) -> list[str]:
    return [video.relative_to(path).as_posix() for video, _, _ in disk.videos_below(folder_at(path, **options))]


def test_videos_are_listed_with_size_and_time(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "Two.MP4").write_bytes(b"12")
    (tmp_path / "a.mkv").write_bytes(b"1")
    (tmp_path / "notes.txt").write_bytes(b"1")
    found = list(LocalDisk().videos_below(folder_at(tmp_path)))
    assert [(path.name, size) for path, size, _ in found] == [("a.mkv", 1), ("Two.MP4", 2)]
    assert found[0][2] == (tmp_path / "a.mkv").stat().st_mtime_ns


def test_ignored_names_are_passed_over_as_files_and_as_folders(tmp_path):
    for name in (".hidden/a.mp4", "b.mp4.part", "cache/c.mp4", "ok/d.mp4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    assert names(LocalDisk([".*", "*.part", "cache"]), tmp_path) == ["ok/d.mp4"]


def test_a_single_file_is_a_root_whatever_its_name(tmp_path):
    (tmp_path / "anything.xyz").write_bytes(b"1")
    found = list(LocalDisk().videos_below(folder_at(tmp_path / "anything.xyz", is_file=True)))
    assert [path.name for path, _, _ in found] == ["anything.xyz"]


def test_a_root_that_is_not_there_is_told(tmp_path):
    for is_file in (False, True):
        with pytest.raises(VanishedError):
            list(LocalDisk().videos_below(folder_at(tmp_path / "gone", is_file=is_file)))


def test_links_are_followed_once_and_loops_end(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "a.mp4").write_bytes(b"1")
    (outside / "b.mp4").write_bytes(b"1")
    try:
        (root / "loop").symlink_to(root)
        (root / "out").symlink_to(outside)
        (root / "out.mp4").symlink_to(outside / "b.mp4")
        (root / "again.mp4").symlink_to(root / "a.mp4")
        (root / "dangling.mp4").symlink_to(root / "nothing")
    except OSError:
        pytest.skip("no links here")
    look = FolderLook()
    found = [video.name for video, _, _ in LocalDisk().videos_below(folder_at(root), look)]
    assert found == ["a.mp4", "b.mp4"], "what a link leads to, once"
    assert [(link.path.name, link.target) for link in look.links] == [("out", outside)]
    assert {kind: (each.count, each.example.name) for kind, each in look.passed.items()} == {
        "twice": (2, "again.mp4"),
        "broken": (1, "dangling.mp4"),
        "loop": (1, "loop"),
    }


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX names and permissions")
def test_an_unreadable_folder_does_not_end_the_walk(tmp_path):
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "a.mp4").write_bytes(b"1")
    (tmp_path / "open.mp4").write_bytes(b"1")
    (tmp_path / "closed").chmod(0)
    try:
        listed = names(LocalDisk(), tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert "open.mp4" in listed


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX names")
def test_names_that_are_no_utf8_come_back_as_they_are(tmp_path):
    raw = os.fsencode(tmp_path) + b"/caf\xe9.mp4"
    with open(raw, "wb") as file:  # noqa: PTH123  a name in bytes
        file.write(b"1")
    ((path, _, _),) = LocalDisk().videos_below(folder_at(tmp_path))
    assert os.fsencode(path) == raw


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_and_folders_named_like_videos_are_not_listed(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    os.mkfifo(tmp_path / "pipe_without_suffix")
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "folder.mp4" / "inside.mp4").write_bytes(b"1")
    assert names(LocalDisk(), tmp_path) == ["folder.mp4/inside.mp4"]


def test_a_folder_deeper_than_the_longest_path_ends_the_walk_there(tmp_path):
    here = tmp_path
    for _ in range(60):
        here = here / "deep"
        here.mkdir()
    (here / "a.mp4").write_bytes(b"1")
    assert len(names(LocalDisk(), tmp_path)) == 1


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".avi", ".ts", ".mpg", ".mxf", ".webm"])
def test_a_file_without_suffix_is_told_by_its_first_bytes(tmp_path, suffix):
    codec = {".webm": "libvpx-vp9", ".mxf": "mpeg2video", ".mpg": "mpeg2video"}.get(suffix, "mpeg4")
    video = draw_numbers(tmp_path / f"film{suffix}", 10, VideoSpec(codec))
    bare = video.rename(tmp_path / "film")
    assert looks_like_video(bare)
    assert names(LocalDisk(), tmp_path) == ["film"]


def test_source_code_is_no_transport_stream(tmp_path):
    (tmp_path / "index.ts").write_text("Go = 1;\n" * 200)
    (tmp_path / "Makefile").write_text("all:\n")
    (tmp_path / "empty").touch()
    assert names(LocalDisk(), tmp_path) == []


def test_a_file_is_quiet_only_some_seconds_after_its_last_change(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"123")
    os.utime(path, ns=(0, 10**18))  # copied with the date of its source: only the change time tells
    stamp = (3, 10**18)
    clock = ManualClock(path.stat().st_ctime + 1.0)
    disk = LocalDisk(clock=clock)
    if os.name == "posix":
        assert not disk.is_quiet(path, *stamp)
    clock.sleep(2.5)
    assert disk.is_quiet(path, *stamp)
    assert not disk.is_quiet(path, 2, 10**18)
    assert not disk.is_quiet(path, 3, 5)
    assert not disk.is_quiet(tmp_path / "gone.mp4", *stamp)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions hold nobody back here")
def test_a_folder_that_may_not_be_read_is_told(tmp_path):
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked").chmod(0)
    look = FolderLook()
    assert list(LocalDisk().videos_below(folder_at(tmp_path), look)) == []
    assert look.unread == [tmp_path / "locked"]
    assert look.passed["unreadable"].sentence == "1 folder cannot be read."
    (tmp_path / "locked").chmod(0o700)


def test_a_folder_whose_drive_fails_is_told(tmp_path, monkeypatch):
    (tmp_path / "broken").mkdir()
    (tmp_path / "a.mp4").write_bytes(b"1")
    scan = os.scandir

    def failing(path):
        if str(path).endswith("broken"):
            raise OSError(5, "Input/output error")
        return scan(path)

    monkeypatch.setattr(os, "scandir", failing)
    look = FolderLook()
    assert [path.name for path, _, _ in LocalDisk().videos_below(folder_at(tmp_path), look)] == ["a.mp4"]
    assert look.unread == [tmp_path / "broken"]


def test_gone_is_said_only_of_what_is_certainly_not_there(tmp_path, monkeypatch):
    disk = LocalDisk()
    (tmp_path / "file").write_bytes(b"1")
    assert disk.is_gone(tmp_path / "nothing")
    assert disk.is_gone(tmp_path / "file" / "below")
    assert not disk.is_gone(tmp_path / "file")
    assert not disk.is_gone(tmp_path / ("x" * 5000))


def test_bare_is_a_folder_with_nothing_in_it(tmp_path):
    disk = LocalDisk()
    assert disk.is_bare(tmp_path)
    (tmp_path / ".trace").write_bytes(b"")
    assert not disk.is_bare(tmp_path)
    assert not disk.is_bare(tmp_path / "nothing")
