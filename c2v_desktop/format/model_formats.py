"""The number formats of a model as text for the command line."""

import importlib.util
from pathlib import Path

from c2v_desktop.format.model_tables import table_lines
from core.encode.format_measurements import PLAIN, FormatMeasurements, TextTrial, made_file, read_measured


def format_lines(measured: FormatMeasurements) -> list[str]:
    """The trials as a table; the one in use is marked."""
    rows = []
    for each in sorted(measured.trials, key=lambda trial: -trial.images_per_s):
        said = "in use" if each == measured.best else "" if each.agrees else "not used: differs too much"
        rows.append(
            (each.format, f"{each.images_per_s:.3g}", f"{measured.speedup(each):.2f} x", f"{each.cosine:.6f}", said)
        )
    head = ("format", "pictures per second", "vs. float32", "lowest agreement", "")
    lines = [*table_lines(head, rows), f"on {measured.pictures}, {measured.date}"]
    if measured.text is not None:
        lines.append(_text_line(measured.text))
    if not _has_onnx():
        lines.append(
            "int8 and float32 onnx were not tried. They may be faster on processors: pip install onnx onnxruntime"
        )
    return lines


def _text_line(trial: TextTrial) -> str:
    use = "in use" if trial.made else "not used"
    return f"sentences by ONNX Runtime: {trial.speedup:.2f} x torch, lowest agreement {trial.cosine:.6f}, {use}"


def info_lines(weights: Path, precision: str) -> list[str]:
    """What was measured of a model, machine by machine, and which format runs there; `precision` is the setting."""
    lines = []
    verb = "runs" if precision == "auto" else "would run"
    for machine, measured in read_measured(weights).items():
        runs = measured
        if measured.made and made_file(weights, measured) is None:
            runs = measured.without_files()
        others = ", ".join(
            f"{each.format} {measured.speedup(each):.1f} x (agreement {each.cosine:.4f})"
            for each in measured.trials
            if each.format != PLAIN
        )
        lines.append(f"{'format':<10} {runs.best.format} {verb} on {machine}; speed vs. float32: {others}")
        if runs is not measured:
            lost = f"its {measured.best.format} file is missing or has changed"
            lines.append(f"{'':<10} {lost}; run `c2v models bench` to rebuild it")
    if lines and precision != "auto":
        lines.append(f"{'':<10} the settings ask for {precision}")
    return lines


def _has_onnx() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("onnx", "onnxruntime"))
