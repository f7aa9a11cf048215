"""The program as a process: it opens, shows, and ends in an orderly way."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.fakes.still_frames import draw_video
from tests.ui.app.on_fakes import REACHED

ROOT = Path(__file__).resolve().parents[3]


def start(mode, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ui.app.on_fakes", mode, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process, timeout=150):
    try:
        out, error = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return process.returncode, out.strip(), error


@pytest.fixture
def videos(tmp_path):
    folder = tmp_path / "Day 4"
    draw_video(folder / "car.mov", [("red car", 3.0)])
    draw_video(folder / "van.mov", [("white van", 3.0)])
    return folder


def wait_for(path, what=b"", timeout=120):
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        if path.exists() and what in path.read_bytes():
            return
        time.sleep(0.05)
    raise TimeoutError(path)


def reached(tmp_path, what):
    """Wait until the program says that it has come so far."""
    wait_for(tmp_path / "h" / REACHED, what.encode())


def test_a_picture_of_the_answer_can_be_taken(tmp_path, videos):
    shot = tmp_path / "out" / "window.png"
    code, out, error = finish(
        start("plain", "--home", tmp_path / "h", "--screenshot", shot, "--ask", "red car", videos)
    )
    assert code == 0, error
    assert out == "False True ['MainThread']", "torch in the window's process, lanes closed, threads left"
    picture = QImage(str(shot))
    assert (picture.width(), picture.height()) == (1440, 900)
    assert "Traceback" not in error


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_being_told_to_end_it_ends_in_an_orderly_way(tmp_path, number):
    process = start("plain", "--home", tmp_path / "h")
    reached(tmp_path, "open")
    process.send_signal(number)
    code, out, error = finish(process)
    assert code == 0, error
    assert out == "False True ['MainThread']"
    assert (tmp_path / "h" / "window.ini").exists()


def test_the_page_of_models_brings_no_torch(tmp_path):
    process = start("models", "--home", tmp_path / "h")
    reached(tmp_path, "models")
    reached(tmp_path, "open")
    process.terminate()
    code, out, error = finish(process)
    assert code == 0, error
    assert out == "False True ['MainThread']"
    assert "Traceback" not in error


def test_an_engine_that_does_not_come_back_is_left_behind(tmp_path):
    process = start("stuck", "--home", tmp_path / "h")
    reached(tmp_path, "waking")
    process.terminate()
    code, _, error = finish(process)
    assert code == 0, error
    assert "QThread: Destroyed" not in error
    wait_for(tmp_path / "h" / "logs" / "window.log", b"did not stop in time")


def test_a_library_that_cannot_be_opened_is_said_in_the_window(tmp_path):
    process = start("locked", "--home", tmp_path / "h")
    reached(tmp_path, "closed: ")
    said = (tmp_path / "h" / REACHED).read_text(encoding="utf-8")
    assert "Another window has this library open." in said
    assert "Close it first." in said
    assert process.poll() is None, "the window must stay, to say why"
    process.terminate()
    code, _, error = finish(process)
    assert code == 0, error


def test_a_question_and_paths_given_at_the_start_are_carried_out(tmp_path, videos):
    code, out, error = finish(start("late", "--home", tmp_path / "h", "--ask", "red car", videos))
    assert code == 0, error
    assert out.splitlines()[:2] == ["asked Searching as soon as the library is open…", "found car.mov"]


def test_a_second_start_hands_its_question_over_before_the_library_is_open(tmp_path, videos):
    first = start("late", "--home", tmp_path / "h")
    wait_for(tmp_path / "h" / "logs" / "window-crash.log")
    code, out, _ = finish(start("plain", "--home", tmp_path / "h", "--ask", "red car", videos))
    assert (code, out.split()[1]) == (0, "False"), "the second one opened no library"
    code, out, error = finish(first)
    assert code == 0, error
    assert "found car.mov" in out


def test_a_second_start_hands_its_paths_to_the_first(tmp_path, videos):
    first = start("plain", "--home", tmp_path / "h")
    reached(tmp_path, "open")
    code, out, _ = finish(start("plain", "--home", tmp_path / "h", videos))
    assert (code, out.split()[1]) == (0, "False"), "the second one opened no library"
    assert first.poll() is None
    first.terminate()
    assert finish(first)[0] == 0


def test_the_window_is_opened_without_torch_and_without_machinery():
    program = (
        "import sys; import c2v_desktop.app; import ui.controllers.main; import ui.play.player\n"
        "bad = [n for n in ('torch', 'open_clip', 'av', 'sqlite3', 'hnswlib', 'cv2', 'watchdog') if n in sys.modules]\n"
        "import c2v_desktop.compose\n"
        "print(bad, 'torch' in sys.modules, 'open_clip' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[] False False"
