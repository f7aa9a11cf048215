"""What a run learned becomes a stored model with its card, or words of the library. No torch."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from c2v_desktop.models.model_choice import DEMO, find_entry, slug, today
from core.encode.checkpoint_name import copy_named
from core.encode.checkpoint_report import card_line
from core.errors import ModelStoreError
from core.finetune.run_folder import RunFolder, RunPlan
from core.finetune.teaching_data import TeachingData, load_data
from core.finetune.words_file import read_words
from core.model_store.installer import ModelInstaller
from core.model_store.store import ModelRecord, ModelStore
from core.values import ExampleSource, TaughtVectors, TaughtWord, WordExample
from core.values.teaching import CheckedPairs, TeachingOutcome

_BESIDE = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.txt")
"""Of the models that read sentences in a way of their own; without these files they cannot be opened."""


def adopt_model(
    installer: ModelInstaller,
    store: ModelStore,
    folder: RunFolder,
    plan: RunPlan,
    outcome: TeachingOutcome,
    name: str,
) -> str:
    """Copy the taught file into the models folder; returns its id. Raises: ModelStoreError, EncoderError."""
    result = outcome.result
    assert result is not None
    title = " ".join(name.split()) or plan.base_name
    key = free_id(store, title)
    base = store.find(plan.base_id) if plan.base_id and plan.base_id != DEMO else None
    record = ModelRecord(
        id=key,
        name=unique_name(store, title),
        entry="",
        backend="frozen" if plan.base.get("backend") == "frozen" else "clip2video",
        architecture=base.architecture if base is not None and base.backend == "clip_mean" else "",
        weights="",
        files=(),
        finds=("stills", "motion", "centres") if plan.base.get("backend") != "frozen" else ("stills", "motion"),
        languages=base.languages if base is not None else ("en",),
        licence=base.licence if base is not None else "Apache-2.0" if plan.base_id == DEMO else "",
        date=today(),
        note=card_line(card_of(folder, plan, outcome)),
    )
    return installer.install_made(
        record,
        result,
        lambda to: copy_named(result, to, record.name),
        f"{key}.safetensors",
        tokenizer_files(folder, plan),
    ).id


def tokenizer_files(folder: RunFolder, plan: RunPlan) -> list[Path]:
    """What must lie beside the taught file: as the run wrote it there, else as it lies beside the former one."""
    weights = str(plan.base.get("weights") or "")
    places = [folder.root, *([Path(weights).parent] if weights else [])]
    found = (next((place / name for place in places if (place / name).is_file()), None) for name in _BESIDE)
    return [path for path in found if path is not None]


def card_of(folder: RunFolder, plan: RunPlan, outcome: TeachingOutcome) -> dict[str, Any]:
    """As `TeachingSession` writes it into the file."""
    try:
        with safe_open(folder.result, framework="numpy") as file:
            return dict(json.loads((file.metadata() or {}).get("c2v_card", "{}")))
    except (OSError, ValueError, SafetensorError):
        return {"base": plan.base_name, "queries": outcome.queries}


def free_id(store: ModelStore, name: str) -> str:
    """An id that no model has, made of a name."""
    stem = slug(name) or "taught"
    taken = {record.id for record in store.records()} | set(store.unreadable())
    for number in range(1, 10_000):
        key = stem if number == 1 else f"{stem}-{number}"
        if key not in taken and key != DEMO and find_entry(key) is None and not (store.folder / key).exists():
            return key
    raise ModelStoreError(f'There are too many models named "{name}".', "Choose another name.")


def unique_name(store: ModelStore, name: str) -> str:
    """A name that no stored model has."""
    taken = {record.name.casefold() for record in store.records()}
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{name} ({number})"
    return found


def adopt_words(folder: RunFolder, plan: RunPlan, name: str, put_words: Callable[[Sequence[TaughtWord]], None]) -> None:
    """Keep what was learned as names or words of the library. Raises: EncoderError, QueryError, StoreError."""
    file = read_words(folder.result)
    examples = _examples(load_data(folder.data), plan.plan.pairs) if plan.plan.way == "name" else ()
    words = [
        TaughtWord(
            0,
            each.text,
            each.kind,
            examples,
            0.0,
            (TaughtVectors.of(file.tower_key, each.vectors, json.dumps({**each.figures, "card": dict(file.about)})),),
        )
        for each in file.words
    ]
    if plan.plan.way == "name" and name.strip() and len(words) == 1:
        words = [replace(words[0], text=name.strip())]
    put_words(words)


def _examples(data: TeachingData, pairs: CheckedPairs) -> tuple[WordExample, ...]:
    """As they were given, each once: a whole clip stays one, and a picture outside of the library stays a picture."""
    used = [pair for pair, split in zip(pairs.pairs, pairs.splits, strict=True) if split is not None]
    found = []
    for pair, place in zip(used, data.of_caption, strict=True):
        moment = data.moments[int(place)]
        source: ExampleSource = "picture" if moment.is_picture else "clip"
        times = (None, None) if moment.is_picture else (pair.start_s, pair.end_s)
        found.append(WordExample(source, moment.fingerprint, Path(moment.path), *times))
    return tuple(dict.fromkeys(found))
