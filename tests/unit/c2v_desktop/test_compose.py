"""Every port meets its adapter: real catalogue, real decoder, and a model where one is asked for."""

import sys
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from c2v_desktop import compose
from c2v_desktop.cli import main as cli
from c2v_desktop.paths import Places, find_places
from core.errors import CatalogueCorruptError, CatalogueLockedError, EncoderError, StoreError, UnwritableError
from core.search.calibration import Calibration
from core.settings import EncoderSettings, IndexSettings, Settings
from core.store.catalogue import SqliteCatalogue
from core.store.null_files import NullFiles
from core.values import Changes
from tests.fakes.inline_lane import finish


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
        reader = compose.build_reader(Settings(), places)
        assert reader.videos() == []
        reader.close()
        reader.close()
    finally:
        library.close()


def _library_of_one_video(places: Places) -> None:
    places.make()
    catalogue = SqliteCatalogue(places.catalogue)
    root = catalogue.add_folder(Path("/films"), is_file=False)
    catalogue.add_video(root.id, Path("/films/a.mp4"), 1, 1, 1.0)
    catalogue.close()


def test_a_damaged_library_gives_way_to_its_copy_and_says_so(tmp_path: Path) -> None:
    places = find_places(tmp_path)
    _library_of_one_video(places)
    SqliteCatalogue(places.catalogue).close()
    places.catalogue.write_bytes(b"rubbish" * 1000)
    with pytest.raises(CatalogueCorruptError):
        compose.build_library(Settings(), places, read_only=True)
    library = compose.build_library(Settings(), places)
    assert [v.path for v in library.videos()] == [Path("/films/a.mp4")]
    (note,) = library.notes
    assert "was moved aside as catalogue.db.damaged-" in note
    library.close()
    again = compose.build_library(Settings(), places)
    assert again.notes == ()
    again.close()


def test_without_a_copy_damage_is_an_error_and_nothing_is_touched(tmp_path: Path) -> None:
    places = find_places(tmp_path).make()
    places.catalogue.write_bytes(b"rubbish" * 1000)
    with pytest.raises(CatalogueCorruptError, match="damaged"):
        compose.build_library(Settings(), places)
    assert places.catalogue.read_bytes() == b"rubbish" * 1000


def test_where_nothing_can_be_written_the_library_is_only_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = find_places(tmp_path)
    _library_of_one_video(places)

    def refuse(path: Path) -> None:
        raise UnwritableError("The folder cannot be written to.")

    monkeypatch.setattr("core.store.database.WriterLock", refuse)
    with pytest.raises(UnwritableError):
        compose.build_library(Settings(), find_places(tmp_path / "none yet"))
    library = compose.build_library(Settings(), places)
    assert library.is_read_only
    assert library.notes == (compose.READ_ONLY,)
    for change in (
        lambda: library.watch([tmp_path]),
        lambda: finish(library.remove([tmp_path])),
        lambda: library.retry([1]),
    ):
        with pytest.raises(StoreError, match="read-only"):
            change()
    assert finish(library.reconcile()) == Changes(initiator="reconcile")
    assert finish(library.ingest()).finished
    library.close()


def test_a_place_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UnwritableError, match="cannot be created"):
        compose.build_library(Settings(), find_places(tmp_path / "file"))


def test_a_bundle_starts_itself_as_its_helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    def commands() -> list[list[str]]:
        made = compose.make_decoder(Settings()), compose.make_encoder(EncoderSettings()), compose.make_inspector()
        return [each._command for each in made]  # type: ignore[union-attr]

    assert [command[:3] for command in commands()] == [[sys.executable, "-P", "-m"]] * 3
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    decoder, encoder, inspector = commands()
    assert decoder[:3] == [sys.executable, "--child", "decoder"]
    assert encoder == [sys.executable, "--child", "encoder"]
    assert inspector == [sys.executable, "--child", "inspector"]


def test_the_command_line_becomes_the_helper_it_is_asked_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.encode import checkpoint_main, encoder_main
    from core.media import decoder_main
    from core.store.graph import child as graph

    been: list[object] = []
    monkeypatch.setattr(graph, "main", lambda: been.append("graph"))
    monkeypatch.setattr(decoder_main, "main", lambda arguments: been.append(arguments) or 0)
    monkeypatch.setattr(encoder_main, "main", lambda: been.append("encoder"))
    assert cli.main(["--child", "decoder", "2", "0"]) == 0
    assert cli.main(["--child", "encoder"]) == 0
    monkeypatch.setattr(checkpoint_main, "main", lambda: been.append("inspector"))
    assert cli.main(["--child", "graph"]) == 0
    assert cli.main(["--child", "inspector"]) == 0
    assert cli.main(["--child", "stranger"]) == 2
    assert been == [["2", "0"], "encoder", "graph", "inspector"]


def test_the_demo_model_brings_along_how_it_scores_unrelated_pairs(tmp_path: Path) -> None:
    encoder = compose.make_encoder(EncoderSettings(), in_process=True)
    carried = Calibration(NullFiles(tmp_path / "nulls", compose.MODELS)).find(encoder.spec)
    assert carried is not None, "c2v_desktop.compose.write_null makes it for a new demo model"
    with_few = Calibration(
        None, lambda shape, count, frames: islice(compose._reference_videos(shape, count, frames), 8)
    )
    finish(with_few.make(encoder))
    made = with_few.find(encoder.spec)
    assert made is not None
    assert np.allclose(made.sentences, carried.sentences, atol=2e-3)
    assert np.allclose(made.moments, carried.moments[:8], atol=2e-3)
