"""The lists of mails: who is on which, in which order, found by which words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.mail.bounces import Fate, Notice
from bookdesk.mail.bouncing import take_notices
from bookdesk.mail.listing import MailList, MailListing, MailOrder, MailQuery, MailRow
from bookdesk.mail.service import MailService
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.mailserver import House, Humour, open_house
from tests.support.posted import post
from tests.support.sales import customer, issued
from tests.unit.mail.test_sending import ADA, BOB, send


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


def rows(desk: Desk, which: MailList = MailList.ALL, text: str = "", **said: object) -> list[MailRow]:
    view = MailListing(desk).of(MailQuery(which, text, **said))  # type: ignore[arg-type] # fields by name
    keys = view.keys()
    assert view.first(len(keys)) == keys
    return list(view.rows(keys))


def test_each_mail_is_on_its_lists_and_the_counts_say_the_same(desk: Desk, house: House) -> None:
    back, refused, gone = post(desk), post(desk, key="2"), post(desk, key="3")
    house.humours.extend([Humour(), Humour(recipients={ADA: "550 5.1.1 no such user"}), Humour()])
    send(desk, house)
    take_notices(desk, [Notice(back.message_id, ADA, Fate.FAILED, "550 mailbox is gone")])
    waits, held, out = post(desk, key="4"), post(desk, key="5"), post(desk, key="6")
    MailService(desk).hold(held.id)
    MailService(desk).cancel(out.id)
    on = {which: {row.id for row in rows(desk, which)} for which in MailList}
    assert on == {
        MailList.TO_DECIDE: {back.id, refused.id},
        MailList.WAITING: {waits.id, held.id},
        MailList.SENT: {back.id, gone.id},
        MailList.NOT_SENT: {out.id},
        MailList.ALL: {one.id for one in (back, refused, gone, waits, held, out)},
    }
    assert MailListing(desk).counts(MailList) == {which: len(ids) for which, ids in on.items()}
    known = {row.id: row for row in rows(desk)}
    assert (known[back.id].back, known[back.id].to_settle) == ((ADA,), True)
    assert known[back.id].left_at is not None
    assert (known[refused.id].refused, known[refused.id].to_settle) == ((ADA,), False)
    assert (known[held.id].held, known[held.id].stage) == (True, MailStage.QUEUED)
    assert not known[out.id].withdrawn


def test_a_report_that_names_nobody_may_mean_each(desk: Desk, house: House) -> None:
    message = post(desk, copies=(BOB,))
    send(desk, house)
    take_notices(desk, [Notice(message.message_id, None, Fate.FAILED, "undeliverable")])
    (row,) = rows(desk, MailList.TO_DECIDE)
    assert row.back == (ADA, BOB)
    assert MailService(desk).settle(message.id, "asked both").view.bounced == ("",)
    assert rows(desk, MailList.TO_DECIDE) == []


def test_mails_are_found_by_customer_address_subject_and_number(desk: Desk) -> None:
    blue = customer(desk, "Blue Lagoon")
    invoice = issued(desk, "INV-0042", 110_00, name="Blue Lagoon")
    first = post(desk, contact_id=blue.id, subject_id=invoice.id, subject="Your bill")
    second = post(
        desk, key="2", recipients=(BOB,), copies=("cc@x.example",), kind=MailKind.NOTICE, subject="100 % paid"
    )
    found = {text: [row.id for row in rows(desk, text=text)] for text in ("lagoon", "0042", "bob@", "cc@", "100 %")}
    assert found == {
        "lagoon": [first.id],
        "0042": [first.id],
        "bob@": [second.id],
        "cc@": [second.id],
        "100 %": [second.id],
    }
    assert rows(desk, text="lagoon bob@") == []
    (row,) = rows(desk, text="lagoon")
    assert (row.customer, row.numbers, row.contact_id) == ("Blue Lagoon", ("INV-0042",), blue.id)
    assert MailListing(desk).key_of(first.id) == row.key
    assert MailListing(desk).key_of("none") is None


def test_each_order_has_all_and_the_other_way_round_is_the_other_way_round(desk: Desk) -> None:
    for number, (name, subject) in enumerate([("beta", "Z"), ("Alpha", "y"), ("alpha", "X")]):
        post(desk, key=str(number), contact_id=customer(desk, name).id, subject=subject)
    for order in MailOrder:
        up = [row.id for row in rows(desk, order=order, descending=False)]
        assert [row.id for row in rows(desk, order=order, descending=True)] == up[::-1]
    assert [row.subject for row in rows(desk, order=MailOrder.CUSTOMER, descending=False)] == ["y", "X", "Z"]
    assert [row.subject for row in rows(desk, order=MailOrder.SUBJECT, descending=False)] == ["X", "y", "Z"]
    assert [row.subject for row in rows(desk)] == ["X", "y", "Z"], "the last one written comes first"
