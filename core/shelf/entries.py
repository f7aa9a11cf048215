"""The shelf as records: which models there are to be fetched, and what is known of each. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import quote

BYTES_PER_PARAMETER = 4
HUB = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class FileSpec:
    """A file of a model. Size and checksum stand only where they are publicly known."""

    name: str
    bytes: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A model on the shelf. The first of its files holds the weights."""

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
    files: tuple[FileSpec, ...]
    needs: str = ""
    """A library it wants beside those of the program."""

    @property
    def weights(self) -> FileSpec:
        """The file that holds the weights."""
        return self.files[0]

    @property
    def bytes_expected(self) -> int:
        """Size on disk: known, or from the number of parameters."""
        return self.weights.bytes or BYTES_PER_PARAMETER * self.parameters

    def url(self, file: FileSpec, endpoint: str = HUB) -> str:
        """Where a file comes from; a mirror of the hub is another endpoint."""
        return f"{endpoint.rstrip('/')}/{quote(self.hub)}/resolve/{quote(self.revision)}/{quote(file.name)}"


def read_shelf(text: str) -> tuple[Entry, ...]:
    """The models in a TOML text, in its order. Raises: ValueError, when it is not such a text."""
    shelf = tuple(_entry(each) for each in tomllib.loads(text)["model"])
    ids = [each.id for each in shelf]
    if len(set(ids)) != len(ids):
        raise ValueError("two models have the same id")
    return shelf


def _entry(table: Mapping[str, Any]) -> Entry:
    strangers = table.keys() - {each.name for each in fields(Entry)}
    if strangers:
        raise ValueError(f"unknown keys: {', '.join(sorted(strangers))}")
    values = dict(table)
    values["files"] = tuple(FileSpec(**file) for file in table["files"])
    values |= {name: tuple(table[name]) for name in ("languages", "finds")}
    try:
        return Entry(**values)
    except TypeError as error:
        raise ValueError(f"{table.get('id', 'a model')}: {error}") from error
