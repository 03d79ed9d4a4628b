"""Somebody with keys and a program of her own, which asks nobody: what she signs beyond her role counts for nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from bookdesk.approvals.service import ApprovalService
from bookdesk.core.errors import Tampered
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalLimit
from bookdesk.models.bill import Bill
from bookdesk.models.payment import PaymentRun
from bookdesk.payments.service import PaymentService
from bookdesk.security.members import add_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission, Role
from bookdesk.security.roster import Roster
from bookdesk.store.file import permit_all
from bookdesk.store.history import advance
from bookdesk.workspace import Workspace
from tests.support.firm import Firm
from tests.unit.office.bureau import CAFE, PAY_DAY, Bureau, approvals, paying
from tests.unit.office.test_invariants import wrong

CLEO, SECRET = "Cleo", "otter violet granite hush"


@dataclass(frozen=True)
class Blind:
    """The people as her program sees them: everybody may do everything."""

    roster: Roster

    def verify(
        self, user_id: str, domain: str, payload: Mapping[str, object], signature: str, *, at: datetime | None = None
    ) -> bool:
        del at
        return self.roster.verify(user_id, domain, payload, signature)

    def counts(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        del user_id, permission, client_id, at
        return True

    def holds(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        return self.counts(user_id, permission, client_id, at)

    def owns(self, user_id: str) -> bool:
        return self.roster.owns(user_id)

    def later_than(self, instant: datetime) -> Collection[datetime]:
        return self.roster.later_than(instant)

    def workers(self, client_id: str) -> Collection[str]:
        return self.roster.workers(client_id)


@dataclass(frozen=True)
class Cleo:
    """A bookkeeper, and nothing else, at the open file of the cafe."""

    bureau: Bureau
    practice: OpenPractice

    def at_work(self, workspace: Workspace) -> tuple[ApprovalService, PaymentService]:
        """Return the services as her own program has them: nobody stands at the door, and nobody asks for roles."""
        workspace.desk.books.guard = permit_all
        self.bureau.anna.practice.present.join(self.practice.signer)  # what she writes she signs as herself
        desk = replace(workspace.desk, actor=self.practice.actor)
        approving = ApprovalService(desk, self.practice.signer, Blind(self.practice.trusted))
        return approving, PaymentService(desk, self.practice.signer, approving)

    def approve(self, number: str) -> str:
        """Give herself a limit, and approve a bill."""
        bill_id = self.bureau.id_of(number)

        def work(workspace: Workspace) -> None:
            approving, _ = self.at_work(workspace)
            with workspace.desk.books.change(Action.APPROVAL_RULES_EDITED, "mine", actor=self.practice.actor) as row:
                row.add(ApprovalLimit(user_id=self.practice.user.id, limit=None))
                row.commit()
            assert approving.approve(bill_id).approved

        self.bureau.ask(work)
        return bill_id

    def pay(self) -> None:
        """Propose a run of what is approved, and let it go."""

        def work(workspace: Workspace) -> None:
            _, money = self.at_work(workspace)
            run = money.propose(money.bank_account("Everyday").id, PAY_DAY).run.id
            money.release(run)

        self.bureau.ask(work)


@pytest.fixture
def cleo(busy: Bureau) -> Iterator[Cleo]:
    practice = busy.anna.practice
    add_user(practice, CLEO, [Role.BOOKKEEPER], passphrase_from(SECRET), [CAFE.name])
    with Firm(practice.places, busy.clock).open(CLEO, SECRET, writes=False) as opened:
        yield Cleo(busy, opened)


def test_an_approval_without_the_role_opens_no_purse_and_is_told(cleo: Cleo) -> None:
    bureau, bill_id = cleo.bureau, cleo.approve("INV-2")
    found = bureau.ask(lambda one: one.approvals.standings([bill_id])[bill_id])
    assert not found.approved
    assert "had no role for it when he signed" in found.why
    assert "had no role for his decision" in wrong(bureau)["approvals stand"]
    bank = bureau.ask(lambda one: paying(one).bank_account("Everyday").id)
    taken = bureau.ask(lambda one: {part.bill_id for part in paying(one).payable(bank, PAY_DAY).bills}, "ben")
    assert bill_id not in taken


def test_a_release_without_the_role_is_told(cleo: Cleo) -> None:
    cleo.approve("INV-2")
    cleo.pay()
    assert "had no role to release it" in wrong(cleo.bureau)["released once"]


def test_who_enters_a_bill_and_approves_it_is_told(busy: Bureau) -> None:
    """Ben has every role it takes; only that it was he who entered the bill is wrong."""
    bill_id = busy.id_of("INV-1")
    ben = busy.ben.practice.user.id

    def entered(workspace: Workspace) -> None:
        with workspace.desk.books.change(Action.BILL_HELD, "mine", actor=workspace.desk.actor) as work:
            work.get(Bill, bill_id).created_by = ben
            work.commit()

    assert "approvals stand" not in wrong(busy)
    busy.ask(entered)
    assert f"entered and approved by the same person, {ben}" in wrong(busy)["approvals stand"]


def test_who_edits_a_bill_that_is_to_be_paid_and_approved_it_is_told(busy: Bureau) -> None:
    bill_id, ben = busy.id_of("INV-1"), busy.ben.practice

    def edited(workspace: Workspace) -> None:
        workspace.desk.books.guard = permit_all
        with workspace.desk.books.change(Action.BILL_EDITED, "a note", actor=ben.actor) as work:
            work.get(Bill, bill_id).due_date = PAY_DAY
            work.commit()
        with workspace.desk.books.upkeep() as session:  # her own program says that nothing waits
            advance(session, "wiring approvals", 10**6)

    busy.anna.practice.present.join(ben.signer)
    busy.ask(edited)
    assert f"edited last by {ben.user.id}, who approved it" in wrong(busy)["approvals stand"]


@pytest.mark.parametrize("kept", ["the hash", "a hash and a statement of her own"])
def test_a_bank_file_put_in_the_place_of_a_released_one_is_not_handed_out(cleo: Cleo, kept: str) -> None:
    """She has the client's key, so that she can seal a document and name it in the run; Ben's signature she has not."""
    bureau = cleo.bureau
    bureau.ask(lambda one: approvals(one).approve(bureau.id_of("INV-2")), "ben")

    def let_go(workspace: Workspace) -> str:
        money = paying(workspace)
        run = money.propose(money.bank_account("Everyday").id, PAY_DAY).run.id
        return money.release(run).run.id

    run_id = bureau.ask(let_go, "ben")
    name, true = bureau.ask(lambda one: paying(one).export(run_id))
    assert b"87654321" in true

    def swap(workspace: Workspace) -> None:
        cleo.at_work(workspace)
        books = workspace.desk.books
        sealed = books.documents.put(true.replace(b"87654321", b"99999999"))
        with books.change(Action.BILL_HELD, "looked at", actor=cleo.practice.actor) as work:
            run = work.get(PaymentRun, run_id)
            was = str(run.file_sha256)
            run.file_sha256, run.file_stored_name, run.file_seal_key = sealed.sha256, sealed.name, sealed.key_hex
            if kept != "the hash":
                run.release_statement = str(run.release_statement).replace(was, sealed.sha256)
            work.commit()

    bureau.ask(swap)
    with pytest.raises(Tampered, match="not the one whose release was signed") as refused:
        bureau.ask(lambda one: paying(one).export(run_id), "ben")
    assert refused.value.remedy.startswith("Do not send it.")
    with pytest.raises(Tampered, match="not the one whose release was signed"):
        bureau.ask(lambda one: paying(one).take_file(run_id), "ben")
    assert name.startswith("run-")
