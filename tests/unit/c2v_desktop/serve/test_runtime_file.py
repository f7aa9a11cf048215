"""The file that says where a library answers: private, and never believed once its server is gone."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from c2v_desktop.paths import find_places
from c2v_desktop.serve.runtime_file import Publication, RunningServer, find_running, stamp_of, tidy_up
from core.errors import UnwritableError
from core.settings import EncoderSettings, IndexSettings, Settings
from core.store.catalogue import SqliteCatalogue

SERVER = RunningServer(
    "http://127.0.0.1:1", "secret", "stamp", False, "serve", "/catalogue.db", 1234, os.uname().nodename
)


def test_a_server_is_found_while_it_runs(tmp_path: Path) -> None:
    places = find_places(tmp_path)
    assert [*find_running(places)] == []
    made = Publication(places, SERVER)
    (found,) = find_running(places)
    assert replace(found, file="") == SERVER
    assert found.file == str(made.file)
    made.rewrite(replace(SERVER, stamp="other"))
    assert [each.stamp for each in find_running(places)] == ["other"]
    made.remove()
    assert [*find_running(places)] == []
    assert [*(tmp_path / "serve").iterdir()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="other permissions")
def test_only_its_user_can_read_it(tmp_path: Path) -> None:
    places = find_places(tmp_path)
    before = os.umask(0)
    try:
        made = Publication(places, SERVER)
    finally:
        os.umask(before)
    assert made.file.stat().st_mode & 0o777 == 0o600
    assert made.file.parent.stat().st_mode & 0o777 == 0o700
    made.file.chmod(0o644)
    assert [*find_running(places)] == [], "somebody else may have written it"
    made.remove()


@pytest.mark.skipif(sys.platform == "win32", reason="other permissions")
def test_where_nothing_can_be_kept_private_there_is_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places, real = find_places(tmp_path), os.open
    monkeypatch.setattr(os, "open", lambda path, flags, mode=0o777: _opened(real, path, flags, mode))
    with pytest.raises(UnwritableError, match="private"):
        Publication(places, SERVER)
    assert [*(tmp_path / "serve").iterdir()] == []


def _opened(real, path, flags, mode):
    """As on a disk without permissions."""
    made = real(path, flags, mode)
    os.fchmod(made, 0o777)
    return made


def test_what_a_killed_server_left_is_not_believed(tmp_path: Path) -> None:
    places = find_places(tmp_path)
    made = Publication(places, SERVER)
    made._lock.close()  # as the system does
    assert [*find_running(places)] == []
    live = Publication(places, replace(SERVER, pid=99))
    tidy_up(places)
    assert not made.file.exists()
    assert [each.pid for each in find_running(places)] == [99]
    live.remove()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"url": 1}', "\0", '{"host": "another", "api": 1}'])
def test_what_is_no_record_is_passed_over(tmp_path: Path, text: str) -> None:
    places = find_places(tmp_path)
    made = Publication(places, SERVER)
    made.file.write_text(text)
    assert [*find_running(places)] == []
    made.remove()


@pytest.mark.parametrize("more", [{"host": "another computer"}, {"api": 99}])
def test_servers_of_other_computers_and_versions_are_passed_over(tmp_path: Path, more: dict) -> None:
    places = find_places(tmp_path)
    made = Publication(places, SERVER)
    said = json.loads(made.file.read_text())
    made.file.write_text(json.dumps({**said, **more}))
    assert [*find_running(places)] == []
    made.remove()


def test_servers_of_other_libraries_are_passed_over(tmp_path: Path) -> None:
    places = find_places(tmp_path)
    made = Publication(places, SERVER)
    assert [*find_running(places.with_library(tmp_path / "other"))] == []
    made.remove()


def test_those_that_can_change_come_first(tmp_path: Path) -> None:
    places = find_places(tmp_path)
    made = [Publication(places, SERVER), Publication(places, replace(SERVER, pid=2, can_change=True))]
    assert [each.can_change for each in find_running(places)] == [True, False]
    for each in made:
        each.remove()


def test_a_stamp_tells_what_answers_depend_on(tmp_path: Path) -> None:
    places = find_places(tmp_path)
    SqliteCatalogue(places.catalogue).close()
    weights = tmp_path / "weights"
    weights.write_bytes(b"1")
    plain, other = Settings(), EncoderSettings(weights=str(weights))
    stamps = [
        stamp_of(places, plain.encoder, plain),
        stamp_of(places, other, plain),
        stamp_of(places, EncoderSettings(precision="int8"), plain),
        stamp_of(places, plain.encoder, Settings(index=IndexSettings(engine="exact"))),
        stamp_of(places.with_library(tmp_path / "x"), plain.encoder, plain),
    ]
    weights.write_bytes(b"22")
    stamps.append(stamp_of(places, other, plain))
    places.catalogue.unlink()
    SqliteCatalogue(places.catalogue).close()
    stamps.append(stamp_of(places, plain.encoder, plain))
    assert len({*stamps}) == len(stamps)
    assert stamp_of(places, plain.encoder, plain) == stamps[-1]
