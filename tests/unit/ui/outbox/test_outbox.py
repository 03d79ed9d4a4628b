"""The outbox in its window: what is listed, what a person decides, and that nothing leaves twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.vocabulary import MailStage
from bookdesk.invoicing.mailing import SalesMailing
from bookdesk.invoicing.service import InvoiceService
from bookdesk.mail.listing import MailRow
from bookdesk.mail.lists import MailList
from bookdesk.mail.service import MailService
from bookdesk.models.mail import MailEventKind
from bookdesk.office.mailing import firm_accounts, let_go_by_itself
from bookdesk.office.opened import Office
from bookdesk.office.trail import trail
from bookdesk.security.practice import OpenPractice
from bookdesk.store.desk import Desk
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.history.view import HistoryScreen
from bookdesk.ui.messages import Message
from bookdesk.ui.outbox.table import state_pill
from bookdesk.ui.outbox.view import OutboxScreen
from tests.support import sales
from tests.support.billing import customer, issued
from tests.support.firm import KOALA
from tests.support.mailserver import Breaks, House, Humour
from tests.support.posted import post, state_of
from tests.support.way_in import ScriptedChooser
from tests.support.window import LONG_ENOUGH, new_firm, seated
from tests.unit.mail.test_sending import ADA
from tests.unit.ui.outbox.mailed import GONE, LOST, Mailed, fill
from tests.unit.ui.sales.conftest import start
from tests.unit.ui.sales.selling import Selling, account
from tests.unit.ui.settings.test_mail import BensFirm


def screen(selling: Selling) -> OutboxScreen:
    return selling.at(OutboxScreen)


def rows(selling: Selling) -> list[MailRow]:
    model = screen(selling).model
    return [row for place in range(model.rowCount()) if (row := model.row_at(place)) is not None]


def stage(selling: Selling, mail_id: str) -> MailStage:
    return selling.work(lambda desk: state_of(desk, mail_id).stage)


def told(selling: Selling) -> list[Message]:
    """Hear what is said from now on."""
    heard: list[Message] = []
    selling.seat.desktop.told.connect(heard.append)
    return heard


def choose(selling: Selling, mail_id: str) -> OutboxScreen:
    selling.go("outbox", item=mail_id)
    return screen(selling)


@pytest.fixture
def mailed(selling: Selling, house: House) -> tuple[Selling, Mailed]:
    """Return somebody before an outbox with a mail in every state, in a practice that sends by hand."""
    let_go_by_itself(selling.seat.practice, on=False)
    ids = selling.work(lambda desk: fill(desk, house))
    selling.go("outbox")
    return selling, ids


def test_what_needs_a_decision_comes_first_and_each_list_has_its_own(mailed: tuple[Selling, Mailed]) -> None:
    selling, ids = mailed
    assert screen(selling).page.tab() == MailList.TO_DECIDE
    assert [row.id for row in rows(selling)] == [ids.unknown, ids.refused, ids.back]
    expected = {
        MailList.WAITING: [ids.waits, ids.early, ids.held, ids.put_off],
        MailList.SENT: [ids.sent, ids.back],
        MailList.NOT_SENT: [ids.out],
    }
    for which, mails in expected.items():
        selling.go("outbox", view=which)
        assert [row.id for row in rows(selling)] == mails, which
    words = {name: button.text() for name, button in screen(selling).page._buttons.items()}  # noqa: SLF001 - as it is read
    assert words[MailList.TO_DECIDE] == "To decide  3"
    assert words[MailList.WAITING] == "Waiting  4"


def test_the_states_say_why_a_mail_waits(mailed: tuple[Selling, Mailed]) -> None:
    selling, ids = mailed
    selling.go("outbox", view="all")
    table = screen(selling).table.model()
    said = {row.id: table.index(place, table.columnCount() - 1).data() for place, row in enumerate(rows(selling))}
    assert said == {
        ids.back: "Came back",
        ids.refused: "Refused",
        ids.unknown: "Not known",
        ids.sent: "Sent",
        ids.out: "Not sent",
        ids.waits: "Waits",
        ids.held: "Held",
        ids.early: "Quiet hours",
        ids.put_off: "Tries again",
    }


def test_a_mail_is_found_by_words_and_an_empty_list_says_so(mailed: tuple[Selling, Mailed]) -> None:
    selling, ids = mailed
    selling.go("outbox", view="all")
    screen(selling).presenter.show(text="INV-0003 ärztehaus")
    selling.settle()
    assert [row.id for row in rows(selling)] == [ids.unknown]
    screen(selling).presenter.show(text="nobody")
    selling.settle()
    assert screen(selling).page.empty.isVisible()
    assert not screen(selling).acts["send"].isEnabled()


def test_the_pane_shows_the_letter_and_what_happened_to_it(mailed: tuple[Selling, Mailed]) -> None:
    selling, ids = mailed
    pane = choose(selling, ids.back).pane.letter
    assert "INV-0001" in pane.body.toPlainText()
    assert [one.accessibleName() for one in pane.files] == ["Look at Invoice INV-0001.pdf, 22 kB"]
    assert "The email account that you tried to reach is gone" in pane.warned.text()
    assert choose(selling, ids.waits).pane.letter.warned.text() == f"The last mail to {GONE} came back."
    assert screen(selling).acts["mend"].isEnabled()


def test_a_person_says_what_became_of_a_mail(mailed: tuple[Selling, Mailed], house: House) -> None:
    selling, ids = mailed
    left = len(house.delivered)
    choose(selling, ids.unknown)
    selling.act("arrived")
    assert stage(selling, ids.unknown) is MailStage.UNKNOWN, "it is asked once more"
    selling.answer(screen(selling).page.prompt)
    assert stage(selling, ids.unknown) is MailStage.ACCEPTED
    choose(selling, ids.refused)
    assert not screen(selling).acts["arrived"].isEnabled()
    selling.act("unsent")
    selling.answer(screen(selling).page.prompt)
    assert stage(selling, ids.refused) is MailStage.CANCELLED
    choose(selling, ids.back)
    selling.act("settle")
    prompt = screen(selling).page.prompt
    assert not prompt.do.isEnabled(), "what was done is said"
    selling.answer(prompt, "called: she has another address")
    selling.go("outbox", view="to decide")
    assert rows(selling) == []
    assert len(house.delivered) == left
    facts = selling.work(lambda desk: MailService(desk).show(ids.back).facts)
    assert [(one.kind, one.detail) for one in facts][-1] == (
        MailEventKind.SETTLED,
        "called: she has another address",
    )
    assert facts[-1].by == selling.seat.practice.user.id


def test_what_did_not_leave_is_sent_once_more_after_a_question(mailed: tuple[Selling, Mailed], house: House) -> None:
    selling, ids = mailed
    choose(selling, ids.unknown)
    selling.act("again")
    selling.answer(screen(selling).page.prompt)
    assert stage(selling, ids.unknown) is MailStage.QUEUED
    before = len(house.delivered)
    for _ in range(3):
        screen(selling).acts["send all"].trigger()
    selling.seat.qtbot.waitUntil(lambda: stage(selling, ids.unknown) is MailStage.ACCEPTED, timeout=LONG_ENOUGH)
    selling.settle()
    assert [who for who, _ in house.delivered[before:]].count((LOST,)) == 1


def test_what_waits_is_held_released_and_taken_out(mailed: tuple[Selling, Mailed], house: House) -> None:
    selling, ids = mailed
    choose(selling, ids.waits)
    selling.act("hold")
    assert selling.work(lambda desk: state_of(desk, ids.waits).held)
    assert screen(selling).acts["hold"].text() == "Release"
    assert not screen(selling).acts["send"].isEnabled(), "it is released first"
    selling.act("hold")
    assert not selling.work(lambda desk: state_of(desk, ids.waits).held)
    selling.act("take out")
    assert stage(selling, ids.waits) is MailStage.QUEUED
    selling.answer(screen(selling).page.prompt)
    assert stage(selling, ids.waits) is MailStage.CANCELLED
    assert not any(GONE in who for who, _ in house.delivered[2:])


def test_pressing_twice_and_the_round_beside_it_send_one_copy(selling: Selling, house: House) -> None:
    mail = selling.work(lambda desk: post(desk).id)
    choose(selling, mail)
    heard = told(selling)
    selling.seat.desktop.mail.send_now(selling.client_id)
    screen(selling).acts["send"].trigger()
    screen(selling).acts["send"].trigger()
    screen(selling).acts["send all"].trigger()
    selling.seat.qtbot.waitUntil(lambda: stage(selling, mail) is MailStage.ACCEPTED, timeout=LONG_ENOUGH)
    selling.seat.qtbot.waitUntil(lambda: bool(heard), timeout=LONG_ENOUGH)
    selling.settle()
    assert [who for who, _ in house.delivered] == [(ADA,)]
    selling.go("outbox", view="sent")
    assert [row.id for row in rows(selling)] == [mail]


def test_a_mail_that_left_meanwhile_is_not_taken_out(selling: Selling, house: House) -> None:
    mail = selling.work(lambda desk: post(desk).id)
    choose(selling, mail)
    screen(selling).acts["take out"].trigger()
    selling.work(lambda desk: MailService(desk).hold(mail))
    selling.work(lambda desk: MailService(desk).release(mail))
    selling.seat.desktop.mail.send_now(selling.client_id)
    selling.seat.qtbot.waitUntil(lambda: stage(selling, mail) is MailStage.ACCEPTED, timeout=LONG_ENOUGH)
    heard = told(selling)
    screen(selling).presenter.take_out([row for row in rows(selling) if row.id == mail])
    selling.settle()
    assert [one.words for one in heard if "already" in one.words] == ["This mail is accepted already."]
    assert len(house.delivered) == 1


def test_what_may_not_leave_yet_and_a_missing_account_are_said(mailed: tuple[Selling, Mailed]) -> None:
    selling, ids = mailed
    heard = told(selling)
    choose(selling, ids.early)
    selling.act("send")
    assert "when the customer's office opens" in heard[-1].words
    firm_accounts(selling.seat.practice).remove()
    selling.go("outbox", view="waiting")
    assert screen(selling).way.said().startswith("No mail account is set, so nothing leaves.")
    selling.act("send all")
    assert heard[-1].words.startswith("No mail account is set")


def test_a_server_that_is_away_is_told_to_whoever_pressed(selling: Selling, house: House) -> None:
    selling.work(post)
    house.humours.append(Humour(breaks=Breaks.AT_SENDER))
    selling.go("outbox")
    heard = told(selling)
    selling.act("send all")
    selling.seat.qtbot.waitUntil(lambda: bool(heard), timeout=LONG_ENOUGH)
    assert heard[0].words.endswith("a mail put off by the server.")


def test_another_client_in_front_sees_nothing_of_it(mailed: tuple[Selling, Mailed]) -> None:
    selling, ids = mailed
    choose(selling, ids.unknown)
    selling.act("again")
    other = next(one.client_id for one in selling.seat.office.clients() if one.client_id != selling.client_id)
    prompt = screen(selling).page.prompt
    selling.seat.desktop.choose_client(str(other))
    selling.settle()
    assert not prompt.isVisible()
    shown = screen(selling)
    assert shown.model.rowCount() == 0
    assert shown.pane.letter.shown() is None
    assert stage(selling, ids.unknown) is MailStage.UNKNOWN


def test_a_paper_is_read_in_its_place_and_saved_where_the_person_wants_it(
    mailed: tuple[Selling, Mailed], tmp_path_factory: pytest.TempPathFactory
) -> None:
    selling, ids = mailed
    folder = tmp_path_factory.mktemp("saved")
    shown = choose(selling, ids.back)
    selling.act("file")
    selling.seat.qtbot.waitUntil(lambda: shown.pane.paper.page() == 1, timeout=LONG_ENOUGH)
    assert shown.pane.reads_paper()
    shown.pane.back.click()
    assert not shown.pane.reads_paper()
    shown = choose(selling, ids.waits)
    shown.chooser = ScriptedChooser([folder])
    selling.act("file")
    assert [one.read_bytes() for one in folder.iterdir()] == [b"Terms of trade\n"]


def test_the_address_is_mended_where_the_customer_is(mailed: tuple[Selling, Mailed]) -> None:
    selling, ids = mailed
    choose(selling, ids.back)
    selling.act("mend")
    assert selling.at(ContactsScreen).table.current_record().name == "Blue Cafe"
    choose(selling, ids.back)
    selling.act("document")
    assert selling.sales.table.current_record().number == "INV-0001", "from there it is sent once more"


def test_the_line_at_the_foot_leads_here(mailed: tuple[Selling, Mailed]) -> None:
    selling, _ = mailed
    selling.go("sales")
    status = selling.window.status
    selling.seat.qtbot.waitUntil(status.mail.isVisible, timeout=LONG_ENOUGH)
    assert status.mail.text() == "4 mails wait · 3 to decide"
    status.mail.click()
    selling.settle()
    assert screen(selling).page.tab() == MailList.TO_DECIDE


def test_all_that_happened_to_a_mail_is_in_its_history(mailed: tuple[Selling, Mailed]) -> None:
    selling, ids = mailed
    with selling.seat.office.workspace(selling.client_id) as workspace:
        said = [one.label for one in trail(workspace, "mail_message", ids.back)]
    assert said == ["Mail put into the outbox", "Mail sent or refused", "Mail returned"]
    choose(selling, ids.back)
    selling.window.tools.acts["history"].trigger()
    selling.settle()
    assert selling.at(HistoryScreen).model.rowCount() == len(said)


def test_who_does_not_send_for_the_client_only_looks(qtbot: QtBot, tmp_path: Path, house: House) -> None:
    firm = new_firm(tmp_path / "home")
    with firm.open() as practice, Office(practice, firm.clock).workspace(client_of(practice)) as workspace:
        start(workspace)
        ids = fill(workspace.desk, house)
    with seated(qtbot, BensFirm(firm.places)) as seat:
        selling = Selling(seat, seat.window(), seat.client(KOALA.name))
        shown = choose(selling, ids.unknown)
        assert shown.pane.letter.body.toPlainText()
        offered = {name for name, act in shown.acts.items() if act.isEnabled()}
        assert offered == {"document", "file", "filter"}
        seat.desktop.mail.close()


def client_of(practice: OpenPractice) -> str:
    return next(str(one.client_id) for one in practice.clients() if one.name == KOALA.name)


def test_the_mail_of_a_cancelled_invoice_says_that_it_is_stopped(mailed: tuple[Selling, Mailed]) -> None:
    selling, _ = mailed

    def cancelled(desk: Desk) -> str:
        invoice = issued(desk, customer(desk, "Green Cafe", email="green@customer.example"))
        mail = SalesMailing(desk).write(invoice.id)
        InvoiceService(desk).cancel(invoice.id, "written twice")
        return mail.id

    mail_id = selling.work(cancelled)
    selling.go("outbox", view=MailList.TO_DECIDE)
    assert mail_id in [row.id for row in rows(selling)]
    shown = choose(selling, mail_id)
    row = shown.table.current_record()
    assert isinstance(row, MailRow)
    assert state_pill(row).words == "Stopped: cancelled"
    assert "was cancelled before the mail left, so it will not leave" in shown.pane.letter.warned.text()
    assert not {"send", "hold"} & {name for name, act in shown.acts.items() if act.isEnabled()}
    selling.act("take out")
    selling.answer(shown.page.prompt)
    assert stage(selling, mail_id) is MailStage.CANCELLED


def test_a_mail_whose_sum_changed_since_says_so(mailed: tuple[Selling, Mailed]) -> None:
    selling, _ = mailed

    def paid(desk: Desk) -> str:
        account(desk)
        invoice = sales.issued(desk, "INV-0900", 110_00)
        mail = post(desk, key="sum", subject_id=invoice.id)
        sales.received(desk, 10_00, (invoice, 10_00))
        return mail.id

    shown = choose(selling, selling.work(paid))
    row = shown.table.current_record()
    assert isinstance(row, MailRow)
    assert state_pill(row).words == "Sum changed"
    assert shown.pane.letter.warned.text().startswith("10.00 AUD of the invoice was paid, credited or written off")
    assert shown.acts["send"].isEnabled(), "a person may want it as it is"
