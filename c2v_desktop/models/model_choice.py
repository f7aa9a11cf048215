"""Which models there are, which one is in use, and what another one means for the settings. Without Qt and torch."""

import importlib.util
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import resources
from core.errors import DamagedDownloadError, ModelStoreError
from core.model_store.entries import HUB, ModelEntry, read_entries
from core.model_store.store import ModelRecord, ModelStore
from core.settings import EncoderSettings, NetworkSettings

DOWNLOADABLE = "models/downloadable.toml"
DEMO = "demo"
MIRROR_VARIABLE = "HF_ENDPOINT"
_IN_PATH = re.compile(r"/resolve/([0-9a-f]{40})/")


def downloadable_models() -> tuple[ModelEntry, ...]:
    """The models that can be downloaded."""
    return read_entries(resources.path(DOWNLOADABLE).read_text(encoding="utf-8"))


def find_entry(key: str) -> ModelEntry | None:
    """The available model of that id."""
    return next((entry for entry in downloadable_models() if entry.id == key), None)


def unknown(key: str) -> ModelStoreError:
    """What to say about an unknown id."""
    known = ", ".join([DEMO, *(entry.id for entry in downloadable_models())])
    return ModelStoreError(f'There is no model "{key}".', f"Available models: {known}.")


def lacks(entry: ModelEntry) -> ModelStoreError | None:
    """What to say about a model that needs a package which is not installed; None if nothing is missing."""
    if not entry.needs or importlib.util.find_spec(entry.needs) is not None:
        return None
    return ModelStoreError(
        f"{entry.name} needs the Python package {entry.needs}, which is not installed.",
        f"Install it in the same environment, for example: pip install {entry.needs}",
    )


def version_words(entry: ModelEntry, record: ModelRecord | None) -> str:
    """Which version of a model comes, or came."""
    if entry.is_pinned:
        return f"commit {entry.revision}"
    came = next((found[1] for file in record.files if (found := _IN_PATH.search(file.source))), "") if record else ""
    if came:
        return f"commit {came}, the latest when it was downloaded"
    return "the latest version when the download starts"


def endpoint(network: NetworkSettings, named: str = "") -> str:
    """Where models are downloaded from: named for once, by the environment, by the settings, else the hub itself."""
    return named or os.environ.get(MIRROR_VARIABLE) or network.mirror or HUB


def must_be_here(store: ModelStore, key: str) -> ModelRecord:
    """The record of an installed model. Raises: ModelStoreError."""
    record = store.find(key)
    if record is None:
        if store.absence:
            raise ModelStoreError(f"The models folder was not found, so {key} cannot be used.", store.absence)
        if find_entry(key) is None:
            raise unknown(key)
        raise ModelStoreError(f"{key} is not installed.", f"Install it: c2v models install {key}")
    return record


def must_be_whole(store: ModelStore, record: ModelRecord) -> None:
    """Are all its files there, as long as they were? Raises: DamagedDownloadError."""
    harm = store.harm(record)
    if harm:
        raise DamagedDownloadError(f"{record.name} is damaged: {harm}", "Remove it and install it again.")


def encoder_with(encoder: EncoderSettings, store: ModelStore, key: str) -> EncoderSettings:
    """The settings of the encoder with another model. Raises: ModelStoreError."""
    if key == DEMO:
        return replace(encoder, backend=EncoderSettings().backend, weights="", model="")
    record = must_be_here(store, key)
    return replace(encoder, backend=record.backend, weights=str(store.weights(record)), model=record.architecture)


def used_by(encoder: EncoderSettings, store: ModelStore) -> str:
    """Id of the model in use; "" when it is a file that lies outside the models folder."""
    if not encoder.weights:
        return DEMO if encoder.backend == EncoderSettings().backend else ""
    weights = Path(os.path.abspath(Path(encoder.weights).expanduser()))  # noqa: PTH100  resolve() would follow links
    return next((record.id for record in store.records() if store.weights(record) == weights), "")


def slug(text: str) -> str:
    """A name as an id: "MSRVTT-9k" -> "msrvtt-9k"."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def today() -> str:
    """The date, as records keep it."""
    return time.strftime("%Y-%m-%d")
