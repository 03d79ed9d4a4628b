"""One opened client and the person at work on it. Switching the client swaps this and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from bookdesk import wiring
from bookdesk.approvals.service import ApprovalService
from bookdesk.capture.catching_up import catch_up as learn_suppliers
from bookdesk.capture.heldback import weigh_again
from bookdesk.capture.remembering import share as share_layouts
from bookdesk.core.clock import Clock
from bookdesk.core.errors import StorageError
from bookdesk.models.practice import Mode, RegistryKind
from bookdesk.models.sync import LedgerConnection
from bookdesk.payments.service import PaymentService
from bookdesk.receivables.online.others import Neighbour, Neighbours, nobody
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission, require
from bookdesk.security.roster import Roster
from bookdesk.security.signatures import Signer
from bookdesk.store.desk import Desk
from bookdesk.store.layouts import FirmLayouts
from bookdesk.sync.queue import catch_up


@dataclass(frozen=True, slots=True)
class Workspace:
    """What every command and screen on a client is given.

    `signer` signs in the person's name, `trusted` checks what others signed. `neighbours` are the other clients whom
    he may see.
    """

    entry: ClientEntry
    desk: Desk
    signer: Signer
    trusted: Roster
    neighbours: Neighbours = nobody

    def require(self, permission: Permission) -> None:
        """Return quietly if this person's role for this client allows the act, or raise `NotAllowed`."""
        require(self.entry.roles, permission)

    @property
    def real(self) -> bool:
        """Whether money and mail really leave: false for ever in a demo or training practice."""
        return self.entry.mode is Mode.NORMAL

    @property
    def approvals(self) -> ApprovalService:
        """What is decided about this client's bills, by the person at work."""
        return ApprovalService(self.desk, self.signer, self.trusted)

    @property
    def payments(self) -> PaymentService:
        """This client's payment runs; whether bills may be paid is judged by their approvals."""
        return PaymentService(self.desk, self.signer, self.approvals)

    def serve(self) -> tuple[wiring.Unserved, ...]:
        """Let the consequences of what was sealed follow; needs a client opened for writing."""
        return wiring.wake(self.desk, self.consumers())

    def consumers(self) -> dict[str, wiring.Consumer]:
        """Return who is woken by sealed changes, by the names the wiring uses."""
        return {
            wiring.LEARNING: learn_suppliers,
            wiring.READINESS: weigh_again,
            wiring.APPROVALS: self._revalidate,
            wiring.OUTBOX: _keep_outbox,
            wiring.RECEIPTS: _mail_receipts,
            wiring.SHARING: _share_layouts,
        }

    def _revalidate(self, desk: Desk) -> None:
        ApprovalService(desk, self.signer, self.trusted).revalidate()


def _keep_outbox(desk: Desk) -> None:
    """Bring the outbox of the connected accounting system up to date; it has a cursor of its own."""
    with desk.books.query() as session:
        providers = session.scalars(select(LedgerConnection.provider)).all()
    for provider in providers:
        catch_up(desk, provider)


def _share_layouts(desk: Desk) -> None:
    """Keep what the firm's other clients may have of this one's layouts in step with what was learned."""
    if isinstance(desk.layouts, FirmLayouts):
        share_layouts(desk, desk.layouts)


def _mail_receipts(desk: Desk) -> None:
    """Confirm new receipts by mail, where the client wants it."""
    # Imported here: it draws papers, and what draws them takes longer to import than most commands to run.
    from bookdesk.receivables.receiptmail import send_new_receipts  # noqa: PLC0415 - see above

    send_new_receipts(desk)


@contextmanager
def at_work(practice: OpenPractice, client: str, clock: Clock) -> Iterator[Workspace]:
    """Yield the workspace of a client, by id or unique name; its summary is marked as stale if it was written to."""
    entry = practice.client(client)
    with practice.using_client(entry.client_id) as books:
        before = books.commits
        try:
            desk = Desk(books, practice.actor, clock, FirmLayouts(practice.file))
            yield Workspace(entry, desk, practice.signer, practice.trusted, neighbours_of(practice, entry))
        finally:
            if books.commits != before:
                mark_as_written(practice, entry)


def neighbours_of(practice: OpenPractice, entry: ClientEntry) -> Neighbours:
    """Return how the other clients are found whom this user may see: looked for when they are needed, not before."""

    def found() -> Iterator[Neighbour]:
        for one in practice.clients():
            if one.client_id != entry.client_id and one.kind is RegistryKind.CLIENT:
                yield Neighbour(one.name, partial(practice.using_client, one.client_id))

    return found


def mark_as_written(practice: OpenPractice, entry: ClientEntry) -> None:
    """Note that a client's books went on without its summary being taken anew."""
    with suppress(StorageError):  # what was done is done; where the history grew, it tells as well
        practice.file.outdate_summary(entry.client_id)
