"""Uses a bundle as a person would, in a home of its own: draws clips, indexes, searches, tries a model, takes a shot.

`smoke.py` tries the folder in build/bundle; `--folder` another one; `--command c2v` a program that pip installed.
"""

import argparse
import contextlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "bundle" / "dist"
FORMATS = {"float32", "float32 onnx", "int8"}
"""That every processor can try."""
SUFFIX = ".exe" if sys.platform == "win32" else ""


def main() -> int:
    """Exit code 1 when something does not work, with what it said."""
    parser = argparse.ArgumentParser(description="Try a bundle.")
    where = BUILT / ("C2V Desktop.app/Contents/MacOS" if sys.platform == "darwin" else "c2v-desktop")
    parser.add_argument("--folder", type=Path, default=where, help="folder with the programs c2v and c2v-desktop")
    parser.add_argument("--command", default="", help="a c2v on PATH instead; then no window is tried")
    parser.add_argument("--before", default="", help="words that each command is put behind, as of chroot")
    parser.add_argument("--place", type=Path, help="a folder for what is made on the way, which is then kept")
    options = parser.parse_args()
    before = shlex.split(options.before)
    c2v = [*before, options.command or str(options.folder / f"c2v{SUFFIX}")]
    if options.place:
        options.place.mkdir(parents=True)
    with contextlib.nullcontext(options.place) if options.place else tempfile.TemporaryDirectory() as place:
        home, clips, picture = Path(place, "home"), Path(place, "clips"), Path(place, "window.png")
        own = [sys.executable, "-m", "core.synthetic.samples_main"] if options.command else [*c2v, "--child", "samples"]
        _run([*own, str(clips)])
        said = [*c2v, "--home", str(home)]
        _run([*said, "doctor"])
        _run([*said, "index", str(clips)])
        for video in json.loads((clips / "samples.json").read_text(encoding="utf-8")):
            sentence = video["shots"][0]["sentence"]
            found = json.loads(_run([*said, "search", sentence, "--top", "3", "--json"]))
            names = {Path(hit["path"]).name for hit in found["hits"]}
            if video["file"] not in names:
                raise SystemExit(f'"{sentence}" found {sorted(names)} and not {video["file"]}')
        measure_a_model(said, Path(place, "weights.safetensors"))
        if not options.command:
            window = [*before, str(options.folder / f"c2v-desktop{SUFFIX}")]
            _run([*window, "--home", str(home), "--screenshot", str(picture), "--ask", "a red ball"], offscreen=True)
            if picture.stat().st_size < 20_000:
                raise SystemExit("The picture of the window is empty.")
    sys.stderr.write("The bundle works: doctor, samples, index, search, number formats and window.\n")
    return 0


def measure_a_model(said: list[str], weights: Path) -> None:
    """What measures a model also writes its towers for ONNX Runtime. Raises: SystemExit, when one cannot be written."""
    shutil.copyfile(ROOT / "resources" / "models" / "demo.safetensors", weights)
    _run([*said, "models", "import", str(weights), "--id", "own"])
    measured = json.loads(_run([*said, "models", "bench", "own", "--json"]))["formats"]
    absent = FORMATS - {trial["format"] for trial in measured["trials"]}
    if absent or not measured.get("text"):
        raise SystemExit(f"Could not be tried: {', '.join(sorted(absent)) or 'sentences by ONNX Runtime'}.")


def _run(command: list[str], offscreen: bool = False) -> str:
    """What it printed. Raises: SystemExit."""
    environment = {**os.environ, **({"QT_QPA_PLATFORM": "offscreen"} if offscreen else {})}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(
            f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
