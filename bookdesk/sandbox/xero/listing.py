"""Lists: If-Modified-Since, the id and number filters, the part of `where` that is supported, and paging."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bookdesk.sandbox.xero.context import Context, envelope
from bookdesk.sandbox.xero.messages import Record, Refusal, Reply, answer, bad_request

_PAGE_SIZE = 100
_LARGEST_PAGE = 1000
_TERM = re.compile(
    r"""^\s*(?P<path>[\w.]+)\s*==\s*(?:guid\("(?P<guid>[^"]+)"\)|"(?P<text>[^"]*)"|(?P<number>-?[\d.]+|true|false))\s*$""",
    re.IGNORECASE,
)
_MEMBERS = {
    "IDs": ("InvoiceID", "ContactID"),
    "InvoiceNumbers": ("InvoiceNumber",),
    "ContactIDs": ("Contact.ContactID",),
    "Statuses": ("Status",),
}


def listed(context: Context, kind: str, *, paged: bool = True, name: str | None = None) -> Reply:
    """Answer GET of a collection."""
    query = context.request.query
    records = [record for updated, record in context.state.all(context.tenant, kind) if _since(context, updated)]
    for parameter, paths in _MEMBERS.items():
        if query.get(parameter):
            wanted = {value.strip().lower() for value in query[parameter].split(",")}
            records = [item for item in records if any(_text(item, path) in wanted for path in paths)]
    if query.get("where"):
        records = _where(records, query["where"])
    if kind == "Contacts" and query.get("includeArchived", "").lower() != "true":
        records = [item for item in records if item.get("ContactStatus") != "ARCHIVED"]
    if query.get("createdByMyApp", "").lower() == "true":
        records = [item for item in records if item.get("_app")]
    if not paged or "page" not in query:
        return answer(envelope(context, name or kind, records))
    return _page(context, name or kind, records)


def _since(context: Context, updated: str) -> bool:
    """Apply If-Modified-Since: UTC, whole seconds, `yyyy-mm-ddThh:mm:ss`."""
    text = context.request.headers.get("if-modified-since")
    if not text:
        return True
    try:
        since = datetime.fromisoformat(text.rstrip("Z")).replace(tzinfo=UTC)
    except ValueError as broken:
        raise Refusal(bad_request("If-Modified-Since is not a UTC date and time")) from broken
    return datetime.fromisoformat(updated) > since


def _where(records: list[Record], expression: str) -> list[Record]:
    """Apply equalities joined by AND; anything else is refused rather than ignored."""
    for term in re.split(r"&&|\bAND\b", expression):
        match = _TERM.match(term)
        if match is None:
            raise Refusal(bad_request(f"The stand-in does not understand the filter {term.strip()!r}"))
        path, wanted = match["path"], _wanted(match)
        records = [item for item in records if _value(item, path) == wanted]
    return records


def _wanted(match: re.Match[str]) -> object:
    if match["guid"] is not None:
        return match["guid"].lower()
    if match["text"] is not None:
        return match["text"]
    return {"true": True, "false": False}.get(match["number"].lower()) or Decimal(match["number"])


def _value(record: Record, path: str) -> object:
    value: Any = record
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value.lower() if path.endswith("ID") and isinstance(value, str) else value


def _text(record: Record, path: str) -> str:
    return str(_value(record, path) or "").lower()


def _page(context: Context, name: str, records: list[Record]) -> Reply:
    query = context.request.query
    number = max(1, int(query.get("page") or 1))
    size = min(_LARGEST_PAGE, max(1, int(query.get("pageSize") or _PAGE_SIZE)))
    shown = records[(number - 1) * size : number * size]
    pagination = {
        "page": number,
        "pageSize": size,
        "pageCount": -(-len(records) // size),
        "itemCount": len(records),
    }
    return answer(envelope(context, name, shown, pagination=pagination))


def elements(body: Record, name: str) -> Iterable[Record]:
    """Return the elements a client sent: `{"Invoices": [...]}` or one bare object."""
    inner = body.get(name)
    found = inner if isinstance(inner, list) else [body]
    if not found or not all(isinstance(item, dict) for item in found):
        raise Refusal(bad_request("No data was processed. The request body has no elements."))
    return found
