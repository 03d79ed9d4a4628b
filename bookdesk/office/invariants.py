"""What is always true of a practice: the one list that `verify`, the settings, tests and the start after a crash ask.

I1 documents add up, entries balance, and what is stored of sums is what folds out of the books.
I2 every approval is what its author signed, and is of what stands.
I3 money was instructed by one signed release, never by two, and is collected online by one attempt at a time.
I4 what has to reach the ledger waits in the outbox or is there.
I5 the chain is whole, every row is as its newest entry says, no head lies behind its anchor, and who made an entry
   signed it.
I6 all pages verify, no key dangles, all guards stand.
I7 every document resolves with its hash, and no file is there that nothing refers to.
I8 records took legal steps only, and no document that was taken in is missing.

Two more are true of what is not in the file and are not asked here:

I9 books and accounting system agree. After a pull what came apart is found by comparing three versions of each thing
   (`sync/reconcile.py`, `sync/drift.py`); offline nobody can know.
I10 the newest backup comes back equal. The weekly trial brings it back, asks all of this list of it, and compares its
   heads (`office/trial.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from bookdesk.approvals.invariants import approvals_stand
from bookdesk.capture.invariants import documents_accounted, drafts_belong, parts_stand_once
from bookdesk.invoicing.invariants import INVARIANTS as OF_INVOICES
from bookdesk.ledger.invariants import INVARIANTS as OF_THE_LEDGER
from bookdesk.office.legal_steps import steps_are_legal
from bookdesk.office.summaries import Proofs, Taken, kept
from bookdesk.payments.invariants import parts_add_up, released_once
from bookdesk.receivables.online.invariants import INVARIANTS as OF_ONLINE_PAYMENTS
from bookdesk.reports.content import AskingSummary, Summary
from bookdesk.reports.summary import read_summary
from bookdesk.security.anchors import Anchors
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.practice import OpenPractice
from bookdesk.security.safety import Verified, verify_practice
from bookdesk.store.history import heads
from bookdesk.store.verify import Invariant
from bookdesk.sync.invariants import outbox_is_whole
from bookdesk.wiring import APPROVALS, concerned

COVERS: Final[Mapping[str, tuple[str, ...]]] = {
    "I1": (
        *("entries balance", "bills add up", "payables agree", "payments add up", "summary agrees"),
        *("allocations fit", "receipts add up", "receivables agree"),
        *("clearing agrees", "moves booked as told", "payouts add up"),
        *("invoices add up", "invoices are booked", "invoices are numbered", "credits fit", "estimates invoiced once"),
    ),
    "I2": ("approvals stand",),
    "I3": ("released once", "leases are held"),
    "I4": ("outbox is whole",),
    "I5": ("chain", "images", "signatures"),
    "I6": ("pages", "keys", "guards"),
    "I7": ("documents", "strays"),
    "I8": ("legal steps", "documents accounted", "drafts belong", "parts stand once"),
}
"""Which checks stand for which invariant, by the names that `verify` tells."""


def check_practice(
    practice: OpenPractice, entries: Sequence[ClientEntry], anchored: Anchors | None = None
) -> Iterator[Verified]:
    """Check the practice file and these clients, one after the other, also against anchors kept elsewhere."""
    yield from verify_practice(practice, entries, partial(of_client, practice), anchored)


def of_client(practice: OpenPractice, entry: ClientEntry) -> tuple[Invariant, ...]:
    """Return what must hold in the books of one client, beside what `store.verify` asks of every file."""
    client_id = entry.client_id
    return (
        Invariant("signatures", practice.signatures(client_id).check),
        *OF_THE_LEDGER,
        *OF_INVOICES,
        *OF_ONLINE_PAYMENTS,
        Invariant("payments add up", parts_add_up),
        Invariant("summary agrees", partial(_summary_agrees, kept(practice).get(client_id))),
        Invariant("approvals stand", approvals_stand(client_id, practice.trusted, behind=_approvals_behind)),
        Invariant("released once", released_once(client_id, practice.trusted)),
        Invariant("outbox is whole", outbox_is_whole),
        Invariant("legal steps", steps_are_legal),
        Invariant("documents accounted", documents_accounted),
        Invariant("drafts belong", drafts_belong),
        Invariant("parts stand once", parts_stand_once),
    )


def _approvals_behind(session: Session) -> bool:
    """Whether something was sealed that approvals are to be judged by and were not yet: they are when next at work."""
    return concerned(session, APPROVALS)


def _summary_agrees(known: Taken | None, session: Session) -> Iterator[str]:
    """What the dashboard keeps of a client is what its books say, unless they went on since."""
    if known is None or known.outdated or set(known.heads) != set(heads(session)):
        return
    if _by_history(read_summary(session, Proofs())) != _by_history(known.summary):
        yield "the figures that the dashboard keeps are not those of the books"


def _by_history(summary: Summary) -> Summary:
    """Leave out what machine tables and the clock say: they go on without the history."""
    return replace(summary, asking=AskingSummary(), sync_waiting=0, sync_problems=0, connected=False, reconnect=False)


def names() -> frozenset[str]:
    """Return the names of all checks."""
    return frozenset(name for those in COVERS.values() for name in those)
