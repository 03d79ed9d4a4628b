"""The description of what the portal takes from desks and gateways, as OpenAPI 3.1, made from the protocol's records.

What the records say is said here by itself: a field that is added there appears, one that is renamed is renamed.
Source of the form: OpenAPI Specification 3.1.1, JSON Schema 2020-12.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from bookdesk.protocol import answering, messages, versions
from bookdesk.protocol.chain import EventPage
from bookdesk.protocol.commands import MOST_COMMANDS
from bookdesk.protocol.envelope import HEADER, TIME_HEADER

Schema = dict[str, Any]

_TOLD: Final = (TIME_HEADER, answering.HEADER)
"""Header fields of every answer to a desk."""

_RECORDS: Final = (
    messages.Batch,
    messages.Answer,
    messages.Ack,
    messages.Standing,
    messages.Pairing,
    messages.Paired,
    messages.Refusal,
    EventPage,
)
_MOST_N: Final = 2**53 - 1
"""Integers beyond are not exact in every reader of JSON."""
_PLAIN: Final[Mapping[type, Schema]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0, "maximum": _MOST_N},
    str: {"type": "string"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def description() -> Schema:
    """Return the whole description."""
    schemas = {record.__name__: _record(record) for record in _RECORDS}
    schemas["Batch"]["properties"]["commands"]["maxItems"] = MOST_COMMANDS
    return {
        "openapi": "3.1.0",
        "info": {"title": "BookDesk pay portal", "version": versions.spoken()},
        "paths": {
            "/sync/pair": {"post": _taking("Pairing", "Paired", (400, 403, 413, 429), signed=False)},
            "/sync/commands": {"post": _taking("Batch", "Answer", (400, 401, 409, 413))},
            "/sync/ack": {"post": _taking("Ack", "Answer", (400, 401, 409, 413))},
            "/sync/events": {"get": _telling("EventPage", _place())},
            "/sync/state": {"get": _telling("Standing", [])},
            "/hooks/{hook}": {"post": _hook()},
        },
        "components": {"schemas": schemas},
    }


def _record(record: type) -> Schema:
    hints = get_type_hints(record)
    known = fields(record)
    needed = [field.name for field in known if field.default is MISSING and field.default_factory is MISSING]
    properties = {field.name: _schema(hints[field.name]) for field in known}
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


def _schema(hint: Any) -> Schema:  # noqa: ANN401 - what type hints are has no narrower type
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    if get_origin(hint) in {Union, UnionType}:
        kinds = [{"type": "null"} if one is NoneType else _schema(one) for one in get_args(hint)]
        return {"anyOf": kinds}
    if issubclass(hint, StrEnum):
        return {"type": "string", "enum": [one.value for one in hint]}
    return _record(hint)


def _taking(body: str, answer: str, refusals: tuple[int, ...], *, signed: bool = True) -> Schema:
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(body)}}},
        "parameters": [_envelope()] if signed else [],
        "responses": _responses(answer, refusals),
    }


def _telling(answer: str, parameters: list[Schema]) -> Schema:
    return {"parameters": [_envelope(), *parameters], "responses": _responses(answer, (400, 401, 409, 413))}


def _responses(answer: str, refusals: tuple[int, ...]) -> Schema:
    said = {"200": _answer("done", answer)} | {str(status): _answer("refused", "Refusal") for status in refusals}
    for response in said.values():
        response["headers"] = {name: {"schema": {"type": "string"}, "required": True} for name in _TOLD}
    return said


def _answer(words: str, record: str) -> Schema:
    return {"description": words, "content": {"application/json": {"schema": _ref(record)}}}


def _ref(record: str) -> Schema:
    return {"$ref": f"#/components/schemas/{record}"}


def _envelope() -> Schema:
    return {"name": HEADER, "in": "header", "required": True, "schema": {"type": "string"}}


def _place() -> list[Schema]:
    number = {"type": "integer", "minimum": 0, "maximum": _MOST_N}
    wanted = {"after": number, "hash": {"type": "string"}, "limit": number}
    return [{"name": name, "in": "query", "schema": schema} for name, schema in wanted.items()]


def _hook() -> Schema:
    statuses = {"204": "stored", "400": "not the gateway's", "404": "nobody's", "413": "too large"}
    return {
        "parameters": [{"name": "hook", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
        "responses": {status: {"description": words} for status, words in statuses.items()},
    }
