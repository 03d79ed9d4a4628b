"""Who holds a client's key and writes with his own program, in the names of others: found, and no money follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date

import pytest
from sqlalchemy import select

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import ClientId, DeviceId, UserId
from bookdesk.core.money import Money
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalLimit
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.history import Actor
from bookdesk.office.invariants import check_practice
from bookdesk.security.changes import DOMAIN, SignedFile
from bookdesk.security.members import add_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.roles import Role
from bookdesk.security.signatures import Signer
from bookdesk.store.books import Books
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.client_file import open_books
from bookdesk.store.kinds import CLIENT
from bookdesk.workspace import Workspace
from tests.support.firm import Firm
from tests.unit.office.bureau import CAFE, PAY_DAY, Bureau, approvals, enter_bill, payees, paying

THIEFS = ("062000", "99999999")


@pytest.fixture
def due(bureau: Bureau) -> Bureau:
    """A bill of Bean Brothers, entered by Anna, whose taken-over bank details Ben confirmed by telephone."""
    bureau.ask(lambda workspace: enter_bill(workspace, "Bean Brothers", "INV-1", 990_000))
    bureau.ask(lambda workspace: payees(workspace).confirm_taken_over("called all"), "ben")
    return bureau


def who(bureau: Bureau, name: str, device: str | None = None) -> Actor:
    actor = getattr(bureau, name).practice.actor
    return Actor(UserId(actor.user), DeviceId(device or actor.device))


@contextmanager
def own_program(bureau: Bureau) -> Iterator[Books]:
    """Yield the cafe's books as somebody's own program opens them: no guard, nobody's signature."""
    practice, client_id = bureau.anna.practice, ClientId(bureau.cafe)
    key = practice.client_key(client_id).reveal()
    with closing(open_books(practice.places, client_id, key, clock=bureau.clock)) as books:
        yield books


def signing(bureau: Bureau, books: Books, signer: Signer) -> None:
    """Let somebody who works here sign whatever he writes with his own program, under whatever name."""
    file = SignedFile(bureau.cafe, CLIENT)
    books.sign = lambda user, digest, mark: signer.sign(DOMAIN, file.statement(user, digest, mark))


def signing_as_ben(bureau: Bureau, books: Books) -> None:
    signing(bureau, books, bureau.ben.practice.signer)


def account_of(books: Books) -> str:
    with books.query() as session:
        mine = select(PayeeAccount.id).join(Contact, Contact.id == PayeeAccount.contact_id)
        return session.scalars(mine.where(Contact.name == "Bean Brothers")).one()


def move_account(books: Books, actor: Actor, named: Actor) -> None:
    account = account_of(books)
    with books.change(Action.PAYEE_ACCOUNT_EDITED, "bank details of Bean Brothers entered", actor=actor) as work:
        row = work.get(PayeeAccount, account)
        row.routing, row.account_number = THIEFS
        row.edited_by, row.edited_at = named.user, work._ground.clock.now()  # noqa: SLF001 - what a thief's program does
        row.confirmed_by = row.confirmed_at = None
        work.commit()


def confirm_account(books: Books, actor: Actor, named: Actor) -> None:
    account = account_of(books)
    with books.change(Action.PAYEE_ACCOUNT_CONFIRMED, "bank details confirmed: Bean Brothers", actor=actor) as work:
        row = work.get(PayeeAccount, account)
        row.confirmed_by, row.confirmed_at = named.user, row.edited_at
        row.confirmation_note = "called Jo on 02 9999 1111"
        work.commit()


def approve(bureau: Bureau, name: str = "ben") -> None:
    bureau.ask(lambda workspace: approvals(workspace).approve(bureau.id_of("INV-1")), name)


def propose(workspace: Workspace) -> str:
    with workspace.desk.books.query() as session:
        bank = session.scalars(select(BankAccount.id).where(BankAccount.name == "Everyday")).one()
    return paying(workspace).propose(bank, PAY_DAY).run.id


def found(bureau: Bureau) -> str:
    """Return what `verify` says of the signatures in the cafe's books."""
    practice = bureau.anna.practice
    (_, cafe) = check_practice(practice, [practice.client(bureau.cafe)])
    return " ".join(next(one.problems for one in cafe.findings if one.check == "signatures"))


def test_honest_work_is_paid(due: Bureau) -> None:
    approve(due)
    run = due.ask(propose)
    due.ask(lambda workspace: paying(workspace).release(run), "ben")
    assert found(due) == ""


def test_bank_details_entered_and_confirmed_under_the_names_of_others(due: Bureau) -> None:
    """Nobody asked Anna, nobody called; all that can be read says so."""
    with own_program(due) as books:
        move_account(books, who(due, "anna"), who(due, "anna"))
        confirm_account(books, who(due, "ben"), who(due, "ben"))
    assert "payee bank details edited) says Anna Å, and nobody signed it." in found(due)
    with pytest.raises(
        Tampered, match="bank details of Bean Brothers were changed by a program that was not"
    ) as refused:
        approve(due)
    assert "says Anna Å, and nobody signed it." in str(refused.value)
    assert "Do not pay" in str(refused.value)


def test_after_the_approval_no_run_is_made_of_it(due: Bureau) -> None:
    approve(due)
    with own_program(due) as books:
        confirm_account(books, who(due, "ben", "desk-9"), who(due, "ben"))
    with pytest.raises(Tampered, match="did not sign"):
        due.ask(propose)


def test_after_the_run_was_made_it_is_not_released(due: Bureau) -> None:
    approve(due)
    run = due.ask(propose)
    with own_program(due) as books:
        confirm_account(books, who(due, "ben", "desk-9"), who(due, "ben"))
    with pytest.raises(Tampered, match="did not sign"):
        due.ask(lambda workspace: paying(workspace).release(run), "ben")


def test_who_signs_with_his_own_key_that_another_confirmed_is_refused(due: Bureau) -> None:
    """The entry is honestly signed by Ben, and says within that Anna confirmed."""
    with own_program(due) as books:
        signing_as_ben(due, books)
        confirm_account(books, who(due, "ben"), who(due, "anna"))
    assert found(due) == "", "it is his, as it says"
    with pytest.raises(Tampered, match="it says that Anna Å confirmed them, and Anna Å never did"):
        approve(due)


def test_a_confirmation_by_somebody_without_the_role_is_refused(due: Bureau) -> None:
    """Cleo, who only reads, signs for herself that she confirmed; the program would not have let her."""
    practice = due.anna.practice
    cleo = add_user(practice, "Cleo", [Role.READER], passphrase_from("seven silent seals"), [CAFE.name])
    firm = Firm(practice.places, due.clock)
    with firm.open("Cleo", "seven silent seals", writes=False) as reading, own_program(due) as books:
        signing(due, books, reading.signer)
        actor = Actor(UserId(cleo.id), DeviceId("desk-9"))
        confirm_account(books, actor, actor)
    assert found(due) == ""
    with pytest.raises(Tampered, match="vouched for by Cleo, who had no role for that then"):
        approve(due)


def test_what_was_signed_under_another_name_is_told(due: Bureau) -> None:
    with own_program(due) as books:
        signing_as_ben(due, books)
        move_account(books, who(due, "anna"), who(due, "anna"))
    assert "says Anna Å, and the key of Anna Å did not sign it." in found(due)
    with pytest.raises(Tampered, match="the key of Anna Å did not sign it"):
        approve(due)


def make_it_annas(books: Books, actor: Actor, named: Actor) -> None:
    with books.query() as session:
        bill = session.scalars(select(Bill.id).where(Bill.number == "INV-2")).one()
    with books.change(Action.BILL_REVIEWED, "confirmed", actor=actor) as work:
        work.get(Bill, bill).created_by = named.user
        work.commit()


def raise_limit(books: Books, actor: Actor, named: Actor) -> None:
    with books.change(Action.APPROVAL_RULES_EDITED, "approval limit set", actor=actor) as work:
        work.session.scalars(select(ApprovalLimit).where(ApprovalLimit.user_id == named.user)).one().limit = None
        work.commit()


@pytest.mark.parametrize("signed", [False, True])
def test_ones_own_bill_made_anothers_is_not_approved(due: Bureau, *, signed: bool) -> None:
    due.ask(lambda workspace: enter_bill(workspace, "Bean Brothers", "INV-2", 990_000), "ben")
    with own_program(due) as books:
        if signed:
            signing_as_ben(due, books)
        make_it_annas(books, who(due, "ben" if signed else "anna"), who(due, "anna"))
    said = "Bill INV-2 was changed by a program that was not BookDesk"
    with pytest.raises(Tampered, match=said):
        due.ask(lambda workspace: approvals(workspace).approve(due.id_of("INV-2")), "ben")


def test_a_limit_raised_in_the_name_of_who_may_is_not_one(due: Bureau) -> None:
    ben = who(due, "ben")
    due.ask(lambda workspace: ApprovalRules(workspace.desk).set_limit(ben.user, Money(10_000, "AUD")))
    with own_program(due) as books:
        raise_limit(books, who(due, "anna"), ben)
    with pytest.raises(Tampered, match="rules of approving were changed by a program that was not BookDesk"):
        approve(due)


def strip_all(script: Callable[[str], str], bureau: Bureau) -> None:
    """Write to the table itself, the guards away, as whoever has the key and SQLCipher can."""
    client_id = ClientId(bureau.cafe)
    key = bureau.anna.practice.client_key(client_id).reveal()
    connection = SqlCipher().connect(bureau.anna.practice.places.books(client_id), key)
    with closing(connection):
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(script("signature"))
        for _, sql in guards:
            connection.execute(sql)


ANOTHERS = (
    "UPDATE change_set SET {0} = (SELECT max({0}) FROM change_set WHERE action = 'bill reviewed')"
    " WHERE action = 'payee bank details confirmed'"
)


@pytest.mark.parametrize(
    "script",
    [
        "UPDATE change_set SET {0} = NULL",
        "UPDATE change_set SET {0} = NULL WHERE action = 'payee bank details confirmed'",
        ANOTHERS,
        "UPDATE change_set SET {0} = '' WHERE action = 'payee bank details confirmed'",
        "UPDATE change_set SET made_at = '2026-07-01T02:00:00.000001Z' WHERE action = 'payee bank details confirmed'",
    ],
)
def test_signatures_taken_away_or_exchanged(due: Bureau, script: str) -> None:
    strip_all(script.format, due)
    assert due.clock.now().date() == date(2026, 7, 1)
    with pytest.raises(Tampered):
        approve(due)
