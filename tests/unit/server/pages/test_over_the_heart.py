"""The pages over the real heart and its database: what is looked at stays, what is somebody else's is not there."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import MetaData, select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol import events
from bookdesk.protocol.commands import Customer
from bookdesk.protocol.words import PaperKind
from bookdesk.server.assembly import Portal
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.whole import portal_app
from tests.support.desk import TOKEN, Desk, link, opened
from tests.support.memorygateway import MemoryGateway
from tests.support.portal import Letters
from tests.support.portal_client import ADDRESS, PortalClient
from tests.support.portal_pages import places

PAGE = f"/d/{TOKEN}"
GATEWAY = "https://pay.example"
OTHER = "another-token-with-256-bits-of-chance-in-it"
OFFER = "a-token-of-an-estimate-with-chance-in-it-00"
BUCKETS = "bucket"
KIM = Customer("cust1", (), "en-IE")


@pytest.fixture
def published(desk: Desk) -> Desk:
    """A desk that published an invoice and an estimate to one customer."""
    now = desk.portal.heart.now()
    offer = desk.paper("e1", kind=PaperKind.ESTIMATE, number="EST-1", links=(link(now, OFFER),))
    results = desk.send(desk.paper(customer=KIM), replace(offer, customer=KIM))
    assert [result.why for result in results] == ["", ""]
    return desk


@pytest.fixture
def customer(portal: Portal, published: Desk) -> Iterator[PortalClient]:
    """Somebody who has the link."""
    assert published.portal is portal
    app = portal_app(portal.for_pages(), PageSettings(ADDRESS, (GATEWAY,), b"k" * 32), portal.routes())
    with PortalClient(app) as client:
        yield client


def rows(portal: Portal) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is in the database but for the counters against guessing."""
    known = MetaData()
    known.reflect(portal.heart.store.engine)
    with portal.heart.store.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in known.sorted_tables
            if table.name != BUCKETS
        }


def enter(customer: PortalClient, letters: Letters, page: str = PAGE) -> None:
    """Have a code sent and open the account by it."""
    customer.post(f"{page}/everything", {}, shown_on=f"{page}/everything")
    code = re.search(r"\d{6}", letters.sent[-1].body)
    assert code is not None
    typed = {"code": code[0]}
    assert customer.post(f"{page}/everything/code", typed, shown_on=f"{page}/everything/code").status_code == 303


def test_looking_at_everything_leaves_the_database_as_it_is(
    customer: PortalClient, portal: Portal, letters: Letters
) -> None:
    enter(customer, letters)
    before = rows(portal)
    assert before["document"]
    seen = set()
    for token in (TOKEN, OFFER):
        for place in [*places(token), *places(OTHER)[:5]]:
            path = place.path.replace("doc1", "d1")
            for method in ("GET", "HEAD") if place.method == "GET" else ():
                seen.add(customer.ask(method, path, headers={"sec-purpose": "prefetch"}).status_code)
    assert seen == {200, 303, 404}
    assert rows(portal) == before


def test_an_invoice_is_paid_and_the_desk_told(customer: PortalClient, published: Desk, gateway: MemoryGateway) -> None:
    assert "€100.00" in customer.get(PAGE).text
    typed = {"amount": "10000", "seen": "10000", "method": PayMethod.CARD.value}
    led = customer.post(f"{PAGE}/pay", typed, shown_on=PAGE).headers["location"]
    assert led.startswith(f"{GATEWAY}/")
    assert customer.post(f"{PAGE}/pay", typed, shown_on=f"{PAGE}/paying").headers["location"] in {f"{PAGE}/paying", led}
    assert len(gateway.sessions) == 1
    assert f'action="{PAGE}/check"' in customer.get(f"{PAGE}/back").text
    assert gateway.pay(next(iter(gateway.sessions)))
    customer.post(f"{PAGE}/check", {}, shown_on=f"{PAGE}/back")
    page = customer.get(f"{PAGE}/back?checked").text
    assert "has arrived" in page
    assert "Paid in full" in customer.get(PAGE).text
    assert customer.post(f"{PAGE}/pay", typed, shown_on=f"{PAGE}/preferences").status_code == 409
    told = published.pull()
    assert [type(event) for event in told].count(events.SessionOpened) == 1
    states = [event.state for event in told if isinstance(event, events.SessionChanged)]
    assert states[-1] is events.AttemptState.SUCCEEDED
    assert len(gateway.paid) == 1


def test_an_amount_that_changed_meanwhile_is_shown_first(
    customer: PortalClient, published: Desk, gateway: MemoryGateway
) -> None:
    customer.get(PAGE)
    published.send(published.paper(version=2, amount=Money(8_000, "EUR"), customer=KIM))
    response = customer.post(f"{PAGE}/pay", {"amount": "10000", "seen": "10000", "method": "card"}, shown_on=PAGE)
    assert response.status_code == 409
    assert "€80.00" in response.text
    assert gateway.sessions == {}


def test_an_estimate_is_accepted_once(customer: PortalClient, published: Desk) -> None:
    page, typed = f"/d/{OFFER}/accept", {"name": "Kim Koala", "version": "1", "sure": "yes"}
    assert customer.post(page, typed, shown_on=page).headers["location"] == f"/d/{OFFER}"
    assert "Accepted by Kim Koala" in customer.get(f"/d/{OFFER}").text
    assert customer.post(page, typed, shown_on=f"/d/{OFFER}/preferences").status_code == 409
    told = [event for event in published.pull() if isinstance(event, events.EstimateAccepted)]
    assert [event.name for event in told] == ["Kim Koala"]


def test_a_card_number_is_not_taken_in_a_question(customer: PortalClient, published: Desk) -> None:
    page = f"{PAGE}/question"
    response = customer.post(page, {"text": "mine is 4242 4242 4242 4242", "kind": "dispute"}, shown_on=page)
    assert response.status_code == 422
    assert "looks like a card number" in response.text
    photo = [("files", ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20))]
    assert customer.post(page, {"text": "Two were bad.", "line": "1"}, photo, shown_on=page).status_code == 303
    assert customer.post(page, {"text": "x"}, [("files", ("a.exe", b"MZ"))], shown_on=page).status_code == 422
    told = [type(event).__name__ for event in published.pull()]
    assert len([name for name in told if "Question" in name or "Dispute" in name]) == 1


def test_the_language_that_was_chosen_is_spoken(customer: PortalClient) -> None:
    page = f"{PAGE}/preferences"
    led = customer.post(page, {"language": "es", "reminders": "yes"}, shown_on=page).headers["location"]
    assert '<html lang="es">' in customer.get(led).text


def test_a_code_opens_this_customer_s_papers_and_nobody_else_s(
    customer: PortalClient, published: Desk, firm: Desk, letters: Letters
) -> None:
    portal = published.portal
    other = opened(portal, firm, "wombat")
    other.set_up(display_name="Wombat Ltd")
    now = portal.heart.now()
    other.send(other.paper("w1", links=(link(now, OTHER),)))
    published.send(published.paper("d9", links=(), customer=Customer("cust9", (), "en")))
    assert "Wombat Ltd" in customer.get(f"/d/{OTHER}").text
    enter(customer, letters)
    page = customer.get("/account").text
    assert "INV-1" in page
    assert "Wombat" not in page
    assert customer.get("/account/d/d1").status_code == 200
    nothing = customer.get("/d/nonsense").content
    for document in ("w1", "d9", "nonsense", "d1' OR 1=1", "%"):
        assert customer.get(f"/account/d/{document}").content == nothing
        assert customer.post(f"/account/d/{document}/paper", {}, shown_on="/account").content == nothing
    enter(customer, letters, f"/d/{OTHER}")
    assert customer.get("/account/d/w1").status_code == 200
    assert customer.get("/account/d/d1").content == nothing


def test_a_code_is_good_once_and_five_tries_are_enough(customer: PortalClient, letters: Letters) -> None:
    page = f"{PAGE}/everything"
    customer.post(page, {}, shown_on=page)
    found = re.search(r"\d{6}", letters.sent[-1].body)
    assert found is not None
    wrong = f"{(int(found[0]) + 1) % 1_000_000:06d}"
    answers = [customer.post(f"{page}/code", {"code": wrong}, shown_on=f"{page}/code").text for _ in range(6)]
    assert "wrong or no longer valid" in answers[0]
    assert "tried too often" in answers[5]
    assert customer.post(f"{page}/code", {"code": found[0]}, shown_on=f"{page}/code").status_code == 422


def test_mail_that_is_away_is_said(customer: PortalClient, letters: Letters) -> None:
    letters.away = True
    assert customer.post(f"{PAGE}/everything", {}, shown_on=f"{PAGE}/everything").status_code == 503


def test_a_gateway_that_is_away_costs_nothing(customer: PortalClient, gateway: MemoryGateway) -> None:
    gateway.faults = ["away"] * 5
    response = customer.post(f"{PAGE}/pay", {"amount": "10000", "seen": "10000", "method": "card"}, shown_on=PAGE)
    assert response.status_code in {303, 503}
    after = customer.get(PAGE)
    assert after.status_code == 200
    assert gateway.paid == []


def test_guessing_is_stopped_and_said(customer: PortalClient) -> None:
    answers = [customer.get(f"/d/guess-{number}").status_code for number in range(40)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert set(answers) == {404, 429}


def test_nothing_secret_is_logged_on_the_whole_way(
    customer: PortalClient, letters: Letters, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bookdesk")
    enter(customer, letters)
    customer.post(f"{PAGE}/pay", {"amount": "10000", "seen": "10000", "method": "card"}, shown_on=PAGE)
    customer.get("/account")
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bookdesk"))
    assert "POST /d/{token}/pay 303" in said
    code = re.search(r"\d{6}", letters.sent[-1].body)
    assert code is not None
    for secret in (TOKEN, TOKEN[:8], customer.cookie, code[0], "kim@example.org", "INV-1", "whsec"):
        assert secret not in said
