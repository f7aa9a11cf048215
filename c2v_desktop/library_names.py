"""Finds models and collections of a library by the names that people and scripts give."""

from collections.abc import Iterable, Sequence

from core.errors import QueryError
from core.values import EncoderSpec, MomentCollection, fold


def model_named(models: Sequence[EncoderSpec], name: str) -> EncoderSpec:
    """The model, among those with vectors here, that a name, a part of it, or its key names. Raises: QueryError."""
    whole = [spec for spec in models if name.lower() in (spec.name.lower(), spec.key.lower())]
    found = whole or [spec for spec in models if name.lower() in spec.name.lower()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise QueryError(
            f"No model of this library is named {name}.",
            f"Models of this library: {', '.join(spec.name for spec in models)}.",
        )
    raise QueryError(
        f"Several models of this library have {name} in their names.",
        f"Use the key of one of them: {', '.join(f'{spec.key} ({spec.name})' for spec in found)}.",
    )


def collection_of(collections: Iterable[MomentCollection], name: str) -> MomentCollection:
    """The collection of this name. Raises: QueryError."""
    known = [*collections]
    for each in known:
        if fold(each.name) == fold(name.strip()):
            return each
    raise QueryError(f"There is no collection named {name}.", list_names("Collections", [each.name for each in known]))


def list_names(what: str, names: Iterable[str]) -> str:
    """Tags: a, b, c. The first twenty of them."""
    listed = sorted(names)
    return f"{what}: {', '.join(listed[:20])}{' …' if len(listed) > 20 else ''}." if listed else f"{what}: none yet."
