"""Lists as JSON and JSONL: a list of records, records in an object, or an object from file to captions."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from core.finetune.pairs.columns import Role, columns_named
from core.finetune.pairs.listed import ListedPair, Reading, first_words

_SHAPE_HINT: Final = 'Write a list of records: [{"file": "dog.mp4", "start": 1.5, "end": 4, "caption": "a dog runs"}].'
_LISTS: Final = (
    "pairs",
    "judgements",
    "sentences",
    "annotations",
    "captions",
    "data",
    "items",
    "records",
    "clips",
    "videos",
    "moments",
)
"""Under which name an object holds its records, the best first: MSR-VTT has both sentences and videos."""


def read_json(path: Path, text: str, reading: Reading) -> None:
    """Add what a JSON file lists."""
    try:
        found = _loads(text)
    except json.JSONDecodeError as error:
        if text.lstrip().startswith("{") and len(text.strip().split("\n")) > 1 and error.msg == "Extra data":
            read_jsonl(path, text, reading)  # records line by line, whatever the name says
            return
        message = f"{path.name} is not valid JSON: {error.msg}, line {error.lineno}."
        reading.row(message, "Correct it there, or save the list as CSV.", f"{path.name}, line {error.lineno}")
        return
    except (ValueError, RecursionError):
        reading.row(f"{path.name} cannot be read: it is nested too deeply.", _SHAPE_HINT, path.name)
        return
    _add_document(path, found, reading)


def read_jsonl(path: Path, text: str, reading: Reading) -> None:
    """Add what a file of one JSON record a line lists."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        origin = f"{path.name}, line {number}"
        try:
            record = _loads(line)
        except (ValueError, RecursionError):
            reading.row(f"This line is not valid JSON: {first_words(line, 60)}", _SHAPE_HINT, origin)
            continue
        _add_record(path, record, origin, reading)


def _loads(text: str) -> Any:
    """Numbers stay text, so that 0.1 is a tenth."""
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)


def _add_document(path: Path, found: Any, reading: Reading) -> None:
    before = len(reading.pairs) + len(reading.problems)
    if isinstance(found, dict):
        name = next((each for each in _LISTS if isinstance(found.get(each), list)), None)
        if name is not None and not _is_record(found):
            found = found[name]
        elif _is_record(found):
            found = [found]
        else:
            for file, said in found.items():
                _add_of_file(path, file, said, f"{path.name}, {first_words(file)}", reading)
            found = []
    elif not isinstance(found, list):
        reading.row(f"{path.name} holds no records.", _SHAPE_HINT, path.name)
        return
    for number, record in enumerate(found, 1):
        _add_record(path, record, f"{path.name}, record {number}", reading)
    if len(reading.pairs) + len(reading.problems) == before:
        reading.row(f"{path.name} holds no records.", _SHAPE_HINT, path.name)


def _is_record(found: Mapping[str, Any]) -> bool:
    return columns_named(list(found)).is_enough and not any(isinstance(each, dict) for each in found.values())


def _add_of_file(path: Path, file: str, said: Any, origin: str, reading: Reading) -> None:
    """What an object says under the name of a file: a caption, several, or a record without the name."""
    if isinstance(said, dict):
        _add_record(path, {**said, "file": file}, origin, reading)
    elif isinstance(said, list) and any(isinstance(each, dict) for each in said):
        for number, each in enumerate(said, 1):
            _add_of_file(path, file, each, f"{origin}, {number}", reading)
    else:
        _add_record(path, {"file": file, "caption": said}, origin, reading)


def _add_record(path: Path, record: Any, origin: str, reading: Reading) -> None:
    if not isinstance(record, dict):
        reading.row(f"This is not a record: {first_words(json.dumps(record)[:200], 60)}", _SHAPE_HINT, origin)
        return
    names = list(record)
    columns = columns_named(names)
    if not columns.is_enough:
        what = "no file" if "caption" in columns.places else "no caption"
        reading.row(f"This record has {what}. It has: {first_words(', '.join(names), 60)}", _SHAPE_HINT, origin)
        return

    if record.get("right") is False:
        reading.row("This moment was judged wrong for its sentence.", "It is left out.", origin)
        return

    def value(role: Role) -> Any:
        at = columns.places.get(role)
        return None if at is None else record[names[at]]

    captions = _texts(value("caption"))
    times = [_text(value(role)) for role in ("start", "end", "duration")]
    stamps = record.get("timestamps")
    if captions is None or None in times or not isinstance(value("file"), str) or not value("file").strip():
        reading.row(f"This record is not understood: {first_words(json.dumps(record)[:200], 60)}", _SHAPE_HINT, origin)
        return
    stretches = _stretches(stamps, len(captions))
    if stamps is not None and stretches is None:
        reading.row("This record does not have two times for each of its sentences.", "Correct its timestamps.", origin)
        return
    for number, caption in enumerate(captions):
        start, end, duration = (text or "" for text in times)
        if stretches is not None:
            (start, end), duration = stretches[number], ""  # its duration is the clip's
        more = f", caption {number + 1}" if len(captions) > 1 else ""
        pair = ListedPair(
            file=value("file").strip(),
            caption=caption,
            folder=path.parent,
            origin=f"{origin}{more}",
            start=start,
            end=end,
            duration=duration,
            split=_text(value("split")) or "",
            units=columns.time_units,
        )
        reading.pairs.append(pair)


def _stretches(stamps: Any, count: int) -> list[tuple[str, str]] | None:
    """The times of each sentence, as ActivityNet Captions has them; None when they are not that."""
    if not isinstance(stamps, list) or len(stamps) != count:
        return None
    found = []
    for stamp in stamps:
        if not isinstance(stamp, list) or len(stamp) != 2 or not all(isinstance(each, str) for each in stamp):
            return None
        found.append((stamp[0], stamp[1]))
    return found


def _texts(value: Any) -> list[str] | None:
    """One caption or several; words of a caption that was taken apart are not captions."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        texts = [_text(each) for each in value]
        return None if not texts or None in texts else [text for text in texts if text is not None]
    text = _text(value)
    return None if text is None else [text]


def _text(value: Any) -> str | None:
    """A value as text; None when it is none."""
    if value is None or value is False:
        return ""
    return value.strip() if isinstance(value, str) else None
