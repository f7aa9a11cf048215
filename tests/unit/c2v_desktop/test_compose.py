"""Every port meets its adapter: real catalogue, real decoder, and a model where one is asked for."""

import sys
from pathlib import Path

import pytest

from c2v_desktop import cli, compose
from c2v_desktop.paths import find_places
from core.errors import CatalogueLockedError, EncoderError, StoreError
from core.settings import EncoderSettings, IndexSettings, Settings


def test_without_weights_the_demo_model_is_meant() -> None:
    options = compose.encoder_options(EncoderSettings())
    assert Path(options.weights).name == "demo.safetensors"


def test_weights_of_ones_own_are_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    options = compose.encoder_options(EncoderSettings(weights="~/mine.pt", threads=3, batch=5))
    assert options.weights == str(Path("~/mine.pt").expanduser())
    assert (options.threads, options.batch) == (3, 5)


def test_other_backends_get_no_demo_weights() -> None:
    assert compose.encoder_options(EncoderSettings(backend="clip_mean", model="ViT-B-32")).weights == ""


@pytest.mark.parametrize("engine", ["exact", "hnsw"])
def test_each_engine_can_be_chosen(engine: str) -> None:
    assert len(compose.make_index(IndexSettings(engine=engine))) == 0


def test_an_engine_that_is_not_there_is_said() -> None:
    with pytest.raises(StoreError, match="nothing of the kind"):
        compose.make_index(IndexSettings(engine="nothing of the kind"))


def test_a_backend_that_is_not_there_is_said() -> None:
    with pytest.raises(EncoderError, match="nothing of the kind"):
        compose.make_encoder(EncoderSettings(backend="nothing of the kind"), in_process=True)


def test_building_starts_no_process_and_imports_no_torch(tmp_path: Path) -> None:
    library = compose.build_library(Settings(), find_places(tmp_path))
    try:
        assert library.status().total == 0
        assert library._parts.frames.pid is None  # type: ignore[attr-defined]
        assert library._parts.encoder._child is None  # type: ignore[attr-defined]
    finally:
        library.close()


def test_one_writer_and_any_number_of_readers(tmp_path: Path) -> None:
    places = find_places(tmp_path)
    library = compose.build_library(Settings(), places)
    try:
        with pytest.raises(CatalogueLockedError):
            compose.build_library(Settings(), places)
        reader = compose.build_library(Settings(), places, read_only=True)
        gallery = compose.build_gallery(Settings(), places)
        assert gallery.videos() == []
        gallery.close()
        reader.close()
    finally:
        library.close()


def test_a_bundle_starts_itself_as_its_helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compose._frozen_command("decoder") is None
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert compose._frozen_command("decoder") == [sys.executable, "--child", "decoder"]


def test_the_command_line_becomes_the_helper_it_is_asked_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.encode import child
    from core.media import decoder

    been: list[object] = []
    monkeypatch.setattr(decoder, "main", lambda arguments: been.append(arguments) or 0)
    monkeypatch.setattr(child, "main", lambda: been.append("encoder"))
    assert cli.main(["--child", "decoder", "2", "0"]) == 0
    assert cli.main(["--child", "encoder"]) == 0
    assert cli.main(["--child", "stranger"]) == 2
    assert been == [["2", "0"], "encoder"]
