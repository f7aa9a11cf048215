"""Drives are known by what the system says of them, and by nothing else."""

import os
import sys
from pathlib import Path

import pytest

from core.media.content_fingerprint import ENDS_BYTES, PROBE_BYTES, PROBES, fingerprint
from core.media.volumes import Volumes
from core.values import Volume

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells so far")


def line(place: Path, kind: str, source: str, device: str = "8:1", inner: str = "/") -> str:
    return (
        f"22 27 {device} {inner} {str(place).replace(' ', chr(92) + '040')} rw,relatime shared:1 - {kind} {source} rw\n"
    )


@pytest.fixture
def told(tmp_path: Path):
    """Write a mount table, then ask; /dev/disk names one device that every machine has."""
    disks, table = tmp_path / "disk", tmp_path / "mountinfo"
    for kind, name in (("by-uuid", "77-AB"), ("by-label", "MY\\x20DRIVE")):
        (disks / kind).mkdir(parents=True)
        (disks / kind / name).symlink_to("/dev/null")

    def tell(*lines: str) -> Volumes:
        table.write_text("".join(lines))
        return Volumes(table, disks)

    return tell


NULL = Path("/dev/null").stat().st_rdev if os.name == "posix" else 0
DEVICE = f"{os.major(NULL)}:{os.minor(NULL)}" if os.name == "posix" else ""


@linux
def test_a_drive_is_known_by_its_uuid_wherever_it_is_mounted(told, tmp_path):
    for place in (tmp_path / "media" / "a drive", tmp_path / "mnt"):
        volumes = told(line(tmp_path, "ext4", "/dev/root"), line(place, "exfat", "/dev/sdb1", DEVICE))
        assert volumes.holding(place / "films")[0] == Volume(place, "uuid:77-AB", "MY DRIVE")
        assert volumes.places("uuid:77-AB") == [place]


@linux
def test_the_deepest_mount_counts_and_those_below_are_listed(told, tmp_path):
    inner = tmp_path / "media" / "drive"
    volumes = told(line(tmp_path, "ext4", "/dev/x"), line(inner, "exfat", "/dev/sdb1", DEVICE))
    assert [v.mount for v in volumes.holding(tmp_path / "media")] == [tmp_path, inner]
    assert [v.mount for v in volumes.holding(inner)] == [inner]


@linux
def test_a_drive_without_a_known_uuid_has_no_id_and_is_never_found_elsewhere(told, tmp_path):
    volumes = told(line(tmp_path, "overlay", "overlay", "0:99"))
    assert volumes.holding(tmp_path / "films") == [Volume(tmp_path, "", tmp_path.name)]
    assert volumes.places("") == []


@linux
def test_shares_are_known_by_what_they_export(told, tmp_path):
    volumes = told(line(tmp_path, "nfs4", "server:/films", "0:50"))
    assert volumes.holding(tmp_path) == [Volume(tmp_path, "nfs:server:/films", "server:/films")]


@linux
def test_subvolumes_of_one_file_system_are_told_apart(told, tmp_path):
    volumes = told(
        line(tmp_path / "a", "btrfs", "/dev/sdb1", DEVICE, "/@a"),
        line(tmp_path / "b", "btrfs", "/dev/sdb1", DEVICE, "/@b"),
    )
    assert [volumes.holding(tmp_path / name)[0].id for name in "ab"] == ["uuid:77-AB/@a", "uuid:77-AB/@b"]


def test_where_nothing_is_told_nothing_is_known(tmp_path):
    volumes = Volumes(tmp_path / "no table", tmp_path / "no disks")
    assert volumes.holding(tmp_path) == []
    assert volumes.places("uuid:1") == []


@linux
def test_this_very_system_can_be_asked():
    assert Volumes().holding(Path(__file__))


def test_same_volume_by_id_else_by_place():
    here, there = Path("/a"), Path("/b")
    assert Volume(here, "1").is_same(Volume(there, "1"))
    assert not Volume(here, "1").is_same(Volume(here, "2"))
    assert Volume(here).is_same(Volume(here, "2"))
    assert not Volume(here).is_same(Volume(there, "2"))


# ---- content


def test_two_exports_alike_at_head_middle_and_tail_are_two_videos(tmp_path):
    size = 60 * ENDS_BYTES
    first, second = bytearray(size), bytearray(size)
    changed = size // 4  # a shot a twentieth of the video long
    second[changed : changed + size // 20] = b"x" * (size // 20)
    for name, raw in (("a", first), ("b", second), ("copy", first)):
        (tmp_path / name).write_bytes(raw)
    prints = {name: fingerprint(tmp_path / name, size) for name in ("a", "b", "copy")}
    assert prints["a"] == prints["copy"] != prints["b"]


def test_small_files_are_read_whole(tmp_path):
    size = 3 * ENDS_BYTES + PROBES * PROBE_BYTES
    told = set()
    for at in range(0, size, size // 40):
        raw = bytearray(size)
        raw[at] = 1
        (tmp_path / "a").write_bytes(raw)
        told.add(fingerprint(tmp_path / "a", size))
    assert len(told) == len(range(0, size, size // 40))


def test_equal_bytes_of_another_size_are_another_video(tmp_path):
    (tmp_path / "a").write_bytes(bytes(5_000_000))
    (tmp_path / "b").write_bytes(bytes(5_000_001))
    assert fingerprint(tmp_path / "a", 5_000_000) != fingerprint(tmp_path / "b", 5_000_001)
