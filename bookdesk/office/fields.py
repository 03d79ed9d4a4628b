"""What changed of a row in people's words: fields by their name, records by theirs, amounts and dates as such."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Column, MetaData, Table

from bookdesk.core.money import Money
from bookdesk.models.columns import DayType, FlagType, InstantType, JsonType, ScaledType
from bookdesk.office.naming import Names
from bookdesk.store.history import Image

Value = Money | Decimal | date | datetime | bool | int | str | None
"""A value as such; whoever shows it writes it the way the person is used to."""

_HIDDEN = frozenset(
    {
        *("id", "version", "bill_id", "match_id", "payment_id", "run_id", "statement_id", "document_id", "entry_id"),
        *("number_key", "sha256", "stored_name", "seal_key", "text_hash", "image_hash", "bank_hash", "content_hash"),
        *("payment_hash", "accounting_hash", "statement", "signature", "about_id", "evidence_id", "origin_id"),
        *("release_statement", "release_signature", "file_sha256", "file_stored_name", "file_seal_key", "fingerprint"),
        *("occurrence", "bank_id", "source_id", "reconciliation_id", "remote_version", "local_id", "remote_id"),
        *("certificate_id", "sign_key", "box_key", "root_box", "wrapped_key", "size", "media_type", "position"),
        *("turn", "origin", "sealed_profile", "sealed_secret", "last_step", "folded_name", "root_key", "outstanding"),
        *("key_epoch", "folder"),
    }
)
"""What says nothing to a person."""

_MONEY = frozenset(
    {
        *("net", "tax", "total", "gross", "amount_due", "amount", "open_at_take_on", "opening_balance", "opening"),
        *("closing", "balance", "statement_balance", "ledger_balance", "difference", "limit", "amount_from"),
    }
)
_LISTS = frozenset({"roles"})
"""Lists of words."""
_PEOPLE = frozenset(
    {
        *("created_by", "edited_by", "confirmed_by", "decided_by", "matched_by", "imported_by", "received_by"),
        *("proposed_by", "released_by", "signed_off_by", "user_id"),
    }
)
_WORDS: Mapping[str, str] = {
    "amount_due": "amount asked for",
    "contact_id": "contact",
    "decided_by": "by",
    "failure": "why",
    "limit": "approval limit",
    "payee_account_id": "bank account paid to",
    "state_reason": "why",
    "tax_edited": "tax set by hand",
    "taken_on": "taken over",
    "why": "reasons",
}
_CURRENCY_OF: Mapping[str, tuple[str, str]] = {
    "allocation": ("bill", "bill_id"),
    "bill_line": ("bill", "bill_id"),
    "payment_part": ("payment", "payment_id"),
    "reconciliation": ("bank_account", "bank_account_id"),
    "statement": ("bank_account", "bank_account_id"),
}
"""Whose currency the amounts of a table are in, where it is not said beside them."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; None where there was or is nothing."""

    field: str
    before: Value
    after: Value


class Fields:
    """Puts images of rows into words."""

    def __init__(self, names: Names, metadata: MetaData, base_currency: str) -> None:
        """Name records by `names`; amounts without a currency of their own are in `base_currency`."""
        self._names, self._tables, self._base = names, metadata.tables, base_currency

    def changes(self, table: str, before: Image | None, after: Image | None, prefix: str = "") -> Iterator[FieldChange]:
        """Yield what differs; of a row that came or went, what it says."""
        old, new = before or {}, after or {}
        for column in self._tables[table].columns:
            name = column.name
            data = isinstance(column.type, JsonType) and name not in _LISTS
            if name in _HIDDEN or data or old.get(name) == new.get(name):
                continue
            values = (self.value(table, column, image) for image in (old, new))
            change = FieldChange(f"{prefix} {word(name)}".strip(), *values)
            if change.before != change.after and (before is not None or change.after is not False):
                yield change

    def amount(self, table: str, image: Image, name: str) -> Money | None:
        """Return an amount of a row."""
        column = self._tables[table].columns[name]
        found = self.value(table, column, image)
        return found if isinstance(found, Money) else None

    def value(self, table: str, column: Column[object], image: Image) -> Value:
        """Return one value of an image."""
        stored = image.get(column.name)
        if stored is None:
            return None
        if column.name in _MONEY:
            return Money(int(stored), self._currency(table, image))
        if column.name in _LISTS:
            return ", ".join(map(str, json.loads(str(stored)) or ()))
        if column.name in _PEOPLE:
            return self._names.person(str(stored))
        for key in column.foreign_keys:
            return self._names.full((_target(key.column.table), str(stored)))
        return _plain(column, stored)

    def _currency(self, table: str, image: Image) -> str:
        if image.get("currency"):
            return str(image["currency"])
        whole, key = _CURRENCY_OF.get(table, ("", ""))
        row = self._names.records.row(whole, str(image.get(key))) if whole else {}
        return str(row.get("currency") or self._base)


def word(column: str) -> str:
    """Return what a field is called."""
    return _WORDS.get(column, column.removesuffix("_id").replace("_", " "))


def _plain(column: Column[object], stored: str | int) -> Value:
    match column.type:
        case DayType():
            return date.fromisoformat(str(stored))
        case InstantType():
            return datetime.fromisoformat(str(stored))
        case FlagType():
            return bool(stored)
        case ScaledType() as scaled:
            return Decimal(stored) / scaled.scale
        case _:
            return stored


def _target(table: object) -> str:
    return table.name if isinstance(table, Table) else ""
