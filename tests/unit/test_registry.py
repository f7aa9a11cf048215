"""The folder is the registry."""

import sys

import pytest

from core import registry
from core.errors import EncoderError, StoreError


def test_files_are_listed_without_being_imported():
    before = set(sys.modules)
    assert {"clip2video", "clip_mean"} <= set(registry.names(registry.BACKENDS))
    assert not [name for name in set(sys.modules) - before if "torch" in name]


def test_an_unknown_backend_names_what_exists():
    with pytest.raises(EncoderError) as caught:
        registry.load(registry.BACKENDS, "clip3video")
    assert "clip3video" in caught.value.title
    assert "clip2video" in caught.value.hint


def test_an_unknown_engine_is_the_stores_affair():
    with pytest.raises(StoreError):
        registry.load(registry.ENGINES, "../../evil")


def test_a_missing_library_is_named(tmp_path, monkeypatch):
    package = tmp_path / "odd_engines"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "needy.py").write_text("import a_library_nobody_has\n")
    (package / "plain.py").write_text("def build(options): return options\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(registry._FAILURES, "odd_engines", StoreError)
    assert registry.names("odd_engines") == ["needy", "plain"]
    assert registry.load("odd_engines", "plain").build(3) == 3
    with pytest.raises(StoreError, match="a_library_nobody_has"):
        registry.load("odd_engines", "needy")
