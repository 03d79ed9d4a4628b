"""Acts put into words: one sentence for a bulk act of many change sets, with the name or the number of what it did."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from bookdesk.core.dates import in_words
from bookdesk.models.account import AccountKind, AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.document import DocumentState
from bookdesk.office.labels import LABELS, Label
from bookdesk.office.naming import Names
from bookdesk.store.glance import Glance, Key, Touched, glances, images_in
from bookdesk.store.undo import UNDO

_READING = (Action.DOCUMENT_READ, Action.DOCUMENT_FAILED)
"""What follows a capture of itself."""
_MOST_NAMES = 3
_MOST_IMAGES = 10_000


@dataclass
class _Group:
    """Acts of one kind: what they were about, and their details."""

    label: Label
    subjects: dict[Key, None] = field(default_factory=dict)
    details: dict[str, None] = field(default_factory=dict)
    sets: int = 0


class Telling:
    """Tells the acts of one file."""

    def __init__(self, session: Session, names: Names) -> None:
        """Look up in `session` what was undone, and in `names` what things are called."""
        self._session, self._names = session, names

    def one_by_one(self, acts: Sequence[Glance], about: Collection[Key] = ()) -> list[str]:
        """Return a sentence for each of several acts, read in one go."""
        self._names.learn((row.table, row.row_id) for act in acts for row in act.rows if row.table in _COUNTED)
        return [self.together([act], about) for act in acts]

    def together(self, acts: Sequence[Glance], about: Collection[Key] = ()) -> str:
        """Return one sentence for acts that were one to whoever did them; only of things `about`, if these are in."""
        undone = [act for act in acts if act.action == Action.UNDONE]
        said = self._say([act for act in without_reading(acts) if act not in undone], about)
        for prefix, roots in self._roots(undone).items():
            said += [f"{prefix}: {self.together(roots, about)}"]
        sentence = " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))
        return sentence[:1].upper() + sentence[1:]

    def _say(self, acts: Sequence[Glance], about: Collection[Key]) -> list[str]:
        groups: dict[Label, _Group] = {}
        for act in acts:
            label = LABELS[Action(act.action)](act)
            group = groups.setdefault(label, _Group(label))
            group.sets += 1
            group.subjects |= dict.fromkeys(self._subjects(act, label, about))
            group.details |= dict.fromkeys(filter(None, [self._detail(act) if label.to else ""]))
        return [self._sentence(group) for group in groups.values()]

    def _subjects(self, act: Glance, label: Label, about: Collection[Key]) -> list[Key]:
        table = next((one for one in label.tables if any(row.table == one for row in act.rows)), None)
        files = self._files(act)
        rows = [(row.table, row.row_id) for row in act.rows if row.table == table and (not files or row in files)]
        meant = list(dict.fromkeys(self._names.meant(key) for key in rows))
        return [key for key in meant if key in about] or meant

    def _files(self, act: Glance) -> list[Touched]:
        """Return what was taken apart, put together or brought back, without what was made of it by that or before."""
        if act.action == Action.DOCUMENT_BOUND:
            return [row for row in act.rows if row.table == "document" and not row.made]
        if act.action != Action.DOCUMENT_REJOINED:
            return []
        images = [one for one in images_in(self._session, act.id, _MOST_IMAGES) if one.table == "document"]
        back = {one.row_id for one in images if (one.after or {}).get("state") == DocumentState.RECEIVED}
        return [row for row in act.rows if row.table == "document" and row.row_id in back]

    def _sentence(self, group: _Group) -> str:
        label, count = group.label, len(group.subjects) or group.sets
        tail = f"{label.to}{next(iter(group.details))}" if len(group.details) == 1 else ""
        if count > 1:
            said = f"{count} {label.many} {label.did_to_many or label.did}"
        else:
            key = next(iter(group.subjects), ("", ""))
            name = "" if key[0] == "bank_line" else self._names.of(key)
            said = f"{self._names.noun(key, label.one)} {name} {label.did}"
        return " ".join(said.split()) + tail

    def _roots(self, undone: Sequence[Glance]) -> dict[str, list[Glance]]:
        """Return what was undone by undos, and what by undos of these was done again."""
        roots: dict[str, list[Glance]] = {}
        again, step = False, list(undone)
        while step:
            ids = [(act.origin_id or "").removeprefix(UNDO) for act in step]
            found = glances(self._session, ids)
            roots.setdefault("done again" if again else "undone", []).extend(
                act for act in found if act.action != Action.UNDONE
            )
            step, again = [act for act in found if act.action == Action.UNDONE], not again
        return {prefix: acts for prefix, acts in roots.items() if acts}

    def _detail(self, act: Glance) -> str:
        find = _DETAILS.get(Action(act.action))
        return find(self._names, act) if find else ""


def without_reading(acts: Sequence[Glance]) -> list[Glance]:
    """Return acts without the reading of documents that came with the same acts."""
    captured = {row.row_id for act in acts if act.action == Action.DOCUMENT_CAPTURED for row in act.rows}
    return [
        act
        for act in acts
        if act.action not in _READING or not captured >= {one.row_id for one in act.rows if one.table == "document"}
    ]


def _rows(names: Names, act: Glance, table: str) -> Iterator[Mapping[str, str | int | None]]:
    return (names.records.row(row.table, row.row_id) for row in act.rows if row.table == table)


def _is_coded_to(account: Mapping[str, str | int | None]) -> bool:
    role = account.get("role")
    return account.get("kind") != AccountKind.BANK and (role is None or role in _CODED_TO)


def _listed(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(filter(None, names)))
    more = f" and {len(found) - _MOST_NAMES} more" if len(found) > _MOST_NAMES else ""
    return ", ".join(found[:_MOST_NAMES]) + more


_CODED_TO = frozenset(
    {
        AccountRole.SALES,
        AccountRole.MERCHANT_FEES,
        AccountRole.DISCOUNTS_ALLOWED,
        AccountRole.BAD_DEBTS,
        AccountRole.LATE_FEES,
    }
)
"""Accounts the program posts to by itself and people code to as well; of the others a line's coding says nothing."""


def _accounts(names: Names, act: Glance) -> str:
    """Name the accounts a bank line was coded to; where it paid bills or invoices, these."""
    ids = dict.fromkeys(str(row["account_id"]) for row in _rows(names, act, "posting") if not row.get("is_tax"))
    chart = {one: names.records.row("account", one) for one in ids}
    own = [one for one, row in chart.items() if _is_coded_to(row)]
    bills = [names.meant(("allocation", row.row_id)) for row in act.rows if row.table == "allocation"]
    paid = _listed(f"bill {names.of(key)}" for key in bills) or act.reason.partition(" matched with ")[2]
    return paid or _listed(names.of(("account", one)) for one in own)


def _targets(names: Names, act: Glance) -> str:
    """Name what a bank line was matched with."""
    tables = {"payment": ("payment", "payment to"), "payment run": ("payment_run", "payment run")}
    found = []
    for row in _rows(names, act, "match_part"):
        table, noun = tables.get(str(row.get("target_kind")), ("ledger_entry", "entry"))
        found.append(f"{noun} {names.of((table, str(row.get('target_id'))))}")
    return _listed(found)


def _other_account(names: Names, act: Glance) -> str:
    """Name the other account of a transfer."""
    here = {str(row.get("bank_account_id")) for row in _rows(names, act, "match")}
    own = {str(names.records.row("bank_account", one).get("account_id")) for one in here}
    ids = (str(row["account_id"]) for row in _rows(names, act, "posting"))
    return _listed(names.of(("account", one)) for one in ids if one not in own)


def _lines(_names: Names, act: Glance) -> str:
    count = sum(row.table == "bank_line" for row in act.rows)
    return f"{count} {'line' if count == 1 else 'lines'}" if count else ""


def _through(names: Names, act: Glance) -> str:
    days = [str(row["statement_day"]) for row in _rows(names, act, "reconciliation") if row.get("statement_day")]
    return in_words(date.fromisoformat(days[0])) if days else ""


def _runs(names: Names, act: Glance) -> str:
    """Name the run whose payment was changed."""
    payments = [names.meant((row.table, row.row_id)) for row in act.rows if row.table in {"payment", "payment_part"}]
    return _listed(names.of(("payment_run", str(names.records.row(*key).get("run_id")))) for key in payments)


_DETAILS: Mapping[Action, Callable[[Names, Glance], str]] = {
    Action.LINE_CODED: _accounts,
    Action.LINE_MATCHED: _targets,
    Action.LINE_TRANSFERRED: _other_account,
    Action.STATEMENT_IMPORTED: _lines,
    Action.RECONCILED: _through,
    Action.RUN_EDITED: _runs,
}

_COUNTED = frozenset(
    {"bill", "document", "approval_decision", "contact", "match", "match_part", "match_line", "posting"}
)
"""Tables whose rows most sentences name, read ahead."""
