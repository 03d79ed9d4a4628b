"""The daily acts on papers and bills, as people do them: drop, confirm, approve, pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bookdesk.capture.service import Incoming, Intake
from bookdesk.payments.views import RunView
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.suppliers import Supplier
from bookdesk.sandbox.papers import Paper
from bookdesk.sandbox.papers.trade import invoice, paper
from bookdesk.sandbox.papers.truth import Party
from bookdesk.workspace import Workspace


def bill_of(supplier: Supplier, client: Party, count: int, issued: date, quantities: Sequence[int] = ()) -> Paper:
    """Return the paper of a supplier's bill."""
    return paper(supplier.seller, invoice(supplier.seller, client, count, issued, quantities))


def drop(scene: Scene, who: Workspace, papers: Iterable[Paper]) -> list[Intake]:
    """Capture papers and read them; returns where each stands."""
    service = scene.capture(who)
    taken = service.capture(Incoming(one.name, one.data) for one in papers)
    waiting = set(service.waiting())
    return [service.read(one.document_id) if one.document_id in waiting else one for one in taken]


def enter(
    scene: Scene, who: Workspace, papers: Sequence[Paper], corrections: Mapping[str, str] | None = None
) -> list[str]:
    """Capture papers and confirm them, all corrected alike if need be; returns the ids of their bills."""
    inbox = scene.inbox(who)
    bills = []
    for one in drop(scene, who, papers):
        if corrections:
            inbox.set(one.document_id, corrections)
        inbox.confirm(one.document_id)
        bills.append(one.bill_id or "")
    return bills


def approve(who: Workspace, bills: Iterable[str]) -> None:
    """Sign for bills."""
    for bill in bills:
        who.approvals.approve(bill)


def pay(scene: Scene, account: str, day: date, *, due_by: date | None = None) -> RunView:
    """Let Ben propose a run of what is due, and Ann release it."""
    service = scene.ben.payments
    run = service.propose(service.bank_account(account).id, day, due_by=due_by)
    return scene.ann.payments.release(run.run.id)
