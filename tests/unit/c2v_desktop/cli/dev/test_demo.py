"""`make demo` runs the commands as a user does."""

from pathlib import Path

from c2v_desktop.cli.command import Context
from c2v_desktop.cli.dev.demo import index_samples
from c2v_desktop.paths import find_places
from core.settings import Settings
from tests.fakes.still_frames import draw_video
from tests.unit.c2v_desktop.conftest import Run


def test_the_samples_are_indexed(fake_run: Run, tmp_path: Path) -> None:
    draw_video(tmp_path / "films/a.film", [("red car", 3.0)])
    assert index_samples(Context(Settings(), find_places(tmp_path / "home")), tmp_path / "films").data["indexed"] == 1
