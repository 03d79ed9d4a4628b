"""What records are called: a bill by its number, an account by its name, a payment by its payee."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from bookdesk.core.dates import in_words
from bookdesk.models.bill import BillKind
from bookdesk.models.wording import NOUNS
from bookdesk.office.records import Records
from bookdesk.store.glance import Key

_NAMED_BY: Mapping[str, str] = {
    "account": "name",
    "bank_account": "name",
    "bank_line": "description",
    "bill": "number",
    "client_profile": "name",
    "coding_rule": "contains",
    "contact": "name",
    "device": "name",
    "document": "file_name",
    "estimate": "number",
    "invoice": "number",
    "ledger_entry": "narration",
    "ledger_mapping": "remote_name",
    "payee_account": "holder",
    "payment": "holder",
    "payment_run": "number",
    "period_lock": "locked_through",
    "practice": "name",
    "product": "name",
    "receipt": "number",
    "schedule": "name",
    "setting": "name",
    "statement": "file_name",
    "tax_code": "code",
    "user": "name",
}
"""The column that holds a record's name, by table."""

_STANDS_FOR: Mapping[str, tuple[str, str]] = {
    "allocation": ("bill_id", "bill"),
    "approval_decision": ("bill_id", "bill"),
    "bill_line": ("bill_id", "bill"),
    "estimate_line": ("estimate_id", "estimate"),
    "instalment": ("invoice_id", "invoice"),
    "invoice_allocation": ("invoice_id", "invoice"),
    "invoice_line": ("invoice_id", "invoice"),
    "match_line": ("bank_line_id", "bank_line"),
    "payment_part": ("payment_id", "payment"),
    "reconciliation": ("bank_account_id", "bank_account"),
    "refund": ("contact_id", "contact"),
    "schedule_line": ("schedule_id", "schedule"),
    "client_grant": ("user_id", "user"),
    "tax_rate": ("tax_code_id", "tax_code"),
}
"""Rows that mean another record to people: a decision is about its bill. Column and table of that, by table."""


Person = Callable[[str], str]
"""Tells what a user is called, by his id; `Office.name_of` does. It may know clients by theirs, too."""


class Names:
    """Names of the records of one file, read in batches, and of the people who work on it."""

    def __init__(self, records: Records, person: Person) -> None:
        """Name what `records` reads."""
        self.records, self.person = records, person

    def meant(self, key: Key) -> Key:
        """Return the record that a row means to people; itself, if no other."""
        if key[0] not in _STANDS_FOR:
            return key
        column, table = _STANDS_FOR[key[0]]
        other = self.records.row(*key).get(column)
        return key if other is None else (table, str(other))

    def learn(self, keys: Iterable[Key]) -> None:
        """Read what is needed to name records, ahead of being asked."""
        wanted = list(keys)
        self.records.learn(wanted)
        self.records.learn(self.meant(key) for key in wanted)

    def of(self, key: Key) -> str:
        """Return a record's name; nothing where it has none."""
        table, row_id = self.meant(key)
        if table == "client_registry":  # whose name is sealed in its row
            named = self.person(row_id)
            return named if named != row_id else ""
        value = self.records.row(table, row_id).get(_NAMED_BY.get(table, ""))
        if value is None:
            return ""
        return in_words(date.fromisoformat(str(value))) if table == "period_lock" else str(value)

    def full(self, key: Key) -> str:
        """Return a record's name where it has to be told from others: an account with its code."""
        row = self.records.row(*key)
        name = self.of(key) or NOUNS.get(key[0], key[0])
        return f"{row['code']} {name}" if key[0] == "account" and row.get("code") else name

    def noun(self, key: Key, otherwise: str) -> str:
        """Return what kind of thing a record is: a credit note is no bill."""
        table, row_id = self.meant(key)
        credit = table in {"bill", "invoice"} and self.records.row(table, row_id).get("kind") == BillKind.CREDIT_NOTE
        return otherwise.replace(table, "credit note") if credit else otherwise
