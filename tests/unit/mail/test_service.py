from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.vocabulary import MailStage
from bookdesk.mail.bounces import Fate, Notice
from bookdesk.mail.bouncing import settle_doubts, take_notices
from bookdesk.mail.lists import MailList, on_list, shut_addresses, to_decide
from bookdesk.mail.service import MailService, Word
from bookdesk.mail.timeline import mail_about, mail_to
from bookdesk.models.mail import MailMessage, MailState
from bookdesk.store.desk import Desk
from tests.support.books import client_desk, supplier
from tests.support.mailserver import Breaks, House, Humour, open_house
from tests.support.posted import events_of, paper, post, state_of
from tests.unit.mail.test_sending import ADA, BOB, later, reached, send, stage


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


def lost(desk: Desk, house: House, **said: object) -> MailMessage:
    """Write a message and let it be lost on its way."""
    message = post(desk, **said)
    house.humours.append(Humour(breaks=Breaks.AFTER_TEXT_DROPPED))
    send(desk, house)
    assert stage(desk, message) is MailStage.UNKNOWN
    return message


def shut_now(desk: Desk) -> frozenset[str]:
    with desk.books.query() as session:
        return shut_addresses(session)


def on(desk: Desk, which: MailList) -> set[str]:
    with desk.books.query() as session:
        return set(session.scalars(select(MailState.mail_id).where(on_list(which))))


def test_the_outbox_says_what_waits_and_why(desk: Desk, house: House) -> None:
    contact = supplier(desk, "Harbour Foods")
    first = post(desk, contact_id=contact.id, attachments=(paper(desk),))
    second = post(desk, key="2", copies=(BOB,))
    house.humours.append(Humour(recipients={ADA: "450 4.2.0 greylisted"}))
    send(desk, house)
    service = MailService(desk)
    (waiting,) = service.outbox()
    assert (waiting.id, waiting.contact, waiting.stage) == (first.id, "Harbour Foods", MailStage.QUEUED)
    assert (waiting.tries, waiting.problem, waiting.left) == (1, f"{ADA}: 450 4.2.0 greylisted", (ADA,))
    assert waiting.next_at is not None
    assert [one.id for one in service.outbox(everything=True)] == [second.id, first.id]
    details = service.show(first.id)
    assert (details.files, details.facts) == (("invoice-2026-0001.pdf",), ())
    assert [one.recipient for one in service.show(second.id).facts] == [ADA, BOB]


def test_a_message_is_found_by_the_end_of_its_id(desk: Desk) -> None:
    message, service = post(desk), MailService(desk)
    assert service.find(message.id) == service.find(message.id[-8:]) == message.id
    for unknown in ("", "0", "%", "ffffffff-no", message.id[:8]):
        with pytest.raises(NotFound):
            service.find(unknown)
    with pytest.raises(NotFound):
        service.show("nothing")


def test_what_waits_can_be_taken_out_and_stays_out(desk: Desk, house: House) -> None:
    message, service = post(desk), MailService(desk)
    assert service.cancel(message.id).view.stage is MailStage.CANCELLED
    later(desk)
    send(desk, house)
    assert reached(house) == []
    assert events_of(desk, message.id) == [("cancelled", None)]
    with pytest.raises(RuleBroken, match="cancelled already"):
        service.cancel(message.id)


def test_what_one_of_two_has_already_is_taken_out_for_the_other(desk: Desk, house: House) -> None:
    message, service = post(desk, copies=(BOB,)), MailService(desk)
    house.humours.append(Humour(recipients={BOB: "450 4.2.0 later"}))
    send(desk, house)
    assert service.cancel(message.id).view.stage is MailStage.ACCEPTED
    later(desk)
    send(desk, house)
    assert reached(house) == [ADA]
    assert service.show(message.id).view.left == (BOB,)


def test_what_may_have_left_cannot_be_taken_out(desk: Desk, house: House) -> None:
    message, service = lost(desk, house), MailService(desk)
    with pytest.raises(RuleBroken, match="Nobody knows"):
        service.cancel(message.id)
    assert service.outbox()[0].stage is MailStage.UNKNOWN


def test_a_person_says_that_it_arrived(desk: Desk, house: House) -> None:
    message, service = lost(desk, house), MailService(desk)
    details = service.resolve(message.id, Word.ARRIVED)
    assert details.view.stage is MailStage.ACCEPTED
    assert [(one.recipient, one.detail) for one in details.facts] == [(ADA, "a person says that it arrived")]
    later(desk)
    send(desk, house)
    assert reached(house) == []


def test_a_person_has_it_sent_again(desk: Desk, house: House) -> None:
    message, service = lost(desk, house), MailService(desk)
    service.resolve(message.id, Word.AGAIN)
    send(desk, house)
    assert reached(house) == [ADA]
    assert events_of(desk, message.id) == [("again", None), ("accepted", ADA)]
    with pytest.raises(RuleBroken, match="Nothing is in doubt"):
        service.resolve(message.id, Word.AGAIN)


def test_what_a_server_refused_may_be_sent_again_by_a_persons_word(desk: Desk, house: House) -> None:
    message, service = post(desk), MailService(desk)
    for _ in range(2):
        house.humours.append(Humour(recipients={ADA: "550 5.7.1 policy"}))
        send(desk, house)
        assert stage(desk, message) is MailStage.REFUSED
        with pytest.raises(RuleBroken):
            service.resolve(message.id, Word.ARRIVED)
        service.resolve(message.id, Word.AGAIN)
    send(desk, house)
    assert reached(house) == [ADA]
    assert [kind for kind, _ in events_of(desk, message.id)] == ["refused", "again", "refused", "again", "accepted"]


def test_nothing_is_resolved_that_is_not_in_doubt(desk: Desk) -> None:
    message = post(desk)
    for word in Word:
        with pytest.raises(RuleBroken, match="waits in the outbox"):
            MailService(desk).resolve(message.id, word)


def test_who_was_put_off_before_a_message_was_lost_is_still_written_to(desk: Desk, house: House) -> None:
    message, service = post(desk, copies=(BOB,)), MailService(desk)
    house.humours.append(Humour(recipients={BOB: "450 4.2.0 later"}, breaks=Breaks.AFTER_TEXT_TAKEN))
    send(desk, house)
    assert stage(desk, message) is MailStage.UNKNOWN
    assert service.resolve(message.id, Word.ARRIVED).view.stage is MailStage.QUEUED
    send(desk, house)
    assert [recipients for recipients, _ in house.delivered] == [(ADA,), (BOB,)]
    assert stage(desk, message) is MailStage.ACCEPTED


def test_what_came_back_is_written_down_once(desk: Desk, house: House) -> None:
    message = post(desk, copies=(BOB,))
    send(desk, house)
    failed = Notice(message.message_id, "ADA@customer.example", Fate.FAILED, "550 no such user")
    late = Notice(message.message_id, BOB, Fate.DELAYED, "421 busy")
    other = Notice("<other@acme.example>", ADA, Fate.FAILED, "550")
    assert take_notices(desk, [failed, late, other, failed]) == 2
    assert take_notices(desk, [failed, late]) == 0
    assert events_of(desk, message.id)[2:] == [("bounced", ADA), ("delayed", BOB)]
    (view,) = MailService(desk).outbox(everything=True)
    assert (view.bounced, view.stage) == ((ADA,), MailStage.ACCEPTED)
    assert shut_now(desk) == {ADA}
    post(desk, key="2")
    send(desk, house)
    assert shut_now(desk) == {ADA}, "a server's yes is no word about who reads there"


def test_a_report_on_an_address_it_was_forwarded_to_is_about_the_only_recipient(desk: Desk, house: House) -> None:
    message = post(desk)
    send(desk, house)
    assert take_notices(desk, [Notice(message.message_id, "ada@home.example", Fate.FAILED, "550")]) == 1
    assert take_notices(desk, [Notice(message.message_id, None, Fate.FAILED, "550")]) == 0
    assert events_of(desk, message.id)[1:] == [("bounced", ADA)]


def test_what_came_back_did_leave(desk: Desk, house: House) -> None:
    message = lost(desk, house)
    take_notices(desk, [Notice(message.message_id, ADA, Fate.FAILED, "550")])
    assert state_of(desk, message.id).stage is MailStage.ACCEPTED
    assert events_of(desk, message.id) == [("accepted", ADA), ("bounced", ADA)]


def test_what_the_server_keeps_as_sent_did_leave_and_what_it_does_not_stays_unknown(desk: Desk, house: House) -> None:
    kept, unknown = lost(desk, house), lost(desk, house, key="2")
    assert settle_doubts(desk, lambda message_id: message_id == kept.message_id) == 1
    assert (stage(desk, kept), stage(desk, unknown)) == (MailStage.ACCEPTED, MailStage.UNKNOWN)
    assert settle_doubts(desk, lambda _: False) == 0


def test_a_contacts_timeline_has_what_was_sent_to_him(desk: Desk, house: House) -> None:
    contact = supplier(desk, "Harbour Foods")
    first = post(desk, contact_id=contact.id, subject_id="inv-1")
    later(desk)
    second = post(desk, key="2", contact_id=contact.id)
    post(desk, key="3")
    send(desk, house)
    with desk.books.query() as session:
        assert [one.id for one in mail_to(session, contact.id)] == [second.id, first.id]
        assert [one.id for one in mail_about(session, "inv-1")] == [first.id]
        assert {one.stage for one in mail_to(session, contact.id)} == {MailStage.ACCEPTED}


def test_what_is_held_stays_until_it_is_released(desk: Desk, house: House) -> None:
    message, other, service = post(desk), post(desk, key="2", recipients=(BOB,)), MailService(desk)
    assert service.hold(message.id).view.held
    with pytest.raises(RuleBroken, match="held already"):
        service.hold(message.id)
    for _ in range(3):
        later(desk)
        send(desk, house)
    assert reached(house) == [BOB]
    with pytest.raises(RuleBroken, match="is held"):
        service.hurry(message.id)
    assert not service.release(message.id).view.held
    with pytest.raises(RuleBroken, match="not held"):
        service.release(message.id)
    send(desk, house)
    assert reached(house) == [BOB, ADA]
    for act in (service.hold, service.release, service.hurry):
        with pytest.raises(RuleBroken, match="accepted already"):
            act(other.id)
    assert events_of(desk, message.id) == [("held", None), ("released", None), ("accepted", ADA)]


def test_one_that_is_held_while_its_round_runs_does_not_leave(desk: Desk, house: House) -> None:
    first, second = post(desk), post(desk, key="2", recipients=(BOB,))
    house.at_text = lambda: MailService(desk).hold(second.id)
    send(desk, house)
    assert (stage(desk, first), stage(desk, second)) == (MailStage.ACCEPTED, MailStage.QUEUED)
    assert reached(house) == [ADA]


def test_who_does_not_want_to_wait_has_it_tried_at_once_but_not_before_its_hour(desk: Desk, house: House) -> None:
    message, service = post(desk), MailService(desk)
    house.humours.append(Humour(recipients={ADA: "450 4.2.0 greylisted"}))
    send(desk, house)
    send(desk, house)
    assert reached(house) == []
    view = service.hurry(message.id).view
    assert (view.next_at, view.tries, view.problem) == (None, 1, f"{ADA}: 450 4.2.0 greylisted")
    send(desk, house)
    assert reached(house) == [ADA]
    evening = post(desk, key="2", not_before=desk.clock.now() + timedelta(hours=10))
    with pytest.raises(RuleBroken, match="office opens"):
        service.hurry(evening.id)


def test_what_is_not_to_be_sent_any_more_stays_unsent(desk: Desk, house: House) -> None:
    unknown, service = lost(desk, house), MailService(desk)
    refused = post(desk, key="2")
    house.humours.append(Humour(recipients={ADA: "550 5.1.1 no such user"}))
    send(desk, house)
    assert on(desk, MailList.TO_DECIDE) == {unknown.id, refused.id}
    for one in (unknown, refused):
        assert service.resolve(one.id, Word.UNSENT).view.stage is MailStage.CANCELLED
    later(desk)
    send(desk, house)
    assert reached(house) == []
    assert (on(desk, MailList.TO_DECIDE), on(desk, MailList.NOT_SENT)) == (set(), {unknown.id, refused.id})
    with pytest.raises(RuleBroken, match="Nothing is in doubt"):
        service.resolve(refused.id, Word.UNSENT)


def test_what_came_back_asks_for_a_person_until_he_says_what_he_did(desk: Desk, house: House) -> None:
    message, service = post(desk, copies=(BOB,)), MailService(desk)
    send(desk, house)
    assert on(desk, MailList.TO_DECIDE) == set()
    with pytest.raises(RuleBroken, match="Nothing is to be settled"):
        service.settle(message.id, "called")
    take_notices(desk, [Notice(message.message_id, ADA, Fate.FAILED, "550 no such user")])
    assert on(desk, MailList.TO_DECIDE) == on(desk, MailList.SENT) == {message.id}
    assert [one.id for one in service.outbox()] == [message.id]
    after = post(desk, key="2")
    assert service.show(after.id).shut == (ADA,)
    assert service.show(message.id).shut == (), "of itself it says so anyhow"
    for nothing in ("", "  ", "\u200b"):
        with pytest.raises(InputError):
            service.settle(message.id, nothing)
    details = service.settle(message.id, "called him: the box was full")
    assert details.facts[-1].detail == "called him: the box was full"
    assert (on(desk, MailList.TO_DECIDE), shut_now(desk)) == (set(), frozenset())
    take_notices(desk, [Notice(message.message_id, BOB, Fate.FAILED, "550 no such user")])
    assert on(desk, MailList.TO_DECIDE) == {message.id}, "from another one it came back since"


def test_whom_a_server_refused_is_not_forgotten_where_others_have_it(desk: Desk, house: House) -> None:
    message, service = post(desk, copies=(BOB,)), MailService(desk)
    house.humours.append(Humour(recipients={BOB: "550 5.1.1 no such user"}))
    send(desk, house)
    assert stage(desk, message) is MailStage.ACCEPTED
    with desk.books.query() as session:
        assert to_decide(session) == 1
    service.settle(message.id, "Bob left the firm")
    with desk.books.query() as session:
        assert to_decide(session) == 0
