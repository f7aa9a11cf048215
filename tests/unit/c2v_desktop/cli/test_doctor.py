"""The doctor finds what is wrong, says it in a sentence, and never falls ill itself."""

import re
import sys
from pathlib import Path

import pytest

from c2v_desktop.cli import health_check
from c2v_desktop.cli.health_check import Finding, examine
from c2v_desktop.paths import Places, find_places
from core.errors import DeviceError, UnreadableError, VanishedError
from core.media.decoder_process import DecoderProcess
from core.settings import MachineSettings, Settings
from core.store.catalogue import SqliteCatalogue
from core.values import MediaInfo
from tests.fakes.hash_encoder import HashEncoder


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return find_places(tmp_path / "home").make()


@pytest.fixture(autouse=True)
def _plain_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_check, "make_encoder", lambda _: HashEncoder())


def verdicts(places: Places) -> dict[str, Finding]:
    return {each.name: each for each in examine(Settings(), places)}


def test_a_healthy_machine_has_nothing_bad(places: Places) -> None:
    found = verdicts(places)
    assert [each for each in found.values() if each.verdict == "bad"] == []
    assert {"python", "PySide6", "av", "graphs", "disk", "model", "torch", "library"} <= set(found)


def test_it_says_where_the_settings_and_logs_lie(places: Places) -> None:
    assert verdicts(places)["settings"].text == f"{places.settings} (not created yet: using the defaults)"
    places.settings.write_text("")
    found = verdicts(places)
    assert found["settings"].text == str(places.settings)
    assert found["logs"].text == str(places.logs)


def test_it_says_what_proxies_take(places: Places) -> None:
    assert verdicts(places)["proxies"].text == f"0, 0.0 GB of 20 GB maximum; no new ones are made: {places.proxies}"


def test_a_model_that_cannot_start_is_bad(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    class BrokenCatalogue(HashEncoder):
        def __getattribute__(self, name: str) -> object:
            if name == "spec" and object.__getattribute__(self, "__dict__").get("spec"):
                raise DeviceError("No such device.", "Choose another.")
            return object.__getattribute__(self, name)

    broken = BrokenCatalogue()
    monkeypatch.setattr(health_check, "make_encoder", lambda _: broken)
    assert verdicts(places)["model"] == Finding("model", "bad", "No such device. Choose another.")
    assert broken.is_closed


def test_a_damaged_library_is_bad(places: Places) -> None:
    places.catalogue.write_bytes(b"no database at all" * 100)
    assert verdicts(places)["library"].verdict == "bad"
    assert verdicts(places)["copies"].text.startswith("no backup")


def test_the_newest_good_copy_is_named_where_the_library_is_damaged(places: Places) -> None:
    for _ in range(2):
        catalogue = SqliteCatalogue(places.catalogue)
        root = catalogue.add_folder(Path("/films"), is_file=False)
        catalogue.add_video(root.id, Path("/films/a.mp4"), 1, 1, 1.0)
        catalogue.close()
    places.catalogue.write_bytes(b"no database at all" * 100)
    found = verdicts(places)
    assert found["library"].verdict == "bad"
    assert "-light.db" in found["copies"].text


def test_a_folder_that_is_away_is_a_note(places: Places, tmp_path: Path) -> None:
    catalogue = SqliteCatalogue(places.catalogue)
    catalogue.add_folder(tmp_path / "gone", is_file=False)
    catalogue.close()
    found = verdicts(places)
    assert found["library"].verdict == "ok"
    assert found["folder"].verdict == "warning"
    assert "gone was not found" in found["folder"].text


def test_a_library_that_cannot_be_imported_is_told_by_its_last_line() -> None:
    told = health_check._library("nothing", "import nothing_of_the_kind", "no video can be read")
    assert told.verdict == "bad"
    assert told.text == "no video can be read: ModuleNotFoundError: No module named 'nothing_of_the_kind'"


def test_a_library_that_aborts_takes_nobody_along() -> None:
    told = health_check._library("hnswlib", "import os; os.abort()", "searched more slowly", needed=False)
    assert told.verdict == "warning"
    assert told.text.startswith("searched more slowly: exit code")


def test_what_makes_graphs_is_told_and_lacking_it_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*absent: str) -> Finding:
        def library(name: str, trial: str, lack: str, needed: bool = True) -> Finding:
            assert not needed
            return Finding(name, "warning", lack) if name in absent else Finding(name, "ok", "1.2")

        monkeypatch.setattr(health_check, "_library", library)
        return health_check._graphs()

    assert lacking() == Finding("graphs", "ok", "hnswlib 1.2")
    assert lacking("hnswlib") == Finding("graphs", "ok", "faiss 1.2")
    none = lacking("hnswlib", "faiss")
    assert none.verdict == "warning"
    assert "pip install faiss-cpu" in none.text


def test_the_video_reader_is_started_and_its_limits_are_told(places: Places) -> None:
    settings = Settings(machine=MachineSettings(reader_threads=3, reader_memory_gb=1.5))
    found = {each.name: each for each in examine(settings, places)}["reader"]
    assert found.verdict == "ok"
    assert "threads 3" in found.text
    if sys.platform != "win32":
        assert "1.5 GB" in found.text


class _Blind(DecoderProcess):
    """Starts, and knows what is not there, but opens no clip: as with a version of its library that fits no longer."""

    def probe(self, path: Path) -> MediaInfo:
        if not path.exists():
            raise VanishedError(path, "not there")
        raise UnreadableError(path, "no clip can be opened")


def test_a_video_reader_that_opens_no_clip_is_bad(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_check, "make_decoder", lambda _: _Blind())
    assert verdicts(places)["reader"].verdict == "bad"


def test_a_video_reader_that_cannot_start_is_bad(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [sys.executable, "-c", "raise SystemExit(1)"]
    monkeypatch.setattr(health_check, "make_decoder", lambda _: DecoderProcess(command=broken))
    assert verdicts(places)["reader"].verdict == "bad"
    assert "could not be started" in verdicts(places)["reader"].text


def test_in_a_bundle_a_library_that_can_be_done_without_is_a_note(monkeypatch) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert health_check._library("no_such_library", "", "slower", needed=False).verdict == "warning"
    assert health_check._library("no_such_library", "", "nothing works").verdict == "bad"
    assert health_check._library("json", "", "nothing works").verdict == "ok"


@pytest.mark.parametrize(
    ("version", "system", "cards", "said"),
    [
        ("2.14.1", "linux", {"nvidia"}, "for NVIDIA cards and processors"),
        ("2.14.1+cu130", "win32", {"nvidia"}, "for NVIDIA cards and processors"),
        ("2.14.1+rocm7.1", "linux", {"amd"}, "for AMD cards and processors"),
        ("2.14.1+cpu", "linux", set(), "for processors only"),
        ("2.14.1", "win32", set(), "for processors only"),
        ("2.14.1", "darwin", set(), "for processors and Apple's graphics"),
    ],
)
def test_a_torch_that_fits_the_computer_needs_no_advice(version, system, cards, said) -> None:
    assert health_check.torch_advice(version, system, frozenset(cards)) == said


@pytest.mark.parametrize(
    ("version", "system", "cards", "said"),
    [
        ("2.14.1+cpu", "linux", {"nvidia"}, "faster on the NVIDIA card here: pip install .*/whl/cu130"),
        ("2.14.1", "win32", {"nvidia"}, "faster on the NVIDIA card here: pip install .*/whl/cu130"),
        ("2.14.1", "linux", {"amd"}, "faster on the AMD card here: choose ROCm"),
        ("2.14.1", "linux", set(), "several GB less: pip install .*/whl/cpu"),
    ],
)
def test_it_says_how_to_get_the_torch_that_is_faster_or_smaller_here(version, system, cards, said) -> None:
    assert re.search(said, health_check.torch_advice(version, system, frozenset(cards)))


def test_a_bundle_says_that_the_card_needs_the_python_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "Python package" in health_check.torch_advice("2.13.0+cpu", "linux", frozenset({"nvidia"}))
    assert health_check.torch_advice("2.13.0+cpu", "linux", frozenset()) == "for processors only"
