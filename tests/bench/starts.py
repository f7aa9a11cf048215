"""`python -m tests.bench.starts [FOLDER OF A BUNDLE]`: the window from its start to the first search, in turns.

The source in this environment and, where one is named, a bundle: seconds until something is painted and until a first
search is answered, by the clock and by the processor, and the memory of all its processes at rest. Needs a screen as
`tests/acceptance` does. On a busy machine the processor's seconds are what can be compared.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.acceptance.desktop import BUNDLE_VARIABLE, Desktop, line_command, missing
from tests.acceptance.footage import draw_six
from tests.acceptance.program import Program

REST_S = 15.0


def main() -> int:
    """Prints medians."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.starts", description=__doc__)
    parser.add_argument("bundle", nargs="?", default="", help="the folder with c2v-desktop in it")
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    if absent := missing():
        parser.error(absent)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        draw_six(folder / "clips")
        command = [*line_command(), "--home", str(folder / "home"), "index", str(folder / "clips")]
        subprocess.run(command, check=True, capture_output=True)
        told: dict[str, list[dict[str, float]]] = {}
        for turn in range(options.times):
            for name in ("", options.bundle) if options.bundle else ("",):
                os.environ[BUNDLE_VARIABLE] = name
                (folder / f"{turn}{bool(name)}").mkdir()
                told.setdefault(name or "source", []).append(_one(folder / f"{turn}{bool(name)}", folder / "home"))
    for name, runs in told.items():
        print(name)
        for key in runs[0]:
            values = [run[key] for run in runs]
            print(f"  {key:<28} {statistics.median(values):8.1f}   ({', '.join(f'{each:.1f}' for each in values)})")
    return 0


def _one(folder: Path, home: Path) -> dict[str, float]:
    desktop = Desktop(folder)
    program = Program(desktop, home, pictures=folder)
    try:
        program.wait_for_window()
        told = {"first paint, s": program.painted_s, "first paint, CPU s": _cpu_s(program)}
        program.find("label", "^6 clips")
        program.press("slash")
        program.type("a red car")
        began_s = time.monotonic()
        program.press("Return")
        program.find("check box", "^Score$")
        told["start to first search, s"] = time.monotonic() - program.began_s
        told["search asked to shown, s"] = time.monotonic() - began_s
        told["first search, CPU s"] = _cpu_s(program)
        time.sleep(REST_S)
        each = [psutil.Process(program.process.pid), *program.helpers()]
        told["memory at rest, MiB"] = sum(one.memory_full_info().uss for one in each) / 2**20
        told["processes"] = float(len(each))
        return told
    finally:
        program.close()
        desktop.close()


def _cpu_s(program: Program) -> float:
    """Of it and its helpers."""
    each = [psutil.Process(program.process.pid), *program.helpers()]
    return sum(sum(one.cpu_times()[:2]) for one in each)


if __name__ == "__main__":
    sys.exit(main())
