"""Before money follows: whether each who is named behind a bill and its payee signed that, and had the role for it.

Everybody with a client's key can write into its books what he likes, under any name. What he cannot make is another's
signature. So every entry that ever touched the rows behind a payment, and the rules of approving, must be signed by
whom it names; and where a row itself names somebody (who made a bill, who entered and who confirmed bank details) he
must be the author of the entry that says so.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalLimit, ApprovalStep, SolePractice
from bookdesk.models.bill import Bill
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.store.books import Books
from bookdesk.store.glance import Key
from bookdesk.store.links import unsealed
from bookdesk.store.signing import Began, Claim, Signatures, began, beginnings, claims_of, touching
from bookdesk.store.witness import not_true

_RULES: Final = frozenset(model.__tablename__ for model in (ApprovalLimit, ApprovalStep, SolePractice))
"""Tables of which every row matters, those that were taken away as well."""
_CONFIRMED: Final = Action.PAYEE_ACCOUNT_CONFIRMED
_BANK: Final = ("contact_id", "scheme", "iban", "bic", "routing", "account_number")

_Image = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Named:
    """A column with the id of a person, what he vouches for in the same row, and which act that is."""

    person: str
    vouches_for: tuple[str, ...]
    act: Action | None
    deed: str


_NAMED: Final[Mapping[str, tuple[_Named, ...]]] = {
    Bill.__tablename__: (_Named("created_by", ("created_by",), None, "made it"),),
    PayeeAccount.__tablename__: (
        _Named("edited_by", ("edited_by", "edited_at", *_BANK), None, "entered them"),
        _Named("confirmed_by", ("confirmed_by", "confirmed_at", *_BANK), _CONFIRMED, "confirmed them"),
    ),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row before and after, and the set that it stands in."""

    claim: Claim
    before: _Image | None
    after: _Image | None


def assert_vouched(books: Books, session: Session, rows: Collection[Key]) -> None:
    """Raise `Tampered` unless everybody who is named behind these rows, known by table and id, signed that.

    Nothing is asked where the books were opened without a user. Asked before anything is written in a change.
    """
    signatures = books.signatures
    if signatures is None:
        return
    connection = session.connection()
    start = began(connection)
    ids = touching(connection, rows, _RULES)
    claims = {claim.id: claim for claim in claims_of(connection, ids)}
    for problem in _unsigned(session, claims, start, signatures, rows):
        raise not_true(problem)
    for problem in (*beginnings(connection, books.kind, start, signatures), *unsealed(connection, sorted(ids))):
        raise not_true(problem)
    for table, row_id in rows:
        if table in _NAMED:
            for problem in _unproven(_entries(session, claims, table, row_id), table, signatures):
                raise not_true(f"{_what(session, table, row_id)} {problem}")


def _unsigned(
    session: Session, claims: Mapping[str, Claim], start: Began, signatures: Signatures, rows: Collection[Key]
) -> Iterator[str]:
    for claim in claims.values():
        if (problem := signatures.problem(claim, start)) is not None:
            yield (
                f"{_touched(session, claim, rows)} changed by a program that was not BookDesk, or by somebody who did"
                f" not sign: {problem}"
            )


def _touched(session: Session, claim: Claim, rows: Collection[Key]) -> str:
    """Say what of these rows a set changed; bank details first, since they matter most."""
    found = session.connection().exec_driver_sql(
        "SELECT DISTINCT tbl, pk FROM row_change WHERE change_set = ?", (claim.id,)
    )
    touched = {(str(table), str(pk)) for table, pk in found} & set(rows)
    for table, row_id in sorted(touched, key=lambda key: (key[0] != PayeeAccount.__tablename__, key)):
        if table in _NAMED:
            return _what(session, table, row_id)
    rules = not touched or any(table in _RULES for table, _ in touched)
    return "The rules of approving were" if rules else "What a payment rests on was"


def _what(session: Session, table: str, row_id: str) -> str:
    if table == PayeeAccount.__tablename__:
        account = session.get(PayeeAccount, row_id)
        contact = session.get(Contact, account.contact_id) if account is not None else None
        return f"The bank details of {contact.name if contact is not None else 'a supplier'} were"
    bill = session.get(Bill, row_id)
    return f"Bill {bill.number or bill.id if bill is not None else row_id} was"


def _entries(session: Session, claims: Mapping[str, Claim], table: str, row_id: str) -> list[_Entry]:
    """Return what was written of a row, oldest first; nothing where a purge has taken the content of any of it."""
    found = session.connection().exec_driver_sql(
        "SELECT change_set, before, after, redacted_by FROM row_change WHERE tbl = ? AND pk = ? ORDER BY seq",
        (table, row_id),
    )
    rows = found.fetchall()
    if any(row.redacted_by is not None for row in rows):
        return []
    return [_Entry(claims[row.change_set], _image(row.before), _image(row.after)) for row in rows]


def _unproven(entries: Sequence[_Entry], table: str, signatures: Signatures) -> Iterator[str]:
    """Yield what is wrong with whom the newest state of a row names: he wrote just that himself, and could."""
    present = entries[-1].after if entries else None
    for named in _NAMED[table]:
        person = None if present is None else present.get(named.person)
        if present is None or person is None:
            continue
        his, name = _his(entries, named, present), signatures.name(person)
        if not his:
            yield f"changed by a program that was not BookDesk: it says that {name} {named.deed}, and {name} never did."
        elif named.act is not None and not any(signatures.entitled(claim, named.act) for claim in his):
            yield f"vouched for by {name}, who had no role for that then."


def _his(entries: Sequence[_Entry], named: _Named, present: _Image) -> list[Claim]:
    """Return the sets in which the person who is named made the row say what it says now of what he vouches for."""
    said = _values(present, named)
    return [
        one.claim
        for one in entries
        if one.claim.actor == present[named.person]
        and one.after is not None
        and _values(one.after, named) == said
        and (one.before is None or _values(one.before, named) != said)
    ]


def _values(image: _Image, named: _Named) -> tuple[object, ...]:
    return tuple(image.get(column) for column in named.vouches_for)


def _image(text: str | None) -> _Image | None:
    return None if text is None else json.loads(text)
