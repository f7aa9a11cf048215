"""Files are written whole or not at all, and nothing is replaced that was not to be."""

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from core.errors import ExportError
from core.export import OutputFile, targets_of, write_outputs


def finish(steps):
    try:
        while True:
            next(steps)
    except StopIteration as end:
        return end.value


def test_what_is_written_is_there_whole(tmp_path):
    outputs = [OutputFile(".a.edl", b"one"), OutputFile(".b.edl", b"two")]
    targets = targets_of(outputs, tmp_path / "Selects")
    assert finish(write_outputs(outputs, targets)) == targets
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {
        "Selects.a.edl": b"one",
        "Selects.b.edl": b"two",
    }


@pytest.mark.parametrize(
    ("chosen", "tails", "names"),
    [
        ("x", [".edl"], ["x.edl"]),
        ("x.edl", [".edl"], ["x.edl"]),
        ("x.EDL", [".edl"], ["x.EDL"]),
        ("x.y", [".edl"], ["x.y.edl"]),
        ("x.edl", [".25.edl", ".30.edl"], ["x.25.edl", "x.30.edl"]),
        ("x", [".markers.edl"], ["x.markers.edl"]),
        ("x.edl", [".markers.edl"], ["x.edl"]),
        (".edl", [".edl"], [".edl.edl"]),
    ],
)
def test_names_follow_the_one_that_was_chosen(tmp_path, chosen, tails, names):
    outputs = [OutputFile(tail, b"") for tail in tails]
    assert [each.name for each in targets_of(outputs, tmp_path / chosen)] == names


def test_a_file_that_is_there_stays(tmp_path):
    target = tmp_path / "x.edl"
    target.write_bytes(b"mine")
    with pytest.raises(ExportError, match="already exists"):
        finish(write_outputs([OutputFile(".edl", b"new")], [target]))
    assert target.read_bytes() == b"mine"
    finish(write_outputs([OutputFile(".edl", b"new")], [target], replace=True))
    assert target.read_bytes() == b"new"


def test_a_file_that_appears_meanwhile_stays(tmp_path):
    target = tmp_path / "x.edl"
    steps = write_outputs([OutputFile(".edl", b"new")], [target])
    next(steps)
    target.write_bytes(b"theirs")
    with pytest.raises(ExportError):
        finish(steps)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"theirs"]


def test_a_broken_link_is_not_written_through(tmp_path):
    (tmp_path / "x.edl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportError):
        finish(write_outputs([OutputFile(".edl", b"new")], [tmp_path / "x.edl"]))
    assert not (tmp_path / "elsewhere").exists()


def test_an_export_that_is_ended_leaves_nothing(tmp_path):
    media = tmp_path / "in" / "a.mov"
    media.parent.mkdir()
    media.write_bytes(bytes(100))
    out = tmp_path / "out"
    out.mkdir()
    output = OutputFile(".otioz", b"{}", (("media/a.mov", str(media)),))
    steps = write_outputs([output, output], [out / "x.otioz", out / "y.otioz"])
    for _ in range(3):
        next(steps)
    assert len(list(out.iterdir())) == 2  # drafts
    steps.close()
    assert list(out.iterdir()) == []


def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(ExportError, match="No space left"):
        finish(write_outputs([OutputFile(".edl", b"new")], [tmp_path / "x.edl"]))
    assert list(tmp_path.iterdir()) == []


ROOT = Path(__file__).resolve().parents[3]
KILLED = """
import os, signal, sys
from pathlib import Path
from core.export import OutputFile, write_outputs
steps = write_outputs([OutputFile(".edl", b"x" * 100)], [Path(sys.argv[1])])
next(steps)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_an_export_that_is_killed_leaves_no_half_file(tmp_path):
    target = tmp_path / "x.edl"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, target], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert not target.exists()
    finish(write_outputs([OutputFile(".edl", b"whole")], [target]))
    assert [each.name for each in tmp_path.iterdir()] == ["x.edl"], "what was killed is cleared away"


def test_where_links_are_not_possible_it_is_renamed(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(1, "Operation not permitted")))
    finish(write_outputs([OutputFile(".edl", b"new")], [tmp_path / "x.edl"]))
    assert [each.name for each in tmp_path.iterdir()] == ["x.edl"]


def test_a_bundle_holds_the_clips(tmp_path):
    media = tmp_path / "a.mov"
    media.write_bytes(b"frames" * 1000)
    finish(write_outputs([OutputFile(".otioz", b"{}", (("media/a.mov", str(media)),))], [tmp_path / "x.otioz"]))
    with zipfile.ZipFile(tmp_path / "x.otioz") as bundle:
        assert sorted(bundle.namelist()) == ["content.otio", "media/a.mov", "version.txt"]
        assert bundle.read("media/a.mov") == media.read_bytes()
        assert Path("content.otio").name in bundle.namelist()
