"""The model card: what the demo model is, how it was made, and what was measured, with what fails.

Card and JSON are written from one record; `c2v evaluate` prints the same rows.
`python -m core.evaluation.model_card demo.json more.json ...` adds what `c2v evaluate --save` measured later of the
same
weights, writes record and card again, and prints the most important rows.
"""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from core.errors import C2VError
from core.evaluation.record import EvaluationRecord, join_records, load_record, save_record, weights_of
from core.evaluation.record import Making as Making
from core.evaluation.tables import headline, main_rows, markdown, markdown_table

_HEAD: Final = """# Demo model (drawn videos only)

A complete CLIP2Video (image tower, text tower, difference block, alignment block with {centres} centres), {pixels}
pixels, 12 frames. It was trained from nothing, on videos drawn by `core/synthetic`: ten shapes in nine colours
on ten backgrounds, moving, growing, turning, appearing, with camera moves and light changes.
**It understands drawn videos only.**
On real footage it fails: it has never seen any. It is here so that the program runs end to end without a download.
Choose a real checkpoint for real work.
"""


def write_card(path: Path, record: EvaluationRecord, making: Making, size_bytes: int = 0) -> list[str]:
    """Write card and record (`.json`) beside the weights, which have the card's name; gives back the measured lines."""
    sha256, found_bytes = weights_of(path.with_suffix(".safetensors"))
    model = replace(record.model, sha256=sha256 or record.model.sha256, size_bytes=found_bytes or size_bytes)
    today = date.today().isoformat()
    made = replace(making, date=making.date or today)
    whole = replace(record, model=model, making=made, date=record.date or today)
    _write(path, whole)
    return markdown(whole)


def main(arguments: list[str] | None = None) -> int:
    """Rewrite a card from its record and later ones."""
    paths = [Path(each) for each in (sys.argv[1:] if arguments is None else arguments)]
    if not paths:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        record = join_records(*(load_record(path) for path in paths))
    except C2VError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _write(paths[0].with_suffix(".md"), record)
    sys.stdout.write("\n".join(headline(record)) + "\n")
    return 0


def _write(path: Path, record: EvaluationRecord) -> None:
    save_record(path.with_suffix(".json"), record)
    path.write_text("\n".join(card_lines(record)) + "\n", encoding="utf-8")


def card_lines(record: EvaluationRecord) -> list[str]:
    """The card of a record."""
    lines = [
        *_HEAD.format(centres=record.model.centres, pixels=record.model.image_px).splitlines(),
        "",
        "## Measured",
        "",
    ]
    lines += [
        f"`c2v evaluate --dataset drawn --seed {record.seed} --size {record.size}` on {record.date}: new videos,",
        "background pictures outside of training, weights as rounded in the file. Intervals are those of the videos",
        "drawn, not of training again; videos of one set-up count for less than strangers.",
        "",
        *markdown(record),
    ]
    missed = [row.what for row in main_rows(record) if "MISSED" in row.floor]
    if missed:
        lines += ["", "## Below the floor", "", *(f"* {what}" for what in missed)]
    lines += [f"\n{note}" for note in record.notes]
    return lines + _making_lines(record)


def _making_lines(record: EvaluationRecord) -> list[str]:
    making = record.making
    if making is None:
        return []
    times = making.times
    steps = " ".join(str(each.steps) for each in times if each.steps)
    command = making.command or (
        "python -m core.demo_model.training --out resources/models/demo.safetensors"
        f" --seed {making.seed} --films {making.films} --steps {steps}"
    )
    rows = [
        (each.stage, f"{each.seconds / 60:.1f} min", f"{each.cpu_s / 60:.1f} min" if each.cpu_s else "",
         str(each.steps or ""))
        for each in times
    ]  # fmt: skip
    return [
        "", "## How it was made", "", f"`{command}`", "",
        f"Seed {making.seed}, written {making.date}, {record.model.size_bytes / 1e6:.1f} MB, sha256",
        f"`{record.model.sha256}`.",
        *(["", making.note] if making.note else []), "",
        *markdown_table(("stage", "wall time", "processor time", "steps"), rows),
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
