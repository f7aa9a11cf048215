"""Taught names and words as text and as JSON. Pure."""

import json
from datetime import datetime
from typing import Any

from c2v_desktop.format.units import count, shown
from core.printable import printable
from core.values import EncoderSpec, TaughtWord, WordExample


def name_lines(words: list[TaughtWord], spec: EncoderSpec | None) -> list[str]:
    """One line for each; of one that the model in use was not taught, that it is plain text for it."""
    return [_line(word, spec) for word in words] or ["No names or words were taught yet."]


def name_json(word: TaughtWord, spec: EncoderSpec | None) -> dict[str, Any]:
    """The same for scripts. `taught` is null while no model is known."""
    own = word.of_tower(spec.text_key) if spec is not None else None
    return {
        "name": word.text,
        "kind": word.kind,
        "examples": [example_json(each) for each in word.examples],
        "date": datetime.fromtimestamp(word.taught_s).astimezone().isoformat(timespec="seconds"),
        "taught": own is not None if spec is not None else None,
        "models": [each.tower_key for each in word.vectors],
        "figures": figures(own.figures) if own is not None else {},
    }


def example_json(example: WordExample) -> dict[str, Any]:
    """An example of a word."""
    return {
        "kind": example.source,
        "path": str(example.path),
        "start_s": None if example.start_s is None else float(example.start_s),
        "end_s": None if example.end_s is None else float(example.end_s),
    }


def example_text(example: WordExample) -> str:
    """An example as `c2v names teach` takes it."""
    if example.start_s is None or example.end_s is None:
        return shown(example.path)
    return f"{shown(example.path)}@{float(example.start_s):.2f}-{float(example.end_s):.2f}"


def figures(said: str) -> dict[str, Any]:
    """What was measured; empty where nothing can be read."""
    try:
        found = json.loads(said)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _line(word: TaughtWord, spec: EncoderSpec | None) -> str:
    parts = [printable(word.text), count(len(word.examples), "example")]
    if word.kind == "word":
        parts = [printable(word.text), "word"]
    own = word.of_tower(spec.text_key) if spec is not None else None
    if spec is not None and own is None:
        parts.append(f"not taught for {printable(spec.name)}: plain text there")
    elif own is not None and (message := figures(own.figures).get("message")):
        parts.append(printable(str(message)))
    return "  ".join(parts)
