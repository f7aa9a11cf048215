import sys

from c2v_desktop.shell import samples


def _draws_by(monkeypatch, program):
    monkeypatch.setattr(samples, "drawing_command", lambda: [sys.executable, "-c", program])


def test_sample_videos_are_drawn_beside_the_window(qtbot, tmp_path, monkeypatch):
    _draws_by(monkeypatch, "import sys; open(sys.argv[1] + '/a.mp4', 'w').close()")
    drawing = samples.Drawing(tmp_path / "sample films")
    with qtbot.waitSignal(drawing.done, timeout=30_000) as told:
        drawing.start()
    assert told.args == [tmp_path / "sample films"]
    assert (tmp_path / "sample films" / "a.mp4").exists()


def test_the_process_that_draws_finds_our_packages_and_is_told_the_folder(qtbot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # nothing of ours lies here
    program = "import core.synthetic.samples_main as m, sys; m.draw_samples = lambda f: (f / 'a.mp4').touch(); "
    _draws_by(monkeypatch, program + "sys.exit(m.main(sys.argv[1:]))")
    drawing = samples.Drawing(tmp_path / "films")
    with qtbot.waitSignal(drawing.done, timeout=60_000) as told:
        drawing.start()
    assert told.args == [tmp_path / "films"]
    assert (tmp_path / "films" / "a.mp4").exists()


def test_a_drawing_that_fails_says_so(qtbot, tmp_path, monkeypatch):
    _draws_by(monkeypatch, "raise SystemExit(3)")
    drawing = samples.Drawing(tmp_path / "films")
    with qtbot.waitSignal(drawing.done, timeout=30_000) as told:
        drawing.start()
    assert told.args == [None]


def test_a_program_that_is_not_there_says_so(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    drawing = samples.Drawing(tmp_path / "films")
    with qtbot.waitSignal(drawing.done, timeout=30_000) as told:
        drawing.start()
    assert told.args == [None]


def test_a_bundle_draws_by_starting_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert samples.drawing_command() == [sys.executable, "--child", "samples"]


def test_a_drawing_that_hangs_is_ended(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(samples, "DEADLINE_S", 1.0, raising=False)
    _draws_by(monkeypatch, "import time; time.sleep(60)")
    drawing = samples.Drawing(tmp_path / "films")
    with qtbot.waitSignal(drawing.done, timeout=15_000) as ended:
        drawing.start()
    assert ended.args == [None]
