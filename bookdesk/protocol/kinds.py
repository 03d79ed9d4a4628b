"""How a command or an event is told apart in JSON: its kind beside its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from bookdesk.core.records import MalformedRecord, from_data, to_data

_Message = TypeVar("_Message")


class UnknownKind(ValueError):
    """A message of a kind that this version does not know; `kind` is its name."""

    def __init__(self, kind: str) -> None:
        """Keep the name."""
        super().__init__(f"unknown kind {kind!r:.60}")
        self.kind = kind


class Kinds(Generic[_Message]):
    """A closed list of record types, each under the name by which it travels."""

    def __init__(self, kinds: Mapping[str, type[_Message]]) -> None:
        """Keep the list; a type has one name."""
        self._types = dict(kinds)
        self._names = {record: name for name, record in kinds.items()}

    @property
    def names(self) -> frozenset[str]:
        """All names."""
        return frozenset(self._types)

    def name(self, message: _Message) -> str:
        """Return the name of the kind of a message."""
        return self._names[type(message)]

    def encode(self, message: _Message) -> dict[str, Any]:
        """Return a message as JSON data: its kind and its data."""
        return {"kind": self.name(message), "data": to_data(message)}

    def decode(self, kind: str, data: object) -> _Message:
        """Return the message; `UnknownKind`, or `MalformedRecord` for data that is not of that kind."""
        record = self._types.get(kind)
        if record is None:
            raise UnknownKind(kind)
        return from_data(record, data)

    def read(self, message: object) -> _Message:
        """Return the message of `encode`'s data; as `decode`, and `MalformedRecord` for what is no message at all."""
        if not isinstance(message, Mapping) or set(message) != {"kind", "data"}:
            raise MalformedRecord("a message has a kind and data")
        return self.decode(str(message["kind"]), message["data"])
