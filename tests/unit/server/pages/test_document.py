from __future__ import annotations

from dataclasses import replace

import pytest

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.server.views import DocumentKind, LiveState, LiveView, PaymentView, Standing
from tests.support.portal_client import PortalClient
from tests.support.scripted_portal import ESTIMATE, FIRM, NOW, TOKEN, ScriptedPortal, aud, invoice

PAGE = f"/d/{TOKEN}"


def shown(visitor: PortalClient, script: ScriptedPortal, **changes: object) -> str:
    script.documents[TOKEN] = replace(invoice(), **changes)  # type: ignore[arg-type] # fields by name
    response = visitor.get(PAGE)
    assert response.status_code == 200
    return " ".join(response.text.split())


def test_an_open_invoice_shows_whose_it_is_and_one_button_to_pay(visitor: PortalClient, script: ScriptedPortal) -> None:
    page = shown(visitor, script)
    for words in ("Bayside Plumbing", "Invoice INV-204", "Thornbury Bakery, Mara Lindqvist", "14 Dec 2026", "Labour"):
        assert words in page
    assert page.count("Pay $1,234.50</button>") == 1
    assert page.count('class="primary"') == 1
    assert "As of 30 Nov 2026, 12:15" in page
    assert "DE89 3704 0044 0532 0130 00" in page


def test_how_customers_reach_the_firm_stands_below(visitor: PortalClient, script: ScriptedPortal) -> None:
    assert "Ann, 01 555 0100" not in shown(visitor, script)
    page = shown(visitor, script, firm=replace(FIRM, contact="Ann, 01 555 0100"))
    assert "<p>Ann, 01 555 0100</p>" in page[page.index("<footer>") :]


def test_each_way_says_what_it_costs(visitor: PortalClient, script: ScriptedPortal) -> None:
    assert "costs $2.10 more: $1,236.60 in all" in shown(visitor, script)


STATES = {
    Standing.PART_PAID: "Part paid",
    Standing.PROCESSING: "Being processed",
    Standing.PAID: "Paid in full",
    Standing.DISPUTED: "You need not pay until then",
    Standing.VOID: "Please do not pay it",
}


@pytest.mark.parametrize("standing", STATES)
def test_every_state_is_said_in_words(visitor: PortalClient, script: ScriptedPortal, standing: Standing) -> None:
    page = shown(visitor, script, standing=standing)
    assert STATES[standing] in page
    assert ("Pay $1,234.50</button>" in page) == (standing is Standing.PART_PAID)


def test_a_debit_that_a_bank_works_on_is_not_paid(visitor: PortalClient, script: ScriptedPortal) -> None:
    live = LiveView(aud(123_450), LiveState.PROCESSING, NOW, PayMethod.BANK_DEBIT)
    page = shown(visitor, script, standing=Standing.PROCESSING, payable=aud(0), live=live)
    assert "not paid yet" in page
    assert "Thank you.</p>" not in page
    assert 'class="primary"' not in page


@pytest.mark.parametrize("state", list(LiveState))
def test_while_an_attempt_lives_nobody_is_led_to_pay_twice(
    visitor: PortalClient, script: ScriptedPortal, state: LiveState
) -> None:
    page = shown(visitor, script, live=LiveView(aud(123_450), state, NOW))
    assert f'action="{PAGE}/pay"' not in page
    assert "DE89" not in page
    assert (f'action="{PAGE}/stop"' in page) == (state is LiveState.OPEN)


def test_an_old_snapshot_says_so_and_can_be_paid(visitor: PortalClient, script: ScriptedPortal) -> None:
    page = shown(visitor, script, stale=True)
    assert "We have not heard from the office since 30 Nov 2026" in page
    assert "Pay $1,234.50</button>" in page


def test_a_part_is_offered_only_where_it_is_taken(visitor: PortalClient, script: ScriptedPortal) -> None:
    assert f"{PAGE}/part" in shown(visitor, script)
    assert f"{PAGE}/part" not in shown(visitor, script, minimum=None)
    assert visitor.get(f"{PAGE}/part").status_code == 404


def test_without_a_way_to_pay_here_the_bank_details_are_open(visitor: PortalClient, script: ScriptedPortal) -> None:
    page = shown(visitor, script, methods=())
    assert "<details open>" in page
    assert f'action="{PAGE}/pay"' not in page


def test_payments_are_listed_with_their_receipts(visitor: PortalClient, script: ScriptedPortal) -> None:
    payment = PaymentView("pay7", invoice().issued, aud(1_000), PayMethod.CARD)
    page = shown(visitor, script, payments=(payment,), paid=aud(1_000))
    assert f'href="{PAGE}/receipt/pay7"' in page
    assert "-$10.00" in page
    assert visitor.get(f"{PAGE}/receipt/pay7").status_code == 200
    assert visitor.get(f"{PAGE}/receipt/pay8").status_code == 404


def test_a_credit_note_asks_for_nothing(visitor: PortalClient, script: ScriptedPortal) -> None:
    page = shown(visitor, script, kind=DocumentKind.CREDIT_NOTE)
    assert "credited to you" in page
    assert f'action="{PAGE}/pay"' not in page


def test_an_estimate_asks_for_an_answer(visitor: PortalClient) -> None:
    page = visitor.get(f"/d/{ESTIMATE}").text
    assert f'href="/d/{ESTIMATE}/accept"' in page
    assert "Valid until 31 Dec 2026" in page
    assert "IBAN" not in page


@pytest.mark.parametrize(
    ("locale", "money", "day"),
    [
        ("en_US", "¥1,234,567", "14 Dec 2026"),
        ("de_DE", "1.234.567\u00a0¥", "14.12.2026"),
        ("fr_FR", "1\u202f234\u202f567\u00a0JPY", "14 déc. 2026"),
        ("es_ES", "1.234.567\u00a0JPY", "14 dic 2026"),
        ("xx_YY", "¥1,234,567", "14 Dec 2026"),
    ],
)
def test_amounts_and_dates_are_written_as_the_customer_s_language_does(
    visitor: PortalClient, script: ScriptedPortal, locale: str, money: str, day: str
) -> None:
    script.locale = locale
    yen = Money(1_234_567, "JPY")
    script.documents[TOKEN] = replace(invoice(), total=yen, payable=yen, methods=(), minimum=None)
    page = visitor.get(PAGE).text
    assert money in page
    assert day in page
    assert f'<html lang="{locale[:2] if locale != "xx_YY" else "en"}">' in page


def test_a_stranger_is_answered_in_his_browser_s_language(visitor: PortalClient) -> None:
    for wish, language in (("fr-CH, de;q=0.9", "fr"), ("ja,de;q=0.5,es;q=0.7", "es"), ("", "en"), ("x" * 5000, "en")):
        page = visitor.ask("GET", "/d/nothing", headers={"accept-language": wish}).text
        assert f'<html lang="{language}">' in page


def test_the_paper_is_taken_by_post_and_kept_by_the_customer(visitor: PortalClient, script: ScriptedPortal) -> None:
    assert visitor.get(f"{PAGE}/paper").status_code == 405
    response = visitor.post(f"{PAGE}/paper", {}, shown_on=PAGE)
    assert response.content.startswith(b"%PDF")
    assert response.headers["content-disposition"].startswith('attachment; filename="INV-204.pdf"')
    assert response.headers["cache-control"] == "no-store"
    assert script.done == [("paper", TOKEN)]


def test_a_name_of_a_file_cannot_break_a_header(visitor: PortalClient, script: ScriptedPortal) -> None:
    script.documents[TOKEN] = replace(invoice(), payments=(PaymentView("pay1", invoice().issued, aud(1)),))
    response = visitor.post(f"{PAGE}/receipt/pay1", {}, shown_on=PAGE)
    assert response.headers["content-disposition"] == (
        "attachment; filename=\"Quittung_f_r_204.pdf\"; filename*=UTF-8''Quittung%20f%C3%BCr%20204.pdf"
    )
    assert visitor.post(f"{PAGE}/receipt/other", {}, shown_on=PAGE).status_code == 404
