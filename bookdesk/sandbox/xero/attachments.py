"""Attachments: raw bytes under a file name, at an invoice, credit note or bank transaction."""

from __future__ import annotations

import sqlite3

from bookdesk.formats import exactjson
from bookdesk.sandbox.xero.context import Context, envelope, fresh_id
from bookdesk.sandbox.xero.messages import Record, Refusal, Reply, answer, bad_request, not_found
from bookdesk.sandbox.xero.state import record_of

_MOST = 10
_LARGEST = 10 * 1024 * 1024
_FORBIDDEN = set('<>:"/\\|?*+')


def get_list(context: Context, kind: str, parent: str) -> Reply:
    """GET .../Attachments."""
    context.require(kind, parent)
    return answer(envelope(context, "Attachments", _at(context, parent)))


def get_content(context: Context, kind: str, parent: str, name: str) -> Reply:
    """GET .../Attachments/{FileName}: the bytes as they were sent."""
    context.require(kind, parent)
    row = context.state.db.execute(
        "SELECT body, content FROM attachment WHERE parent = ? AND name = ?", (parent.lower(), name)
    ).fetchone()
    if row is None:
        raise Refusal(not_found())
    return Reply(200, row[1], {"Content-Type": record_of(row[0])["MimeType"]})


def put_content(context: Context, kind: str, parent: str, name: str) -> Reply:
    """PUT or POST .../Attachments/{FileName}; the same name replaces the content."""
    record = context.require(kind, parent)
    content = context.request.body
    _check(context, parent, name, content)
    attachment: Record = {
        "AttachmentID": fresh_id(),
        "FileName": name,
        "Url": f"https://api.xero.com/api.xro/2.0/{kind}/{parent}/Attachments/{name}",
        "MimeType": context.request.headers.get("content-type", "application/octet-stream"),
        "ContentLength": len(content),
    }
    context.state.db.execute(
        "INSERT INTO attachment (parent, name, body, content) VALUES (?, ?, ?, ?) ON CONFLICT (parent, name)"
        " DO UPDATE SET body = excluded.body, content = excluded.content",
        (parent.lower(), name, exactjson.dumps(attachment), sqlite3.Binary(content)),
    )
    record["HasAttachments"] = True
    context.put(kind, parent, record)
    return answer(envelope(context, "Attachments", [attachment]))


def _check(context: Context, parent: str, name: str, content: bytes) -> None:
    if not name or _FORBIDDEN & set(name):
        raise Refusal(bad_request("The file name holds characters that are not allowed"))
    if not content or len(content) > _LARGEST:
        raise Refusal(bad_request("The file is empty or larger than allowed"))
    present = {item["FileName"] for item in _at(context, parent)}
    if name not in present and len(present) >= _MOST:
        raise Refusal(bad_request("The document has as many attachments as are allowed"))


def _at(context: Context, parent: str) -> list[Record]:
    rows = context.state.db.execute("SELECT body FROM attachment WHERE parent = ? ORDER BY seq", (parent.lower(),))
    return [record_of(row[0]) for row in rows]
