"""`make gpu`: what this computer's graphics card does with this program, in at most eight minutes.

Runs the tests marked `gpu`, compares the card with the processor, and measures frames a second, training and memory.
Each part has its own share of the time; what does not fit is left out, and that is said. The report is kept as JSON and
text, named after the card. `--device cpu --quick` runs the same code at toy size on any computer.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import torch

from core.encode.frame_encoder import is_out_of_memory
from core.errors import OutOfMemoryError
from tests.bench.gpu_card import Card
from tests.bench.gpu_parts import PARTS as PARTS
from tests.bench.gpu_parts import ROOT, Found, Part
from tests.bench.harness import Skipped

NO_CARD = "There is no graphics card here that torch can use, so nothing was measured. Try --device cpu --quick."
MINUTES = 8.0
_CLOSING_S = 10.0


@dataclass
class PartReport:
    """How one part went: done, skipped or broken, and what it found."""

    name: str
    state: str = "done"
    why: str = ""
    seconds: float = 0.0
    rows: list[Found] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when something failed, 2 without a card."""
    parser = argparse.ArgumentParser(prog="make gpu", description=__doc__)
    parser.add_argument("--device", default="cuda", help="cuda, cuda:1 …, or cpu")
    parser.add_argument("--quick", action="store_true", help="toy sizes: to see that it runs")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="for all parts together")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "gpu", help="folder for the report")
    parser.add_argument("--only", nargs="+", choices=[part.name for part in PARTS], help="some parts")
    wanted = parser.parse_args(arguments)
    device = torch.device(wanted.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        print(NO_CARD)
        return 2
    card = Card(device, wanted.quick)
    if card.is_real:
        torch.cuda.set_device(card.index)
    end_s = time.monotonic() + 60 * wanted.minutes - _CLOSING_S
    head = {
        "card": card.name,
        "driver": card.driver,
        "memory_gb": round(card.memory_gb, 1),
        "torch": torch.__version__,
        "cuda": torch.version.cuda or "",
        "date": date.today().isoformat(),
        "quick": card.is_quick,
    }
    lines = [" · ".join(f"{name} {value}" for name, value in head.items() if value != "")]
    print(lines[0], flush=True)
    reports = []
    for part in PARTS:
        if wanted.only is None or part.name in wanted.only:
            reports.append(measure(part, card, end_s))
            lines += describe(reports[-1])
            print("\n".join(describe(reports[-1])), flush=True)
    write(wanted.out, card, head, reports, lines)
    print(f"Kept in {wanted.out}.")
    failed = any(each.state == "broken" or any(row.passes is False for row in each.rows) for each in reports)
    return int(failed)


def measure(part: Part, card: Card, end_s: float) -> PartReport:
    """Run a part within its time; a fault in it does not end the others."""
    report, began_s = PartReport(part.name), time.monotonic()
    if end_s - began_s < part.least_s and not card.is_quick:
        report.state, report.why = "skipped", f"only {end_s - began_s:.0f} s were left"
        return report
    try:
        for row in part.run(card, min(began_s + part.most_s, end_s)):
            report.rows.append(row)
    except Skipped as why:
        report.state, report.why = "skipped", str(why)
    except Exception as error:  # noqa: BLE001  one broken part must not hide the others
        if isinstance(error, OutOfMemoryError) or is_out_of_memory(error):
            report.state, report.why = "skipped", "the card has too little memory for this"
        else:
            report.state, report.why = "broken", f"{type(error).__name__}: {error}"
    if card.is_real:
        torch.cuda.empty_cache()
    report.seconds = round(time.monotonic() - began_s, 1)
    return report


def describe(report: PartReport) -> list[str]:
    """A part as lines of text."""
    why = f": {report.why}" if report.why else ""
    lines = ["", f"{report.name} ({report.seconds:.0f} s){'' if report.state == 'done' else f' {report.state}'}{why}"]
    marks = {True: "ok  ", False: "FAIL", None: "    "}
    return lines + [
        f"  {marks[row.passes]} {row.what:<52} {row.value:>10.4g} {row.unit}{f'   {row.detail}' if row.detail else ''}"
        for row in report.rows
    ]


def write(folder: Path, card: Card, head: dict[str, object], reports: list[PartReport], lines: list[str]) -> None:
    """Keep the report under the card's name and the date."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{re.sub(r'[^A-Za-z0-9]+', '-', card.name).strip('-').lower()}-{head['date']}"
    said = {**head, "parts": [asdict(each) for each in reports]}
    (folder / f"{name}.json").write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
