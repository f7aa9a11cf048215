"""Scenario 11: a basket of three moments goes into every format, and is read again by readers that we did not write."""

import subprocess
import warnings

import av
import pytest

from core.export import ALL_FORMATS
from core.synthetic.video_files import read_number
from tests.acceptance.conftest import index
from tests.acceptance.desktop import LONGEST_S, LONGEST_TEST_S, ROOT, line_command
from tests.acceptance.footage import draw_clip, h264, plan

otio = pytest.importorskip("opentimelineio")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(LONGEST_TEST_S)]

FPS = 25
KEPT = {"red-car": (12, 30), "fish-at-sea": (6, 60), "balls": (24, 25)}
"""First frame, and the one after the last."""
ADAPTERS = {"edl": "cmx_3600", "xml": "fcp_xml", "otio": "otio_json", "fcpxml": "fcpx_xml", "otioz": "otioz"}


def keep(home, path, first, end):
    """Keep frames of a clip by the command line."""
    command = [*line_command(), "--home", str(home), "keep", "add", str(path)]
    span = ["--in", f"{first / FPS:.6f}", "--out", f"{end / FPS:.6f}"]
    done = subprocess.run([*command, *span], cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def read(path, adapter):
    """Clips of a timeline as first frame and length."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations inside of the adapters
        more = {"rate": FPS} if adapter == "cmx_3600" else {}
        found = otio.adapters.read_from_file(str(path), adapter_name=adapter, **more)
    timeline = found if isinstance(found, otio.schema.Timeline) else found[0]
    clips = [each for each in timeline.find_clips() if each.parent().kind == "Video"]
    return [(each.name, each.source_range.start_time.value, each.source_range.duration.value) for each in clips]


def field(program, name):
    return program.find("text", f"^{name}$")


def test_a_basket_of_three_moments_goes_to_every_format_and_is_read_again(start, tmp_path):
    home, folder = tmp_path / "home", tmp_path / "Day 4"
    folder.mkdir()
    for name in KEPT:
        draw_clip(folder / f"{name}.mp4", [plan(name)], h264(fps=FPS))
    index(home, folder)
    for name, (first, end) in KEPT.items():
        keep(home, folder / f"{name}.mp4", first, end)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    out = tmp_path / "out"
    out.mkdir()
    program = start(home)
    program.find("label", "^3 clips indexed")
    program.click(program.find("list item", r"^red-car\.mp4"))  # letters go to the search line until then
    program.press("shift+b")
    table = program.find("tree", "^Kept moments$")
    program.wait(lambda: len(table.within("tree item", r"\.mp4$")) == 3, "three moments")
    program.press("ctrl+e")
    program.find("label", "^3 moments, ")
    program.picture("1 what will be different")

    program.click(field(program, "File"))
    program.press("ctrl+a")
    program.type(str(out / "three.edl"))
    program.press("Tab")
    for number, (key, kind) in enumerate(ALL_FORMATS.items()):
        if number:
            program.click(field(program, "File"))
            program.press("shift+Tab", "Down")
        program.find("label", "^3 moments, ")
        program.wait(lambda: "enabled" in program.find("push button", "^Export$").states, f"{key} can be exported")
        program.click(program.find("push button", "^Export$"))
        program.find("label", f"^Wrote three{kind.suffix}")
        if key in ("edl", "kdenlive", "csv", "sheet-pdf"):
            program.picture(f"2 {key} was written")
    assert sorted(each.name for each in out.iterdir()) == sorted(f"three{each.suffix}" for each in ALL_FORMATS.values())

    expected = [(f"{name}.mp4", first, end - first) for name, (first, end) in KEPT.items()]
    for key, adapter in ADAPTERS.items():
        assert read(out / f"three{ALL_FORMATS[key].suffix}", adapter) == expected, key
    assert (out / "three.pdf").read_bytes().startswith(b"%PDF")
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def frame_numbers(path):
    """The numbers burnt into the frames of a file."""
    with av.open(str(path)) as container:
        return [read_number(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]


def test_moments_become_files_encoded_exactly_from_the_window(start, tmp_path):
    home, folder, out = tmp_path / "home", tmp_path / "Day 4", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    for name in KEPT:
        draw_clip(folder / f"{name}.mp4", [plan(name)], h264(gop=50, fps=FPS), numbered=True)
    index(home, folder)
    for name, (first, end) in KEPT.items():
        keep(home, folder / f"{name}.mp4", first, end)
    program = start(home)
    program.find("label", "^3 clips indexed")
    program.click(program.find("list item", r"^red-car\.mp4"))
    program.press("shift+b")
    program.find("tree", "^Kept moments$")
    program.press("ctrl+e")
    program.find("label", "^3 moments, ")
    program.click(field(program, "File"))
    program.press("shift+Tab", "End")
    program.click(field(program, "Folder"))
    program.press("ctrl+a")
    program.type(str(out))
    program.press("Tab")
    program.wait(lambda: "enabled" in program.find("push button", "^Export$").states, "copies can be made")
    program.picture("1 what copies would begin and end with")
    program.click(program.find("page tab", "^Options$"))
    program.click(program.find("combo box", "^Copy without encoding"))
    program.press("End", "Return")
    program.wait(lambda: "enabled" in program.find("push button", "^Export$").states, "encoding can begin")
    program.picture("2 how")
    program.click(program.find("push button", "^Export$"))
    program.find("label", "^Wrote 3 subclips into out")
    program.picture("3 written")
    written = {each.name.split(" ")[0]: frame_numbers(each) for each in out.iterdir()}
    assert written == {name: list(range(first, end)) for name, (first, end) in KEPT.items()}


def test_a_timeline_of_another_computer_is_searched_in_and_written_again(start, tmp_path):
    home, folder = tmp_path / "home", tmp_path / "Day 4"
    folder.mkdir()
    for name in KEPT:
        draw_clip(folder / f"{name}.mp4", [plan(name), plan("houses")], h264(fps=FPS))
    index(home, folder)
    theirs = tmp_path / "Their cut.csv"
    lines = [f"/Volumes/RAID/{name}.mp4,{first / FPS},{end / FPS}" for name, (first, end) in KEPT.items()]
    theirs.write_text("\n".join(["path,in,out", *lines, "/Volumes/RAID/lost.mp4,1,2", ""]), encoding="utf-8")
    program = start(home, theirs)
    program.find("label", "^Their cut.csv: 4 moments, 3 found, 1 not found")
    program.picture("1 what the library has")
    program.click(program.find("push button", "^Relink"))
    name = program.find("text", "^File name")
    program.click(name)
    program.press("ctrl+a")
    program.type(str(tmp_path / "ours.csv"))
    program.press("Return")
    program.find("label", "^Wrote ours.csv: 3 clips, 1 not found")
    program.picture("2 written again")
    assert (tmp_path / "ours.csv").read_text(encoding="utf-8") == theirs.read_text(encoding="utf-8").replace(
        "/Volumes/RAID/", f"{folder}/"
    ).replace(f"{folder}/lost", "/Volumes/RAID/lost")
    program.click(program.find("push button", "^Keep and search in it$"))
    program.find("label", "^Kept 3 moments")
    program.press("Escape")
    program.type("houses at a street")
    program.press("Return")
    program.find("push button", "^Only kept moments")
    program.find("label", "^3 moments")
    assert not program.sees("label", "^Adding")
    program.picture("3 searched in")
