"""Mail leaves once: whatever the server says, wherever the connection breaks, whenever the program ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import InUse, NotAllowed
from bookdesk.core.failpoints import install
from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.mail import sending
from bookdesk.mail.sending import Report, due, send_waiting, wake
from bookdesk.mail.smtp import Courier, Patience, Server, connect
from bookdesk.mail.stages import LONGEST_WAIT
from bookdesk.mail.verdicts import StillWanted, Verdict, Wait, Withdraw, let_all_leave, withdrawn_key
from bookdesk.models.actions import Action
from bookdesk.models.mail import MailEvent, MailMessage
from bookdesk.models.paper import Paper
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.mailserver import Breaks, House, Humour, open_house
from tests.support.posted import events_of, paper, post, state_of

ADA, BOB = "ada@customer.example", "bob@customer.example"
QUICK = partial(connect, patience=Patience(connecting=10, answer=10, last=10))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


@pytest.fixture(autouse=True)
def nobody_installed() -> Iterator[None]:
    yield
    install(None)


def send(desk: Desk, house: House, still_wanted: StillWanted = let_all_leave, *, real: bool = True) -> Report:
    return send_waiting(desk, house.server(), real=real, connect=QUICK, still_wanted=still_wanted)


def later(desk: Desk, wait: timedelta = LONGEST_WAIT) -> None:
    assert isinstance(desk.clock, MovableClock)
    desk.clock.advance(wait.total_seconds())


def stage(desk: Desk, message: MailMessage) -> MailStage:
    return state_of(desk, message.id).stage


def reached(house: House) -> list[str]:
    return [one for recipients, _ in house.delivered for one in recipients]


def test_what_waits_leaves_once_with_its_file(desk: Desk, house: House) -> None:
    message = post(desk, attachments=(paper(desk, b"%PDF the file"),), copies=(BOB,))
    assert send(desk, house).accepted == 1
    assert send(desk, house) == Report()
    ((recipients, content),) = house.delivered
    assert recipients == (ADA, BOB)
    assert f"Message-ID: {message.message_id}".encode() in content
    assert stage(desk, message) is MailStage.ACCEPTED
    assert events_of(desk, message.id) == [("accepted", ADA), ("accepted", BOB)]
    assert house.connections == 1, "nothing waits, so nobody is asked"


def test_mail_leaves_in_the_order_it_was_written_over_one_connection(desk: Desk, house: House) -> None:
    subjects = [f"Letter {number}" for number in range(5)]
    for subject in subjects:
        post(desk, key=subject, subject=subject)
    assert send(desk, house).accepted == 5
    assert [
        subject for _, content in house.delivered for subject in subjects if subject.encode() in content
    ] == subjects
    assert house.connections == 1


def test_nothing_leaves_before_its_time(desk: Desk, house: House) -> None:
    message = post(desk, not_before=desk.clock.now() + timedelta(hours=9))
    assert send(desk, house) == Report()
    later(desk, timedelta(hours=9))
    assert send(desk, house).accepted == 1
    assert stage(desk, message) is MailStage.ACCEPTED


def test_a_greylisted_message_is_tried_again_later_and_not_at_once(desk: Desk, house: House) -> None:
    message = post(desk)
    house.humours += [Humour(recipients={ADA: "450 4.2.0 greylisted"}), Humour(text="451 4.3.0 busy")]
    assert send(desk, house).put_off == 1
    state = state_of(desk, message.id)
    assert (state.stage, state.tries) == (MailStage.QUEUED, 1)
    assert state.next_at == desk.clock.now() + timedelta(minutes=2)
    assert state.problem == f"{ADA}: 450 4.2.0 greylisted"
    assert send(desk, house) == Report()
    later(desk)
    assert send(desk, house).put_off == 1
    assert state_of(desk, message.id).problem == "451 4.3.0 busy"
    later(desk)
    assert send(desk, house).accepted == 1
    assert reached(house) == [ADA]
    assert events_of(desk, message.id) == [("accepted", ADA)]


def test_one_of_two_recipients_is_refused_for_good(desk: Desk, house: House) -> None:
    message = post(desk, copies=(BOB,))
    house.humours.append(Humour(recipients={BOB: "550 5.1.1 no such user"}))
    assert send(desk, house).accepted == 1
    assert reached(house) == [ADA]
    assert events_of(desk, message.id) == [("refused", BOB), ("accepted", ADA)]
    state = state_of(desk, message.id)
    assert (state.stage, state.problem) == (MailStage.ACCEPTED, f"{BOB}: 550 5.1.1 no such user")


def test_who_has_it_gets_no_second_one_while_another_is_put_off(desk: Desk, house: House) -> None:
    message = post(desk, copies=(BOB,))
    house.humours += [Humour(recipients={BOB: "450 4.2.0 later"}), Humour(recipients={BOB: "450 4.2.0 later"})]
    assert send(desk, house).accepted == 1
    assert stage(desk, message) is MailStage.QUEUED
    later(desk)
    assert send(desk, house).put_off == 1
    later(desk)
    assert send(desk, house).accepted == 1
    assert [recipients for recipients, _ in house.delivered] == [(ADA,), (BOB,)]
    assert events_of(desk, message.id) == [("delayed", BOB), ("accepted", ADA), ("accepted", BOB)]
    assert stage(desk, message) is MailStage.ACCEPTED


def test_a_refused_message_rests_with_the_servers_words(desk: Desk, house: House) -> None:
    by_text, by_name = post(desk), post(desk, key="2")
    house.humours += [Humour(text="554 5.7.1 looks like spam"), Humour(recipients={ADA: "550 5.1.1 no such user"})]
    assert send(desk, house).refused == 2
    later(desk)
    assert send(desk, house) == Report()
    for message, words in ((by_text, "554 5.7.1 looks like spam"), (by_name, f"{ADA}: 550 5.1.1 no such user")):
        state = state_of(desk, message.id)
        assert (state.stage, state.problem) == (MailStage.REFUSED, words)
        assert events_of(desk, message.id) == [("refused", ADA)]


@pytest.mark.parametrize("breaks", [Breaks.AT_DATA, Breaks.AFTER_TEXT_TAKEN, Breaks.AFTER_TEXT_DROPPED])
def test_what_may_have_left_is_never_sent_again_unasked(desk: Desk, house: House, breaks: Breaks) -> None:
    first, second = post(desk), post(desk, key="2")
    house.humours.append(Humour(breaks=breaks))
    report = send(desk, house)
    assert (report.unknown, report.accepted) == (1, 0)
    assert stage(desk, first) is MailStage.UNKNOWN
    assert stage(desk, second) is MailStage.QUEUED, "a connection like this one is not tried on the next"
    for _ in range(20):
        later(desk)
        send(desk, house)
    assert reached(house).count(ADA) == 1 + (breaks is Breaks.AFTER_TEXT_TAKEN)
    assert stage(desk, first) is MailStage.UNKNOWN
    assert stage(desk, second) is MailStage.ACCEPTED


@pytest.mark.parametrize("breaks", [Breaks.AT_SENDER, Breaks.AT_RECIPIENT])
def test_what_certainly_has_not_left_is_tried_again(desk: Desk, house: House, breaks: Breaks) -> None:
    message = post(desk)
    house.humours.append(Humour(breaks=breaks))
    assert send(desk, house).put_off == 1
    later(desk)
    assert send(desk, house).accepted == 1
    assert stage(desk, message) is MailStage.ACCEPTED


def test_a_message_that_a_server_cannot_bear_keeps_nobody_elses_waiting(desk: Desk, house: House) -> None:
    hard, other = post(desk), post(desk, key="2")
    house.humours.append(Humour(breaks=Breaks.AT_RECIPIENT))
    report = send(desk, house)
    assert (report.put_off, report.accepted) == (1, 1)
    assert (stage(desk, hard), stage(desk, other)) == (MailStage.QUEUED, MailStage.ACCEPTED)


def test_a_connection_that_has_lasted_long_enough_is_opened_anew(desk: Desk, house: House) -> None:
    for number in range(3):
        post(desk, key=str(number))
    house.humours += [Humour(), Humour(breaks=Breaks.AT_SENDER)]
    assert send(desk, house).accepted == 3
    assert house.connections == 2


def test_a_server_that_is_away_for_a_week_loses_nothing_and_keeps_the_order(desk: Desk) -> None:
    with open_house() as gone:
        pass
    messages = [post(desk, key=f"key {number}", subject=f"Letter {number}") for number in range(3)]
    for _ in range(60):
        report = send(desk, gone)
        assert report.accepted == 0
        later(desk, timedelta(hours=3))
    assert "cannot be reached" in (report.problem or "") or report == Report()
    state = state_of(desk, messages[0].id)
    assert "cannot be reached" in (state.problem or "")
    assert state.next_at is not None
    assert state.next_at - desk.clock.now() <= LONGEST_WAIT
    last = post(desk, key="last", subject="Letter last")
    with open_house(port=gone.port) as back:
        assert send(desk, back).accepted == 4, "whoever is due first brings all along that waited for the server"
    order = [content.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for _, content in back.delivered]
    assert order == ["Letter 0", "Letter 1", "Letter 2", "Letter last"]
    assert {stage(desk, one) for one in (*messages, last)} == {MailStage.ACCEPTED}


def test_a_wrong_account_refuses_no_message(desk: Desk, house: House) -> None:
    message = post(desk)
    house.humours += [Humour(sender="553 5.7.1 not yours")] * 2
    report = send(desk, house)
    assert report.put_off >= 1
    state = state_of(desk, message.id)
    assert state.stage is MailStage.QUEUED
    assert "does not let post@acme.example send" in (state.problem or "")


def test_the_program_ends_while_a_message_is_under_way(desk: Desk, house: House) -> None:
    for point in ("mail: sending", "mail: answered"):
        message = post(desk, key=point)
        install(partial(_end_at, point))
        with pytest.raises(KeyboardInterrupt):
            send(desk, house)
        install(None)
        assert stage(desk, message) is MailStage.SENDING
        assert wake(desk) == 1
        assert wake(desk) == 0
        assert send(desk, house) == Report()
        state = state_of(desk, message.id)
        assert state.stage is MailStage.UNKNOWN
        assert "Nobody knows" in (state.problem or "")
    assert reached(house) == [ADA]


def test_a_program_that_ends_before_it_says_so_has_not_sent(desk: Desk, house: House) -> None:
    message = post(desk)
    for point in ("change: begun", "change: before seal", "change: sealed"):
        install(partial(_end_at, point))
        with suppress(KeyboardInterrupt):
            send(desk, house)
        install(None)
        assert stage(desk, message) in {MailStage.QUEUED, MailStage.UNKNOWN}
        assert reached(house) == []


def _end_at(point: str, name: str) -> None:
    if name == point:
        raise KeyboardInterrupt


def test_two_who_start_at_once_send_once(desk: Desk, house: House) -> None:
    message = post(desk)
    refused: list[str] = []

    def second(server: Server) -> Courier:
        with pytest.raises(InUse) as busy:
            send(desk, house)
        refused.append(busy.value.what)
        return QUICK(server)

    assert send_waiting(desk, house.server(), real=True, connect=second).accepted == 1
    assert refused == ["Mail of this client is being sent already."]
    assert stage(desk, message) is MailStage.ACCEPTED
    assert reached(house) == [ADA]


def test_what_a_person_takes_out_while_the_server_is_asked_does_not_leave(desk: Desk, house: House) -> None:
    message = post(desk)
    asked = 0

    def paid_meanwhile(session: Session, waiting: MailMessage, now: datetime) -> Verdict:
        nonlocal asked
        del session, now
        asked += 1
        return Withdraw(f"{waiting.subject} was paid.") if asked > 1 else None

    assert send(desk, house, paid_meanwhile).withdrawn == 1
    assert reached(house) == []
    assert events_of(desk, message.id) == [("cancelled", None)]
    state = state_of(desk, message.id)
    assert (state.stage, state.problem) == (MailStage.CANCELLED, f"{message.subject} was paid.")
    with desk.books.query() as session:
        assert session.query(MailEvent).one().key == withdrawn_key(message.id)


def test_what_must_wait_waits_until_it_is_asked_about_again(desk: Desk, house: House) -> None:
    message = post(desk, kind=MailKind.REMINDER)
    until = desk.clock.now() + timedelta(hours=2)

    def quiet(session: Session, waiting: MailMessage, now: datetime) -> Verdict:
        del session, waiting
        return Wait(until, "It is night there.") if now < until else None

    assert send(desk, house, quiet) == Report()
    state = state_of(desk, message.id)
    assert (state.stage, state.next_at, state.problem, state.tries) == (
        MailStage.QUEUED,
        until,
        "It is night there.",
        0,
    )
    assert house.connections == 0
    later(desk, timedelta(hours=2))
    assert send(desk, house, quiet).accepted == 1


def test_a_practice_for_show_reaches_this_computer_only(desk: Desk, house: House) -> None:
    post(desk)
    with pytest.raises(NotAllowed, match="for show"):
        send_waiting(desk, house.server(host="mail.example"), real=False, connect=QUICK)
    assert send(desk, house, real=False).accepted == 1


def test_a_file_that_cannot_be_read_keeps_its_message_only(desk: Desk, house: House) -> None:
    broken, sound = post(desk, attachments=(paper(desk),)), post(desk, key="2")
    with desk.books.query() as session:
        name = session.query(Paper).one().stored_name
    (desk.books.documents.folder / name).unlink()
    report = send(desk, house)
    assert (report.put_off, report.accepted) == (1, 1)
    assert "cannot be read" in (state_of(desk, broken.id).problem or "")
    assert stage(desk, sound) is MailStage.ACCEPTED


def test_who_wants_to_stop_is_heard_between_two_messages(desk: Desk, house: House) -> None:
    for number in range(3):
        post(desk, key=str(number))
    asked = iter([False, False, True])
    report = send_waiting(desk, house.server(), real=True, connect=QUICK, stopping=lambda: next(asked))
    assert report.accepted == 1


def test_after_books_were_put_back_nobody_knows_what_has_left(desk: Desk, house: House) -> None:
    before = post(desk)
    with desk.books.change(
        Action.CLIENT_RESTORED, "put back", actor=desk.actor, origin_id="restored x 2026-06-30T00:00:00+00:00"
    ) as work:
        work.commit()
    after = post(desk, key="2")
    assert send(desk, house).accepted == 1
    state = state_of(desk, before.id)
    assert state.stage is MailStage.UNKNOWN
    assert "put back to an earlier day" in (state.problem or "")
    assert stage(desk, after) is MailStage.ACCEPTED


def test_the_list_of_what_is_due_has_an_end(desk: Desk) -> None:
    with desk.books.query() as session:
        assert due(session, desk.clock.now()) == ()
    assert sending.never() is False
