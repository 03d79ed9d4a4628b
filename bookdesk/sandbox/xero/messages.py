"""A request and a reply as the stand-in sees them, and the errors in Xero's own forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bookdesk.formats import exactjson

Record = dict[str, Any]
"""A resource as it goes over the wire, numbers as `Decimal`."""

_STAMP = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """One HTTP request. Header names are lower case; `query` holds the last value of each name."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Record:
        """Return the body as an object; 400 where it is none."""
        try:
            value = exactjson.loads(self.body)
        except ValueError as broken:
            raise Refusal(bad_request("The request body could not be read as JSON.")) from broken
        if not isinstance(value, dict):
            raise Refusal(bad_request("The request body is not a JSON object."))
        return value


@dataclass(frozen=True)
class Reply:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """The request ends here with `reply`, and nothing it did is kept."""

    def __init__(self, reply: Reply) -> None:
        """Carry the reply."""
        super().__init__(reply.status)
        self.reply = reply


class Invalid(Exception):
    """One element breaks business rules; `messages` are what Xero would say."""

    def __init__(self, *messages: str) -> None:
        """Carry the messages."""
        super().__init__(*messages)
        self.messages = messages


def answer(value: object, status: int = 200) -> Reply:
    """Return a JSON reply."""
    return Reply(status, exactjson.dumps(value).encode(), {"Content-Type": JSON})


def validation_failure(elements: list[Record]) -> Reply:
    """Return Xero's 400 for elements that carry `ValidationErrors`."""
    return answer(
        {
            "ErrorNumber": 10,
            "Type": "ValidationException",
            "Message": "A validation exception occurred",
            "Elements": elements,
        },
        400,
    )


def bad_request(message: str) -> Reply:
    """Return the 400 of a request that makes no sense at all."""
    return answer({"ErrorNumber": 17, "Type": "NoDataProcessedException", "Message": message}, 400)


def problem(status: int, title: str, detail: str) -> Reply:
    """Return the problem form Xero uses for 401 and 403."""
    return answer(
        {"Type": None, "Title": title, "Status": status, "Detail": detail, "Instance": None, "Extensions": {}}, status
    )


def not_found() -> Reply:
    """Return Xero's 404, which is plain text."""
    return Reply(404, b"The resource you're looking for cannot be found", {"Content-Type": "text/plain"})


def stamp(instant: datetime) -> str:
    """Write an instant as Xero does: `/Date(1552519200797+0000)/`, milliseconds."""
    return f"/Date({int(instant.timestamp() * 1000)}+0000)/"


def dated(record: Record, name: str, day: date) -> None:
    """Set `name` and its ISO twin `nameString`, as documents carry them."""
    record[f"{name}String"] = f"{day.isoformat()}T00:00:00"
    record[name] = stamp(datetime(day.year, day.month, day.day, tzinfo=UTC))


def day_of(value: object, name: str) -> date:
    """Read a date as clients send it: `2026-10-10`, with or without a time, or `/Date(1791590400000)/`."""
    milliseconds = _STAMP.match(str(value))
    try:
        if milliseconds:
            return datetime.fromtimestamp(int(milliseconds[1]) / 1000, UTC).date()
        return date.fromisoformat(str(value)[:10])
    except ValueError as broken:
        raise Invalid(f"{name} is not a valid date") from broken


def number_of(value: object, name: str) -> Decimal:
    """Read a number, also where it came as text."""
    try:
        return Decimal(str(value))
    except ArithmeticError as broken:
        raise Invalid(f"{name} is not a valid number") from broken
