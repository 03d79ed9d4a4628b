from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bookdesk.core.errors import BookDeskError, NotAllowed, Unreachable
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import AnswerLost, Refused
from bookdesk.server.pages.port import PayAnswer, Paying, PayWish
from bookdesk.server.views import HoldView, LiveState, LiveView, Standing
from tests.support.portal_client import ADDRESS, PortalClient
from tests.support.scripted_portal import NOW, TOKEN, ScriptedPortal, aud, invoice
from tests.unit.server.pages.conftest import GATEWAY

PAGE = f"/d/{TOKEN}"
ALL_OF_IT = {"amount": "123450", "seen": "123450", "method": "card"}


def test_one_button_leads_to_the_gateway(visitor: PortalClient, script: ScriptedPortal) -> None:
    response = visitor.post(f"{PAGE}/pay", ALL_OF_IT, shown_on=PAGE)
    assert (response.status_code, response.headers["location"]) == (303, f"{GATEWAY}/pay/{TOKEN}")
    wish = PayWish(aud(123_450), aud(123_450), f"{ADDRESS}{PAGE}/back", f"{ADDRESS}{PAGE}", PayMethod.CARD)
    assert script.done == [("pay", TOKEN, wish)]


def test_a_way_is_kept_only_where_that_is_offered_and_ticked(visitor: PortalClient, script: ScriptedPortal) -> None:
    assert 'name="keep"' not in visitor.get(PAGE).text
    script.documents[TOKEN] = replace(invoice(), keepable=True)
    assert 'name="keep" value="yes">' in visitor.get(PAGE).text
    visitor.post(f"{PAGE}/pay", {**ALL_OF_IT, "keep": "yes"}, shown_on=PAGE)
    assert [done[2].keep for done in script.done if isinstance(done[2], PayWish)] == [True]


def test_another_amount_takes_two_forms(visitor: PortalClient, script: ScriptedPortal) -> None:
    shown = visitor.post(f"{PAGE}/part", {"typed": "1,000.5"}, shown_on=f"{PAGE}/part")
    assert "Pay $1,000.50</button>" in shown.text
    assert "$1.70 more: $1,002.20 in all" in shown.text
    assert "$234.00 will be left" in shown.text
    assert script.done == []
    visitor.post(f"{PAGE}/pay", {"amount": "100050", "seen": "123450", "method": "bank debit"}, shown_on=PAGE)
    assert next(done[2] for done in script.done if isinstance(done[2], PayWish)).amount == aud(100_050)


@pytest.mark.parametrize("typed", ["", "abc", "1e5", "NaN", "10.005", "\uff11\uff12", "9" * 20, "--5", "1.2.3.4"])
def test_what_is_no_amount_is_said_beside_its_field(visitor: PortalClient, script: ScriptedPortal, typed: str) -> None:
    response = visitor.post(f"{PAGE}/part", {"typed": typed}, shown_on=f"{PAGE}/part")
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert 'aria-describedby="range fault"' in response.text
    assert script.done == []


@pytest.mark.parametrize("typed", ["49.99", "1234.51", "0", "-100"])
def test_an_amount_out_of_bounds_is_told_the_bounds(visitor: PortalClient, typed: str) -> None:
    response = visitor.post(f"{PAGE}/part", {"typed": typed}, shown_on=f"{PAGE}/part")
    assert response.status_code == 422
    assert "not between $50.00 and $1,234.50" in response.text


def test_amounts_are_typed_as_the_language_writes_them(visitor: PortalClient, script: ScriptedPortal) -> None:
    script.locale = "de_DE"
    assert 'value="1234,50"' in visitor.get(f"{PAGE}/part").text
    shown = visitor.post(f"{PAGE}/part", {"typed": "1.000,50"}, shown_on=f"{PAGE}/part")
    assert 'name="amount" value="100050"' in shown.text


@pytest.mark.parametrize(
    ("locale", "typed", "minor"),
    [
        ("en_AU", "$1,000.50", 100_050),
        ("en_AU", "1,000.50 AUD", 100_050),
        ("en_GB", "A$ 1000.50", 100_050),
        ("de_DE", "1.000,50 AU$", 100_050),
        ("de_DE", "1 000,50 aud", 100_050),
        ("de_CH", "1\N{RIGHT SINGLE QUOTATION MARK}000.50", 100_050),
        ("fr_FR", "1\N{NARROW NO-BREAK SPACE}000,50\N{NO-BREAK SPACE}$AU", 100_050),
        ("fr_FR", "1 000", 100_000),
        ("es_ES", "  1.000,50  ", 100_050),
        ("en_AU", "1000.50 EUR", None),
        ("en_AU", "\N{EURO SIGN}1000.50", None),
        ("en_AU", "ten", None),
        ("en_AU", "", None),
        ("en_AU", "$", None),
        ("en_AU", "1000.505", None),
    ],
)
def test_an_amount_is_understood_as_people_write_it_and_only_in_its_own_currency(
    visitor: PortalClient, script: ScriptedPortal, locale: str, typed: str, minor: int | None
) -> None:
    script.locale = locale
    shown = visitor.post(f"{PAGE}/part", {"typed": typed}, shown_on=f"{PAGE}/part")
    assert shown.status_code == (200 if minor else 422)
    assert minor is None or f'name="amount" value="{minor}"' in shown.text


def test_where_all_of_it_is_not_taken_there_is_no_button_but_one_sentence_and_the_bank(
    visitor: PortalClient, script: ScriptedPortal
) -> None:
    script.documents[TOKEN] = replace(invoice(), untaken=True, maximum=aud(123_000))
    shown = visitor.get(PAGE).text
    assert "does not take a payment of exactly $1,234.50. Please pay by bank transfer." in shown
    assert f'action="{PAGE}/pay"' not in shown
    assert "<details open>" in shown
    assert f'href="{PAGE}/part"' in shown
    assert "to $1,230.00" in visitor.get(f"{PAGE}/part").text
    over = visitor.post(f"{PAGE}/part", {"typed": "1234.50"}, shown_on=f"{PAGE}/part")
    assert over.status_code == 422
    script.documents[TOKEN] = replace(invoice(), untaken=True, minimum=None, maximum=None, bank=None)
    shown = visitor.get(PAGE).text
    assert "Please ask us how to pay." in shown
    assert f'href="{PAGE}/part"' not in shown


@pytest.mark.parametrize(
    ("outcome", "status", "words"),
    [
        (Paying.CHANGED, 409, "The amount has changed"),
        (Paying.NOT_PAYABLE, 409, "nothing to pay here now"),
        (Paying.BAD_METHOD, 422, "not offered"),
        (Paying.BAD_AMOUNT, 422, "not between"),
        (Paying.AWAY, 503, "cannot be reached"),
    ],
)
def test_what_did_not_work_is_said_with_the_document(
    visitor: PortalClient, script: ScriptedPortal, outcome: Paying, status: int, words: str
) -> None:
    script.pay_answer = PayAnswer(outcome)
    response = visitor.post(f"{PAGE}/pay", ALL_OF_IT, shown_on=PAGE)
    assert response.status_code == status
    assert words in response.text
    assert "Nothing was charged" in response.text


@pytest.mark.parametrize("outcome", [Paying.UNDER_WAY, Paying.UNKNOWN])
def test_a_second_window_sees_the_attempt_of_the_first(
    visitor: PortalClient, script: ScriptedPortal, outcome: Paying
) -> None:
    script.documents[TOKEN] = replace(invoice(), live=LiveView(aud(123_450), LiveState.OPEN, NOW))
    script.pay_answer = PayAnswer(outcome)
    assert visitor.post(f"{PAGE}/pay", ALL_OF_IT, shown_on=PAGE).headers["location"] == f"{PAGE}/paying"
    assert "A payment of $1,234.50 was begun" in visitor.get(f"{PAGE}/paying").text
    assert visitor.post(f"{PAGE}/resume", {}, shown_on=PAGE).headers["location"].startswith(GATEWAY)
    assert visitor.post(f"{PAGE}/stop", {}, shown_on=PAGE).headers["location"] == PAGE
    assert visitor.get(f"{PAGE}/paying").headers["location"] == PAGE


@pytest.mark.parametrize(
    "url", ["https://evil.test/pay", f"{GATEWAY}.evil.test/", "javascript:alert(1)", GATEWAY, None]
)
def test_nobody_is_sent_anywhere_but_to_a_gateway(
    visitor: PortalClient, script: ScriptedPortal, url: str | None
) -> None:
    script.pay_answer = PayAnswer(Paying.GO, url)
    response = visitor.post(f"{PAGE}/pay", ALL_OF_IT, shown_on=PAGE)
    assert response.status_code == 503
    assert "location" not in response.headers


@pytest.mark.parametrize("how", [Unreachable, AnswerLost, Refused, NotAllowed])
@pytest.mark.parametrize("act", ["pay", "resume", "stop", "check"])
def test_a_gateway_that_is_away_is_said_with_the_bank_details(
    visitor: PortalClient, script: ScriptedPortal, act: str, how: type[BookDeskError]
) -> None:
    script.away, script.how_away = True, how
    response = visitor.post(f"{PAGE}/{act}", ALL_OF_IT, shown_on=PAGE)
    assert response.status_code == 503
    assert "or pay by bank transfer" in response.text
    assert "<details open>" in response.text
    assert "DE89 3704 0044 0532 0130 00" in response.text


@pytest.mark.parametrize("words", ["", "?paid=1", "?redirect_status=succeeded", "?checked=1&state=paid"])
def test_the_address_one_comes_back_with_is_not_believed(
    visitor: PortalClient, script: ScriptedPortal, words: str
) -> None:
    script.documents[TOKEN] = replace(invoice(), live=LiveView(aud(123_450), LiveState.OPEN, NOW))
    page = visitor.get(f"{PAGE}/back{words}").text
    assert "has arrived" not in page
    assert f'action="{PAGE}/check"' in page


def test_back_from_the_gateway_one_look_tells(visitor: PortalClient, script: ScriptedPortal) -> None:
    script.documents[TOKEN] = replace(invoice(), live=LiveView(aud(123_450), LiveState.OPEN, NOW))
    assert "data-by-itself" in visitor.get(f"{PAGE}/back").text
    led = visitor.post(f"{PAGE}/check", {}, shown_on=f"{PAGE}/back").headers["location"]
    page = visitor.get(led).text
    assert "Your payment of $1,234.50 has arrived." in page
    assert f'href="{PAGE}/receipt/pay1"' in page


def test_a_look_that_told_nothing_is_not_repeated_by_itself(visitor: PortalClient, script: ScriptedPortal) -> None:
    script.documents[TOKEN] = replace(invoice(), live=LiveView(aud(123_450), LiveState.UNKNOWN, NOW))
    page = visitor.get(f"{PAGE}/back?checked").text
    assert "data-by-itself" not in page
    assert "Please do not pay again" in page


def test_who_gave_up_is_told_that_nothing_was_charged(visitor: PortalClient) -> None:
    assert "No payment was made" in visitor.get(f"{PAGE}/back").text


def test_a_part_that_was_paid_says_what_is_left(visitor: PortalClient, script: ScriptedPortal) -> None:
    script.documents[TOKEN] = replace(invoice(), live=LiveView(aud(100_000), LiveState.OPEN, NOW))
    script.settle(TOKEN)
    page = visitor.get(f"{PAGE}/back").text
    assert script.documents[TOKEN].standing is Standing.PART_PAID
    assert "$234.50 is left to pay" in page


@pytest.mark.parametrize("amount", ["", "0", "-5", "1.5", "x", "9" * 40])
def test_a_forged_amount_asks_nothing_of_the_gateway(
    visitor: PortalClient, script: ScriptedPortal, amount: str
) -> None:
    assert visitor.post(f"{PAGE}/pay", {"amount": amount, "seen": "1"}, shown_on=PAGE).status_code == 422
    assert script.done == []


HELD = HoldView(unread=True, untold=False, until=datetime(2026, 11, 30, 4, 15, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "on 30 Nov 2026, 3:16\N{NARROW NO-BREAK SPACE}PM at the latest"),
        ("de", "am 30.11.2026, 15:16 können Sie wieder online"),
        ("fr", "au plus tard le 30 nov. 2026, 15:16"),
        ("es", "a más tardar el 30 nov 2026, 15:16"),
    ],
)
def test_while_nothing_is_begun_the_page_says_until_when_and_how_to_pay_meanwhile(
    visitor: PortalClient, script: ScriptedPortal, language: str, words: str
) -> None:
    script.locale = language
    script.documents[TOKEN] = replace(invoice(), hold=HELD)
    script.pay_answer = PayAnswer(Paying.HELD)
    for response in (visitor.get(PAGE), visitor.post(f"{PAGE}/pay", ALL_OF_IT, shown_on=PAGE)):
        assert words in response.text
        assert f'action="{PAGE}/pay"' not in response.text
        assert "<details open>" in response.text
        assert "DE89 3704 0044 0532 0130 00" in response.text
    assert visitor.get(f"{PAGE}/part").headers["location"] == PAGE


def test_while_the_desk_was_not_heard_no_time_is_promised(visitor: PortalClient, script: ScriptedPortal) -> None:
    script.documents[TOKEN] = replace(invoice(), hold=replace(HELD, untold=True), bank=None)
    shown = visitor.get(PAGE).text
    assert "Bayside Plumbing has yet to confirm how much is open" in shown
    assert "at the latest" not in shown
    assert "bank transfer" not in shown


def test_who_comes_back_from_a_page_that_was_forgotten_is_not_told_that_nothing_was_charged(
    visitor: PortalClient, script: ScriptedPortal
) -> None:
    script.documents[TOKEN] = replace(invoice(), hold=HELD)
    shown = visitor.get(f"{PAGE}/back").text
    assert "data-by-itself" in shown
    location = visitor.post(f"{PAGE}/check", {}, shown_on=f"{PAGE}/back").headers["location"]
    again = visitor.get(location).text
    assert "We do not know yet whether your payment went through" in again
    assert "Nothing was charged" not in again
