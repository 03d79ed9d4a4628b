"""The client's letterhead and whom a paper is for, from what stands in the books."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.core.vocabulary import CustomerKind, PaperKind
from bookdesk.formats.paper.stationery import US_10
from bookdesk.mail.billing import Billed, billed, billed_of
from bookdesk.mail.letterhead import ACCENT, letterhead
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.sales import SalesSettings
from bookdesk.store.desk import Desk
from bookdesk.store.papers import NewPaper, keep
from tests.support.books import bank, client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path, "IE") as opened:
        yield opened


def settle(desk: Desk, **fields: object) -> None:
    """Enter the client's settings."""
    with desk.books.change(Action.SALES_SETTINGS_EDITED, "settings", actor=desk.actor) as work:
        work.add(SalesSettings(**fields))
        work.commit()


def test_without_settings_the_profile_speaks(desk: Desk) -> None:
    with desk.books.query() as session:
        head = letterhead(session, desk.books)
    assert (head.seller.name, head.seller.address, head.accent, head.bank) == ("Acme Catering", (), ACCENT, None)
    assert head.ways("en", "INV-1") == ()


def test_settings_make_the_letterhead_and_the_registered_name_stays_on_it(desk: Desk) -> None:
    settle(
        desk,
        trading_name="The Acme Kitchen",
        street="1 Main Street",
        city="Dublin",
        postcode="D02 XY45",
        phone="+353 1 234",
        email="office@acme.example",
        accent="#aa3300",
        stationery="us-10",
        bank_account_id=bank(desk).id,
        instructions="No cheques, please.",
    )
    with desk.books.query() as session:
        head = letterhead(session, desk.books)
    assert head.seller.name == "The Acme Kitchen"
    assert head.seller.address == ("Acme Catering", "1 Main Street", "Dublin", "D02 XY45")
    assert [one.value for one in head.seller.details] == ["+353 1 234", "office@acme.example"]
    assert (head.accent, head.stationery) == ("#aa3300", US_10)
    assert [way.rows[-1].value for way in head.ways("en", "INV-1")] == ["INV-1", "No cheques, please."]


def test_the_logo_is_read_from_its_paper(desk: Desk) -> None:
    with desk.books.change(Action.PAPER_MADE, "logo", actor=desk.actor) as work:
        logo = keep(work, desk, NewPaper(PaperKind.LOGO, None, "logo.png", "image/png", b"a picture"))
        work.add(SalesSettings(logo_id=logo.id))
        work.commit()
    with desk.books.query() as session:
        assert letterhead(session, desk.books).seller.logo == b"a picture"


def test_who_is_billed_is_kept_in_parts_and_stays_as_he_was() -> None:
    contact = Contact(name="Bayside", street="12 Shore Road", city="Bristol", postcode="BS2 0AA", country="GB")
    contact.attention, contact.kind = "Jane Roe", CustomerKind.CONSUMER
    kept = billed(contact)
    contact.name, contact.street = "Bayside Ltd", "Elsewhere"
    found = billed_of(kept, contact)
    assert found == Billed(
        "Bayside", "Jane Roe", "12 Shore Road", "BS2 0AA", "Bristol", "GB", kind=CustomerKind.CONSUMER
    )
    assert found.window("IE", "en") == (
        *("Bayside", "Jane Roe", "12 Shore Road", "Bristol", "BS2 0AA", "UNITED KINGDOM"),
    )
    assert billed_of(None, contact).name == "Bayside Ltd"
