"""Numbers that only the portal knows: after books were put back, theirs go on after these once a person says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bookdesk.core.vocabulary import NumberedKind
from bookdesk.invoicing.settings import SettingsService
from bookdesk.ledger.numbering import Series
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.salesnumbers import next_number, series_of
from bookdesk.protocol.words import PaperKind
from bookdesk.receivables.portal.strangers import Stranger, strangers_in
from bookdesk.store.desk import Desk

_KINDS = {
    NumberedKind.INVOICE: PaperKind.INVOICE,
    NumberedKind.CREDIT_NOTE: PaperKind.CREDIT_NOTE,
    NumberedKind.ESTIMATE: PaperKind.ESTIMATE,
}


@dataclass(frozen=True, slots=True)
class GoOn:
    """How numbers of a kind would go on: the highest that the portal knows, the next by these books, and after it."""

    kind: NumberedKind
    known: str
    next_here: str
    proposed: str
    series: Series


def proposals(desk: Desk) -> tuple[GoOn, ...]:
    """Return the kinds of which the portal knows a number that these books would give again, or gave since."""
    with desk.books.query() as session:
        strangers, today, every = strangers_in(session), client_today(session, desk.clock), series_of(session)
        found = []
        for kind, paper in _KINDS.items():
            its = every[kind]
            highest = _highest(its, (one for one in strangers if one.kind == paper))
            if highest is None or its.restarts:
                continue
            known, counter = highest
            after = replace(its, first=max(counter + 1, its.first))
            here, proposed = (next_number(session, kind, today, one) for one in (its, after))
            if proposed != here:
                found.append(GoOn(kind, known, here, proposed, after))
        return tuple(found)


def go_on(desk: Desk) -> tuple[GoOn, ...]:
    """Let the numbers go on after those that the portal knows; returns what was decided. By who may choose numbers."""
    found = proposals(desk)
    if found:
        SettingsService(desk).number({one.kind: one.series for one in found})
    return found


def _highest(its: Series, strangers: Iterable[Stranger]) -> tuple[str, int] | None:
    parsed = ((one.number, its.parse(one.number)) for one in strangers)
    counted = [(text, number.counter) for text, number in parsed if number is not None]
    return max(counted, key=lambda one: one[1], default=None)
