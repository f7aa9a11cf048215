"""Describes the operations: as OpenAPI for HTTP, and as JSON schemas for MCP. Both are made from the one table."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from c2v_desktop import __version__
from c2v_desktop.serve.operations import OPERATIONS
from c2v_desktop.serve.runtime_file import API_VERSION
from core.values import Filter, Query

_LOOSE = ("Query", "Phrase", "Step")
"""Records that may be short: what is left out has its default."""


@cache
def describe() -> dict[str, Any]:
    """The description of the HTTP interface, in OpenAPI 3.1."""
    refs, schemas = _schemas("#/components/schemas/{name}")
    paths: dict[str, Any] = {}
    for name, operation in OPERATIONS.items():
        said = {
            "operationId": name,
            "summary": operation.summary,
            "responses": {
                "200": {"description": "The answer.", "content": {"application/json": {"schema": {"type": "object"}}}},
                "default": {
                    "description": "What is wrong, and what to do.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
                },
            },
        }
        if operation.changes:
            said["description"] = "Only where changes are allowed."
        body = {"requestBody": {"required": True, "content": {"application/json": {"schema": refs[name]}}}}
        paths[f"/v1/{name}"] = {"get": said} if operation.is_plain else {"post": {**said, **body}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "C2V Desktop", "version": f"{API_VERSION} ({__version__})"},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Error": _ERROR},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


@cache
def input_schema(name: str) -> dict[str, Any]:
    """What one operation takes, as a schema by itself."""
    refs, schemas = _schemas("#/$defs/{name}")
    own = schemas[refs[name]["$ref"].rpartition("/")[2]]
    return {**own, "$defs": {each: schemas[each] for each in sorted(_reached(own, schemas))}}


_ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {each: {"type": "string"} for each in ("title", "hint", "kind")},
            "required": ["title", "hint", "kind"],
        }
    },
    "required": ["error"],
}


def _schemas(template: str) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """References by operation, and the records they lead to."""
    kinds = [each.request for each in OPERATIONS.values()]
    refs, found = msgspec.json.schema_components([*kinds, Query, Filter], schema_hook=_hook, ref_template=template)
    schemas: dict[str, Any] = {name: _tidied(name, each) for name, each in found.items()}
    query, filter_ = ({"$ref": template.format(name=name)} for name in ("Query", "Filter"))
    for each in schemas.values():
        properties = each.get("properties", {})
        if each.get("title") in ("SearchRequest", "ExplainRequest"):
            properties["query"] = {
                "description": properties["query"]["description"],
                "anyOf": [{"type": "string"}, query],
            }
        if each.get("title") in ("ClipsRequest", "FacetsRequest"):
            properties["filter"] = filter_
    return dict(zip(OPERATIONS, refs, strict=False)), schemas


def _tidied(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    made = {key: value for key, value in schema.items() if key != "required"} if name in _LOOSE else dict(schema)
    if "description" in made:
        made["description"] = " ".join(made["description"].split())
    return made


def _hook(kind: type) -> dict[str, Any]:
    if kind is Path:
        return {"type": "string"}
    raise NotImplementedError(f"no schema for {kind}")


def _reached(schema: Any, schemas: dict[str, Any]) -> set[str]:
    """Names of the records that a schema leads to."""
    found, waiting = set[str](), [schema]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            name = str(each.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                waiting.append(schemas[name])
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return found
