"""The mail of a practice: each client's by its own account or the firm's, in one round, and what came back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest

from bookdesk.core.errors import NotAllowed, NotFound
from bookdesk.core.vocabulary import MailSecurity, MailStage
from bookdesk.jobs.mailing import BOUNCES_EVERY_SECONDS, COLLECTS_EVERY_SECONDS, Mailing, News
from bookdesk.jobs.runner import Runner
from bookdesk.mail.accounts import Entered, client_accounts
from bookdesk.mail.imap import Mailbox
from bookdesk.mail.mailbox import open_mailbox
from bookdesk.mail.paymark import MARK
from bookdesk.mail.service import MailService
from bookdesk.mail.smtp import Patience, connect
from bookdesk.models.mail import MailMessage
from bookdesk.office.collecting import ClientRound
from bookdesk.office.mailing import (
    ClientMail,
    Ways,
    account_for,
    find_account,
    firm_accounts,
    keep_firm_account,
    let_go_by_itself,
    read_bounces,
    send_all,
    send_client,
)
from bookdesk.office.onlinelooking import ClientOnline
from bookdesk.office.opened import Office
from tests.support.imapserver import PostBox, open_postbox
from tests.support.mailserver import Breaks, House, Humour, open_house
from tests.support.posted import events_of, post
from tests.unit.mail.test_bounces import ADA, OURS, PROPER
from tests.unit.office.bureau import BOOKSHOP, CAFE, Bureau

WAYS = Ways(connect=partial(connect, patience=Patience(10, 10, 10)), open_mailbox=partial(open_mailbox, patience=10))


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


def entered(house: House, box: PostBox | None = None, address: str = "post@firm.example") -> Entered:
    account = Entered(address=address, host="127.0.0.1", port=house.port, security=MailSecurity.NONE)
    if box is None:
        return account
    mailbox: Mailbox = box.mailbox()
    return replace(
        account,
        user=mailbox.user,
        password=mailbox.password,
        imap_host=mailbox.host,
        imap_port=mailbox.port,
        imap_security=MailSecurity.NONE,
    )


def written(bureau: Bureau, client: str = CAFE.name, **said: object) -> MailMessage:
    with bureau.anna.workspace(bureau.client(client)) as workspace:
        return post(workspace.desk, **said)


def round_of(office: Office) -> dict[str, ClientMail]:
    return {one.entry.name: one for one in send_all(office.practice, office.workspace, WAYS)}


@contextmanager
def plainly(house: House) -> Iterator[House]:
    """A house that lets a user sign in, as an account with a mailbox does."""
    house.asks_who = True
    yield house


def test_all_clients_leave_by_the_firms_account_or_their_own(bureau: Bureau, house: House) -> None:
    written(bureau)
    written(bureau, BOOKSHOP.name)
    keep_firm_account(bureau.anna.practice, entered(house))
    with bureau.anna.workspace(bureau.client(BOOKSHOP.name)) as workspace:
        assert account_for(bureau.anna.practice, workspace).firm
        client_accounts(workspace.desk, real=True).keep(entered(house, address="shop@book.example"))
        assert not account_for(bureau.anna.practice, workspace).firm
    done = round_of(bureau.anna)
    assert {name: one.report.accepted for name, one in done.items()} == {CAFE.name: 1, BOOKSHOP.name: 1}
    assert sorted(house.senders) == ["post@firm.example", "shop@book.example"]
    assert round_of(bureau.anna) == {}


def test_a_mail_that_offers_to_pay_online_asks_the_clients_gateway_as_it_leaves(bureau: Bureau, house: House) -> None:
    keep_firm_account(bureau.anna.practice, entered(house))
    message = written(bureau, plain=f"Hello\n\n{MARK}\n", html=None)
    with bureau.anna.workspace(bureau.cafe) as workspace:
        assert send_client(bureau.anna.practice, workspace, WAYS).accepted == 1
        (why,) = [one for one in MailService(workspace.desk).show(message.id).facts if one.kind.value == "unlinked"]
    assert why.detail == "Links in mails were switched off since it was written."
    assert MARK.encode() not in house.delivered[0][1]


def test_without_an_account_mail_waits_and_says_so(bureau: Bureau) -> None:
    message = written(bureau)
    (told,) = round_of(bureau.anna).values()
    assert isinstance(told.error, NotFound)
    with bureau.anna.workspace(bureau.cafe) as workspace:
        assert find_account(bureau.anna.practice, workspace) is None
        assert MailService(workspace.desk).show(message.id).view.stage is MailStage.QUEUED


def test_one_client_that_cannot_send_keeps_no_other(bureau: Bureau, house: House) -> None:
    with open_house() as gone:
        pass
    written(bureau)
    written(bureau, BOOKSHOP.name)
    keep_firm_account(bureau.anna.practice, entered(house))
    with bureau.anna.workspace(bureau.cafe) as workspace:
        client_accounts(workspace.desk, real=True).keep(entered(gone))
    done = round_of(bureau.anna)
    assert "cannot be reached" in (done[CAFE.name].report.problem or "")
    assert done[BOOKSHOP.name].report.accepted == 1


def test_the_firms_account_is_set_by_who_manages_users(bureau: Bureau, house: House) -> None:
    with pytest.raises(NotAllowed):
        keep_firm_account(bureau.ben.practice, entered(house))
    assert firm_accounts(bureau.anna.practice).find() is None


def test_the_firms_mailbox_tells_each_client_what_came_back_to_it(bureau: Bureau, house: House) -> None:
    with plainly(house), open_postbox() as box:
        keep_firm_account(bureau.anna.practice, entered(house, box))
        message = written(bureau)
        written(bureau, BOOKSHOP.name)
        round_of(bureau.anna)
        box.put(PROPER.replace(OURS, message.message_id).encode())
        told = list(read_bounces(bureau.anna.practice, bureau.anna.workspace, WAYS))
        assert {(one.entry.name, one.bounced, one.error) for one in told} == {(CAFE.name, 2, None)}
        with bureau.anna.workspace(bureau.cafe) as workspace:
            assert ("bounced", ADA) in events_of(workspace.desk, message.id)
        asked = len(box.commands)
        assert list(read_bounces(bureau.anna.practice, bureau.anna.workspace, WAYS)) == []
        fetched = [one for one in box.commands[asked:] if b"BODY.PEEK[]" in one]
        assert fetched == [], "what was read by who has all clients is not read again"


def test_a_clients_own_mailbox_is_its_own(bureau: Bureau, house: House) -> None:
    with plainly(house), open_postbox() as box:
        with bureau.anna.workspace(bureau.cafe) as workspace:
            client_accounts(workspace.desk, real=True).keep(entered(house, box))
        message = written(bureau)
        assert round_of(bureau.anna)[CAFE.name].report.accepted == 1
        box.put(PROPER.replace(OURS, message.message_id).encode())
        told = list(read_bounces(bureau.anna.practice, bureau.anna.workspace, WAYS))
        assert [one.entry.name for one in told] == [CAFE.name]
        assert list(read_bounces(bureau.anna.practice, bureau.anna.workspace, WAYS)) == []


def test_a_mailbox_that_does_not_answer_is_told_and_loses_nothing(bureau: Bureau, house: House) -> None:
    with plainly(house), open_postbox() as box, bureau.anna.workspace(bureau.cafe) as workspace:
        client_accounts(workspace.desk, real=True).keep(entered(house, box))
    (told,) = read_bounces(bureau.anna.practice, bureau.anna.workspace, WAYS)
    assert told.error is not None
    assert "takes no connection" in told.error.what


def test_what_nobody_knows_is_looked_up_in_the_mailbox(bureau: Bureau, house: House) -> None:
    with plainly(house), open_postbox() as box:
        with bureau.anna.workspace(bureau.cafe) as workspace:
            client_accounts(workspace.desk, real=True).keep(entered(house, box))
        message = written(bureau)
        box.put(f"Message-ID: {message.message_id}\nSubject: Invoice\n\nText\n".encode(), "Sent Items")
        house.humours.append(Humour(breaks=Breaks.AFTER_TEXT_TAKEN))
        with bureau.anna.workspace(bureau.cafe) as workspace:
            assert send_client(bureau.anna.practice, workspace, WAYS).unknown == 1
            assert MailService(workspace.desk).show(message.id).view.stage is MailStage.ACCEPTED
    assert len(house.delivered) == 1


class Background:
    """The background of a window, and what it told; pieces of work end before the next is asked for."""

    def __init__(self, office: Office) -> None:
        self.told: list[ClientMail] = []
        self.collected: list[ClientRound] = []
        self.runner = Runner(1)
        self.paid: list[ClientOnline] = []
        news = News(self.told.append, self.collected.append, self.paid.append)
        self.mailing = Mailing(office, news, runner=self.runner, ways=WAYS)

    def wait(self) -> None:
        """Wait until everything that was asked for is done."""
        done = threading.Event()
        self.runner.in_order("mail", done.set, lambda _: done.set())
        assert done.wait(60)


def test_the_window_writes_and_sends_in_the_background_and_tells_of_it(bureau: Bureau, house: House) -> None:
    keep_firm_account(bureau.anna.practice, entered(house))
    written(bureau)
    behind = Background(bureau.anna)
    behind.mailing.look()
    behind.mailing.look()
    behind.wait()
    assert {one.entry.name for one in behind.collected} >= {CAFE.name}
    rounds = len(behind.collected)
    written(bureau, key="2")
    behind.mailing.send_now(bureau.cafe)
    behind.wait()
    bureau.clock.advance(BOUNCES_EVERY_SECONDS)
    behind.mailing.look()
    behind.wait()
    assert len(behind.collected) == rounds, "an hour has not passed"
    bureau.clock.advance(COLLECTS_EVERY_SECONDS)
    behind.mailing.look()
    behind.wait()
    assert len(behind.collected) == 2 * rounds
    behind.mailing.close()
    assert behind.runner.close(30)
    assert [one.report.accepted for one in behind.told] == [1, 1]
    assert len(house.delivered) == 2
    behind.mailing.look()
    assert len(behind.told) == 2


def test_a_firm_that_sends_by_hand_is_left_alone(bureau: Bureau, house: House) -> None:
    keep_firm_account(bureau.anna.practice, entered(house))
    with pytest.raises(NotAllowed):
        let_go_by_itself(bureau.ben.practice, on=False)
    let_go_by_itself(bureau.anna.practice, on=False)
    written(bureau)
    behind = Background(bureau.anna)
    behind.mailing.look()
    behind.wait()
    assert (behind.told, behind.collected, house.delivered) == ([], [], [])
    behind.mailing.send_now(bureau.cafe)
    behind.wait()
    assert len(house.delivered) == 1, "what a person asks for is done"
    assert behind.runner.close(30)


def test_work_that_was_not_begun_is_told(bureau: Bureau) -> None:
    behind = Background(bureau.anna)
    assert behind.runner.close()
    behind.mailing.send_now(bureau.cafe)
    assert [one.entry.name for one in behind.told] == [CAFE.name]
    assert behind.told[0].error is not None
