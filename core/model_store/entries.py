"""Downloadable models as records: which there are, and what is known of each. Pure."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import quote

BYTES_PER_PARAMETER = 4
HUB = "https://huggingface.co"
NEWEST = "main"
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class FileSpec:
    """A file of a model. Size and checksum stand only where they are publicly known."""

    name: str
    bytes: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model that can be downloaded. The first of its files holds the weights."""

    id: str
    name: str
    suits: str
    """Whom it is for."""
    summary: str
    licence: str
    licence_note: str
    licence_url: str
    languages: tuple[str, ...]
    finds: tuple[str, ...]
    """Of stills, motion, centres: what it can do."""
    provenance: str
    parameters: int
    backend: str
    architecture: str
    """open_clip's name of the model."""
    image_px: int
    resize_mode: str
    interpolation: str
    hub: str
    """owner/name of its repository."""
    revision: str
    """A commit. "" where none is known to us: the newest is asked for once, when a download begins, and kept to."""
    files: tuple[FileSpec, ...]
    needs: str = ""
    """A library it wants beside those of the program."""
    holder: str = ""
    """Whose copyright the weights are."""
    licence_file: str = ""
    """The publisher's licence text among the resources; "" is the text that goes by the licence's own name."""

    @property
    def weights(self) -> FileSpec:
        """The file that holds the weights."""
        return self.files[0]

    @property
    def bytes_expected(self) -> int:
        """Size of all files on disk: known, or from the number of parameters."""
        weights = self.weights.bytes or BYTES_PER_PARAMETER * self.parameters
        return weights + sum(file.bytes for file in self.files[1:])

    @property
    def is_pinned(self) -> bool:
        """True when its commit is known before anything is asked for."""
        return is_commit(self.revision)

    @property
    def licence_text(self) -> str:
        """Name of its licence text among the resources."""
        return self.licence_file or f"{self.licence}.txt"

    def url(self, file: FileSpec, endpoint: str = HUB) -> str:
        """Where a file comes from; a mirror of the hub is another endpoint."""
        revision = quote(self.revision or NEWEST)
        return f"{endpoint.rstrip('/')}/{quote(self.hub)}/resolve/{revision}/{quote(file.name)}"

    def newest_url(self, endpoint: str = HUB) -> str:
        """Where the hub says which commit is its newest. Source: the hub's API, `/api/models/ID/revision/BRANCH`."""
        return f"{endpoint.rstrip('/')}/api/models/{quote(self.hub)}/revision/{NEWEST}"


def is_commit(text: str) -> bool:
    """Is this a whole commit, and no branch or shortened name?"""
    return bool(_COMMIT.fullmatch(text))


def read_entries(text: str) -> tuple[ModelEntry, ...]:
    """The models in a TOML text, in its order. Raises: ValueError, when it is not such a text."""
    entries = tuple(_entry(each) for each in tomllib.loads(text)["model"])
    ids = [each.id for each in entries]
    if len(set(ids)) != len(ids):
        raise ValueError("two models have the same id")
    return entries


def _entry(table: Mapping[str, Any]) -> ModelEntry:
    strangers = table.keys() - {each.name for each in fields(ModelEntry)}
    if strangers:
        raise ValueError(f"unknown keys: {', '.join(sorted(strangers))}")
    values = dict(table)
    values["files"] = tuple(FileSpec(**file) for file in table["files"])
    values |= {name: tuple(table[name]) for name in ("languages", "finds")}
    try:
        return ModelEntry(**values)
    except TypeError as error:
        raise ValueError(f"{table.get('id', 'a model')}: {error}") from error
