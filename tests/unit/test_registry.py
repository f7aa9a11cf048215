"""The folder is the registry."""

import sys

import pytest

from core import plugs
from core.errors import EncoderError, StoreError


def test_files_are_listed_without_being_imported():
    before = set(sys.modules)
    assert {"clip2video", "clip_mean"} <= set(plugs.names(plugs.BACKENDS))
    assert not [name for name in set(sys.modules) - before if "torch" in name]


def test_an_unknown_backend_names_what_exists():
    with pytest.raises(EncoderError) as caught:
        plugs.load(plugs.BACKENDS, "clip3video")
    assert "clip3video" in caught.value.title
    assert "clip2video" in caught.value.hint


def test_an_unknown_engine_is_the_stores_affair():
    with pytest.raises(StoreError):
        plugs.load(plugs.ENGINES, "../../evil")


def test_a_missing_library_is_named(tmp_path, monkeypatch):
    package = tmp_path / "odd_engines"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "needy.py").write_text("import a_library_nobody_has\n")
    (package / "plain.py").write_text("def build(options): return options\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(plugs._FAILURES, "odd_engines", StoreError)
    assert plugs.names("odd_engines") == ["needy", "plain"]
    assert plugs.load("odd_engines", "plain").build(3) == 3
    with pytest.raises(StoreError, match="a_library_nobody_has"):
        plugs.load("odd_engines", "needy")
