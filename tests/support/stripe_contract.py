"""Judges the gateway's stand-in by three things it was not made from: description, client and fixtures of the gateway.

The description is of 2023 and the fixtures of 2026. They agree on all that the stand-in emits, so the older needs no
exception; fields it does not know are judged by the client's types. Neither is part of the project.
"""

from __future__ import annotations

import json
import re
import sys
import types
import typing
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import stripe
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_ROOT = "urn:stripe"
CLASSES: dict[str, Any] = {
    "account": stripe.Account,
    "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction,
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "customer": stripe.Customer,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "item": stripe.LineItem,
    "mandate": stripe.Mandate,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "payout": stripe.Payout,
    "price": stripe.Price,
    "refund": stripe.Refund,
    "setup_intent": stripe.SetupIntent,
    "webhook_endpoint": stripe.WebhookEndpoint,
}
"""the client's class of each kind of object"""
NOT_ALWAYS: dict[tuple[str, str], str] = {
    ("payment_method", "card"): "a bank account has a part of its own kind instead",
    ("dispute", "payment_method_details"): "the client's type knows them for cards, Klarna, PayPal and Amazon only",
}
"""(kind, field): why an object of the kind may lack a field of the fixture"""


class Contract:
    """The description and the fixtures, loaded once."""

    def __init__(self, shared: Path) -> None:
        """Load from the shared folder."""
        folder = shared / "data/payments"
        described = json.loads((folder / "stripe-spec3-2023-09.json").read_text(encoding="utf-8"))
        self._fixtures = json.loads((folder / "stripe-fixtures3-2026-08.json").read_text(encoding="utf-8"))["resources"]
        root = {"components": {"schemas": _json_schema(described["components"]["schemas"])}}
        resource: Resource[Any] = Resource.from_contents(root, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_ROOT, resource)
        self._known = root["components"]["schemas"]

    @lru_cache(maxsize=64)  # noqa: B019 - as long as the one contract
    def _validator(self, kind: str) -> Any:  # noqa: ANN401 - the library has no types
        schema = {"$ref": f"{_ROOT}#/components/schemas/{kind}"}
        return jsonschema.Draft202012Validator(schema, registry=self._registry)

    def objections(self, record: dict[str, Any]) -> list[str]:
        """Return what speaks against one object, or an answer that holds objects; nothing where all is well."""
        return [objection for one in objects_in(record) for objection in self._against(one)]

    def _against(self, record: dict[str, Any]) -> list[str]:
        kind = record["object"]
        found = [
            f"{kind}: description: {error.json_path}: {error.message[:120]}"
            for error in (self._validator(kind).iter_errors(record) if kind in self._known else ())
        ]
        found += [f"{kind}: the client knows no {name}" for name in _unknown(CLASSES[kind], record)]
        found += [f"{kind}: the client knows no such {name}: {record[name]}" for name in _words(CLASSES[kind], record)]
        lacking = set(self._fixtures.get(kind, ())) - set(record)
        return found + [f"{kind}: lacks {name}" for name in sorted(lacking) if (kind, name) not in NOT_ALWAYS]


def objects_in(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Return every object of a known kind in an answer, outer ones first."""
    if isinstance(value, dict):
        if _kind(value) in CLASSES:
            yield value
        for inner in value.values():
            yield from objects_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects_in(inner)


def _kind(value: dict[str, Any]) -> str | None:
    """Return what an object says it is; an event's `data` has an object under the same name."""
    kind = value.get("object")
    return kind if isinstance(kind, str) else None


def shape(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what makes one object differ from another for a judge: its fields, kinds of values, known words."""
    if isinstance(value, dict):
        return tuple((name, shape(inner)) for name, inner in sorted(value.items()))
    if isinstance(value, list):
        return frozenset(map(shape, value))
    if isinstance(value, str):
        return value if re.fullmatch(r"[a-z_.]{1,40}", value) else str
    return value if value is None or isinstance(value, bool) else type(value)


def different(answers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one answer of each shape."""
    return list({shape(answer): answer for answer in answers}.values())


def _unknown(described: Any, record: dict[str, Any]) -> Iterator[str]:  # noqa: ANN401 - a class of the client
    """Return the fields, also inner ones, that the client's class has no annotation for."""
    known, inner = set(described.__annotations__), getattr(described, "_inner_class_types", {})
    for name, value in record.items():
        if name not in known:
            yield name
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict) and name in inner and _kind(part) not in CLASSES:
                yield from (f"{name}.{deeper}" for deeper in _unknown(inner[name], part))


def _words(described: Any, record: dict[str, Any]) -> Iterator[str]:  # noqa: ANN401 - a class of the client
    """Return the fields whose word is none that the client's class lists."""
    for name, hint in described.__annotations__.items():
        words = {
            word
            for part in (hint, *typing.get_args(hint))
            if typing.get_origin(part) is typing.Literal
            for word in typing.get_args(part)
        }
        value = record.get(name)
        if words and isinstance(value, str) and value not in words:
            yield name


def _json_schema(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, references are absolute."""
    if isinstance(value, list):
        return [_json_schema(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    made = {name: _json_schema(inner) for name, inner in value.items()}
    if isinstance(made.get("$ref"), str):
        made["$ref"] = _ROOT + made["$ref"]
    if made.pop("nullable", False) is not True:
        return made
    if "type" not in made:
        return {"anyOf": [made, {"type": "null"}]}
    if "enum" in made:
        made["enum"] = [*made["enum"], None]
    return {**made, "type": [made["type"], "null"]}


def parameters(described: Any) -> set[str]:  # noqa: ANN401 - one of the client's types of parameters
    """Return the full names of all parameters of a request, as they are sent: `a[b]`, `list[]`, `own_keys{}`."""
    return {name for name in _names(described, "") if name.partition("[")[0] not in _OPTIONS}


_OPTIONS = frozenset(stripe.RequestOptions.__annotations__)


def _names(described: Any, name: str) -> Iterator[str]:  # noqa: ANN401 - a type
    origin, parts = typing.get_origin(described), typing.get_args(described)
    if hasattr(described, "__required_keys__"):  # what tells a TypedDict, also one of typing_extensions
        spaces = {**vars(stripe), **vars(sys.modules[described.__module__]), "StripeContext": str, "Mapping": dict}
        for field, hint in typing.get_type_hints(described, spaces).items():
            yield from _names(hint, f"{name}[{field}]" if name else field)
    elif origin is dict:
        yield f"{name}{{}}"
    elif origin is list:
        yield from _names(parts[0], f"{name}[]")
    elif origin in {typing.Union, types.UnionType, typing.NotRequired}:
        for part in parts:
            yield from _names(part, name)
    elif described is not type(None):
        yield name
