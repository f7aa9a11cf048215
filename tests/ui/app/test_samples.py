import sys

from c2v_desktop.shell import samples


def test_sample_videos_are_drawn_beside_the_window(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(samples, "_PROGRAM", "import sys; open(sys.argv[1] + '/a.mp4', 'w').close()")
    drawing = samples.Drawing(tmp_path / "sample films")
    with qtbot.waitSignal(drawing.done, timeout=30_000) as told:
        drawing.start()
    assert told.args == [tmp_path / "sample films"]
    assert (tmp_path / "sample films" / "a.mp4").exists()


def test_a_drawing_that_fails_says_so(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(samples, "_PROGRAM", "raise SystemExit(3)")
    drawing = samples.Drawing(tmp_path / "films")
    with qtbot.waitSignal(drawing.done, timeout=30_000) as told:
        drawing.start()
    assert told.args == [None]


def test_a_python_that_is_not_there_says_so(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    drawing = samples.Drawing(tmp_path / "films")
    with qtbot.waitSignal(drawing.done, timeout=30_000) as told:
        drawing.start()
    assert told.args == [None]


def test_a_bundle_offers_no_sample_videos(monkeypatch):
    assert samples.can_draw()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert not samples.can_draw()
