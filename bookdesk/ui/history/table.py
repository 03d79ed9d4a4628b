"""What an act shows of itself in the list, and what it did in full."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from bookdesk.core.money import Money
from bookdesk.models.wording import NOUNS
from bookdesk.office.fields import Value
from bookdesk.office.past import ActDetail, ActRow, PastQuery, Touched, changes_of, heading_of
from bookdesk.store.glance import Key
from bookdesk.ui import wording
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.columns import Column, Pill

SCREENS = {
    "bank_account": "bank",
    "bank_line": "bank",
    "bill": "bills",
    "contact": "contacts",
    "document": "review",
    "estimate": "estimates",
    "invoice": "sales",
    "payment_run": "payments",
    "receipt": "receipts",
    "schedule": "schedules",
}
"""Where records are shown, by table."""
_ITEMLESS = frozenset({"bank"})
RECORDS = {
    "bill": "Bills",
    "document": "Documents",
    "invoice": "Invoices",
    "estimate": "Estimates",
    "receipt": "Receipts",
    "schedule": "Schedules",
    "contact": "Contacts",
    "payee_account": "Bank details of suppliers",
    "approval_decision": "Decisions",
    "payment_run": "Payment runs",
    "payment": "Payments",
    "match": "Matches of the bank",
    "reconciliation": "Reconciliations",
    "ledger_entry": "Ledger entries",
    "bank_line": "Bank lines",
    "bank_account": "Bank accounts",
    "statement": "Bank statements",
    "account": "Accounts",
    "tax_code": "Tax codes",
    "approval_limit": "Approval limits",
    "approval_step": "Approval rules",
    "coding_rule": "Coding rules",
}
"""Kinds of record one can look for in the books of a client, by table."""
OF_PRACTICE = {
    "user": "Users",
    "client_grant": "Access to clients",
    "client_registry": "Clients",
    "device": "Computers",
    "second_factor": "Second factors",
    "setting": "Settings",
}
"""Kinds of record one can look for in the practice's own history."""


def about(query: PastQuery, called: str = "") -> str:
    """Return whose history is shown where it is that of one record, else nothing; `called` is what that is called."""
    if not query.records:
        return ""
    noun = NOUNS.get(query.records[0][0], "record")
    return shortened(f"Only what touched {called if called not in ('', noun) else f'one {noun}'}")


def file_name(name: str, query: PastQuery, today: date) -> str:
    """Return what an export is called at first: whose history, and from which day to which."""
    since = f"-{query.since.isoformat()}" if query.since else ""
    words = re.sub(r"[^\w.-]+", "-", name).strip("-.")
    return f"history-{words}{since}-to-{(query.until or today).isoformat()}.jsonl"


def state_pill(row: ActRow) -> Pill | None:
    """Return what is to be known of an act beside what it did."""
    if row.undone:
        return Pill("undo", "Taken back")
    return Pill("sync", "By itself") if row.by_job else None


def columns(zone: Callable[[], str]) -> tuple[Column[ActRow], ...]:
    """Return the columns; times are told by the clock of the IANA `zone` that holds as rows are read."""
    return (
        Column("when", "When", 176, lambda row: wording.moment_at(row.when, zone())),
        Column("who", "Who", 120, lambda row: row.who, spare=2),
        Column("what", "What", 300, lambda row: row.label, note=lambda row: row.note, grows=True),
        Column("note", "Note", 160, lambda row: row.note, muted=True, spare=3),
        Column("state", "", 112, lambda _row: "", pill=state_pill, spare=1),
    )


def facts_of(detail: ActDetail, zone: str) -> list[tuple[str, str]]:
    """Return what is told of an act besides what it changed."""
    row = detail.row
    return [
        ("When", wording.moment_at(row.when, zone)),
        ("Who", f"{row.who}{', by itself' if row.by_job else ''}"),
        ("Note", row.note),
        ("Taken back", "yes, by a later act" if row.undone else ""),
        ("Kind of act", row.action),
        ("Computer", detail.device),
        ("Entry", row.id),
    ]


def changes_told(one: Touched, zone: str) -> list[tuple[str, str]]:
    """Return what was before and after, field by field, as it is read at this desk."""
    return changes_of(one, lambda found: value(found, zone))


def value(found: Value, zone: str) -> str:
    """Return one value as it is read at this desk."""
    match found:
        case None:
            return ""
        case bool():
            return "yes" if found else "no"
        case Money():
            return wording.money(found)
        case datetime():
            return wording.moment_at(found, zone)
        case date():
            return wording.day(found)
        case _:
            return str(found)


def place_of(key: Key) -> Place | None:
    """Return where a record is shown; none where it has no screen."""
    screen = SCREENS.get(key[0])
    if screen is None:
        return None
    return Place(screen) if screen in _ITEMLESS else Place(screen, item=key[1])


_UNBROKEN = re.compile(r"\S{33,}")
_HEAD, _TAIL = 20, 8


def shortened(words: str) -> str:
    """Return words to be read in a narrow pane: a fingerprint or another word without end keeps its two ends."""
    return _UNBROKEN.sub(lambda found: f"{found[0][:_HEAD]}…{found[0][-_TAIL:]}", words)


def brief(facts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return facts with long words shortened; what is copied and exported has them whole."""
    return [(name, shortened(words)) for name, words in facts]


def as_text(detail: ActDetail, zone: str) -> str:
    """Return an act as text, to be copied."""
    return "\n".join(_lines(detail, zone))


def _lines(detail: ActDetail, zone: str) -> Iterator[str]:
    yield detail.row.label
    yield from (f"{name}: {words}" for name, words in facts_of(detail, zone) if words)
    for one in detail.touched:
        yield ""
        yield heading_of(one)
        yield from (f"  {name}: {words}" for name, words in changes_told(one, zone))
