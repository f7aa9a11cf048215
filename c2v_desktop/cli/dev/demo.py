"""`make demo`: sample clips, an index, some questions, a picture of the result page, and the window.

Everything lies in one folder that may be deleted; a second run reuses what is there.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from c2v_desktop.cli import index
from c2v_desktop.cli.command import CommandResult, Context
from c2v_desktop.cli.engine import open_for_search
from c2v_desktop.format import answers
from c2v_desktop.logs import start_logs
from c2v_desktop.paths import check_ours, find_places
from core.errors import C2VError
from core.settings import Settings
from core.synthetic.sample_videos import draw_samples

QUESTIONS = (
    "a red car drives up",
    "a small orange fish swims left",
    "the light fades, a purple house in the snow",
    "a yellow star appears at night",
    "first a small blue ball moves right, then a big white square shrinks",
)
TOP = 3
PICTURE_TIMEOUT_S = 180


@dataclass(frozen=True, slots=True)
class DemoFolders:
    """Where the demo plays."""

    videos: Path
    home: Path
    picture: Path


def main() -> int:
    """Run the demo; 0 when every question was answered and the picture was written."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=Path("demo"), help="folder for clips, library and picture (demo)"
    )
    parser.add_argument("--no-window", action="store_true", help="do not open the window at the end")
    options = parser.parse_args()
    stranger = check_ours()
    if stranger:
        print(stranger, file=sys.stderr)
        return 1
    root = options.folder.resolve()
    stage = DemoFolders(root / "films", root / "library", root / "result.png")
    start_logs(find_places(stage.home).logs, "demo")
    try:
        return _play(stage, open_window=not options.no_window)
    except C2VError as error:
        print(f"The demo stopped: {error}", file=sys.stderr)
        return 1


def _play(stage: DemoFolders, open_window: bool) -> int:
    videos = draw_samples(stage.videos)
    shots = sum(len(video.shots) for video in videos)
    print(f"Drew {len(videos)} sample clips with {shots} shots in {stage.videos}\n")
    context = Context(Settings(), find_places(stage.home))
    print("\n".join(index_samples(context, stage.videos).lines), "\n")
    _ask_all(context)
    code = _write_picture(stage)
    if code != 0:
        return code
    if open_window and _has_display():
        print("Opening the window; close it to end the demo.")
        return subprocess.run(_window(stage), check=False).returncode
    print(f"No display here: `c2v-desktop --home {stage.home}` opens the window where there is one.")
    return 0


def index_samples(context: Context, folder: Path) -> CommandResult:
    """Index the folder, as `c2v index FOLDER` does. Raises: C2VError."""
    return index.run(context, argparse.Namespace(paths=[str(folder)], json=False, timings=False))


def _ask_all(context: Context) -> None:
    """Print the best moments of every question."""
    with open_for_search(context) as session:
        for question in QUESTIONS:
            answer = session.do(session.library.search, session.library.cut(question), TOP, False)
            best_s = []
            for hit in answer.hits:
                explanation = session.do(session.library.explain, answer.query, hit.segment.id)
                best_s.append(explanation.best_s)
            print(f"“{question}”   phrases: {' | '.join(phrase.text for phrase in answer.query.phrases)}")
            print("\n".join(answers.answer_lines(answer, best_s)), "\n")


def _write_picture(stage: DemoFolders) -> int:
    """Have a window without a screen draw the first question's result page."""
    command = [*_window(stage), "--ask", QUESTIONS[0], "--screenshot", str(stage.picture)]
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    stage.picture.unlink(missing_ok=True)
    try:
        done = subprocess.run(
            command, env=offscreen, check=False, timeout=PICTURE_TIMEOUT_S, capture_output=True, text=True
        )
    except subprocess.TimeoutExpired:
        print(f"The result page was not drawn within {PICTURE_TIMEOUT_S} s.", file=sys.stderr)
        return 1
    if done.returncode != 0 or not stage.picture.exists():
        print(f"The result page could not be drawn:\n{done.stderr[-2000:]}", file=sys.stderr)
        return 1
    print(f"The result page with its heatmap: {stage.picture}")
    return 0


def _window(stage: DemoFolders) -> list[str]:
    return [sys.executable, "-m", "c2v_desktop", "--home", str(stage.home)]


def _has_display() -> bool:
    """True where a window can open and a person may see it."""
    if os.environ.get("CI") or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
