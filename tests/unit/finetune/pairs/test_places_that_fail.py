"""What is given as a list may be no file at all, or lie where nobody may look: a row says so, and nothing waits."""

import errno
import os
from pathlib import Path

import pytest

from tests.unit.finetune.pairs.lists import check, make_clips, usable, write


@pytest.fixture
def forbid(monkeypatch):
    """Make the system refuse: every call of this function of `os` for a path of this name."""

    def forbid_(function: str, name: str, number: int) -> None:
        real = getattr(os, function)

        def refuse(path=".", *args, **how):
            if isinstance(path, str | os.PathLike) and Path(path).name == name:
                raise OSError(number, os.strerror(number), str(path))
            return real(path, *args, **how)

        monkeypatch.setattr(os, function, refuse)

    return forbid_


def test_a_name_that_no_file_system_takes_is_a_row(tmp_path):
    (problem,) = check(tmp_path / ("x" * 300)).problems
    assert problem.reason == "list_away"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE])
def test_a_place_where_nobody_may_look_is_a_row(tmp_path, forbid, number):
    path = write(tmp_path / "captions.csv", "file,caption\na.mp4,a dog\n")
    forbid("stat", path.name, number)
    (problem,) = check(path).problems
    assert problem.reason == "list_away"


@pytest.mark.parametrize("name", ["a.srt", "a.txt"])
@pytest.mark.parametrize("function", ["listdir", "scandir"])
def test_a_file_whose_folder_may_not_be_listed_is_a_row(tmp_path, forbid, name, function):
    folder = tmp_path / "closed"
    path = write(folder / name, "file,caption\na.mp4,a dog\n")
    forbid(function, folder.name, errno.EACCES)
    checked = check(path)
    assert checked.pairs or checked.problems


@pytest.mark.timeout(30)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
@pytest.mark.parametrize("name", ["captions.csv", "a.txt", "a.srt", "train_val_videodatainfo.json"])
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path, name):
    make_clips(tmp_path, "a.mp4", "b.mp4")
    write(tmp_path / "b.txt", "a red car")
    os.mkfifo(tmp_path / name)
    assert [caption for _, caption, *_ in usable(check(tmp_path))] == ["a red car"]


@pytest.mark.timeout(30)
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device")
def test_a_device_without_an_end_is_no_list():
    (problem,) = check(Path("/dev/zero")).problems
    assert problem.reason == "list_not_text"
