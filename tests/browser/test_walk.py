"""A customer with a desk or a phone, with and without scripts: everything he may do, from the link in his mail on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.core.vocabulary import PayMethod
from bookdesk.server.pages.port import PayWish
from bookdesk.server.views import LiveState, Standing
from tests.support.portal_browser import Visitor, Walked
from tests.support.scripted_portal import CODE, ESTIMATE, TOKEN, aud

pytestmark = pytest.mark.slow
PAGE = f"/d/{TOKEN}"
WAYS = pytest.mark.parametrize(
    ("width", "script"), [(1280, True), (1280, False), (360, True), (360, False)],
    ids=["desk", "desk without scripts", "phone", "phone without scripts"],
)  # fmt: skip


def press(visitor: Visitor, words: str) -> None:
    """Press the button or link that is called so, and be on the page after it."""
    found = visitor.page.get_by_role("button", name=words, exact=True)
    (found if found.count() else visitor.page.get_by_role("link", name=words, exact=True)).click()
    visitor.page.wait_for_load_state()


def heading(visitor: Visitor) -> str:
    return visitor.page.locator("h1").inner_text()


def come_back(visitor: Visitor) -> None:
    """Pay at the gateway; without scripts one asks by the button what came of it."""
    press(visitor, "Pay now")
    visitor.page.wait_for_url("**/back**")
    if not visitor.scripts:
        press(visitor, "See what came of it")
    visitor.page.wait_for_url("**/back?checked")


@WAYS
def test_an_invoice_is_paid_in_one_step_and_its_receipt_kept(portal: Walked, width: int, script: bool) -> None:  # noqa: FBT001 - a case
    with portal.visitor(width, script=script) as visitor:
        assert visitor.go(PAGE) == 200
        visitor.page.get_by_label("Bank debit").check()
        press(visitor, "Pay $1,234.50")
        assert heading(visitor) == "The gateway"
        portal.script.silent = True
        come_back(visitor)
        assert "has arrived" in visitor.page.inner_text("main")
        press(visitor, "Receipt")
        with visitor.page.expect_download() as download:
            visitor.page.get_by_role("button", name="Download as PDF").click()
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
        press(visitor, "Invoice INV-204")
        assert "Paid in full" in visitor.page.inner_text("main")
        assert visitor.complaints == []
    wish = next(done[2] for done in portal.script.done if done[0] == "pay")
    assert isinstance(wish, PayWish)
    assert (wish.amount, wish.method) == (aud(123_450), PayMethod.BANK_DEBIT)


@WAYS
def test_a_part_is_paid_in_three_steps_and_given_up_once_before(portal: Walked, width: int, script: bool) -> None:  # noqa: FBT001 - a case
    with portal.visitor(width, script=script) as visitor:
        visitor.go(PAGE)
        press(visitor, "Pay another amount")
        visitor.page.locator("#typed").fill("1.00")
        press(visitor, "Continue")
        assert "not between $50.00 and $1,234.50" in visitor.page.inner_text("main")
        visitor.page.locator("#typed").fill("1000")
        press(visitor, "Continue")
        press(visitor, "Pay $1,000.00")
        press(visitor, "Give up")
        assert "A payment of $1,000.00 was begun" in visitor.page.inner_text("main")
        press(visitor, "Continue with this payment")
        portal.script.silent = True
        come_back(visitor)
        assert "$234.50 is left to pay" in visitor.page.inner_text("main")
        press(visitor, "Back to Invoice INV-204")
        assert visitor.page.get_by_role("button", name="Pay $234.50").count() == 1
        assert visitor.complaints == []


@WAYS
def test_two_windows_share_one_attempt(portal: Walked, width: int, script: bool) -> None:  # noqa: FBT001 - a case
    with portal.visitor(width, script=script) as visitor:
        visitor.go(PAGE)
        second = Visitor(visitor.context, visitor.context.new_page(), scripts=script)
        press(visitor, "Pay $1,234.50")
        second.go(PAGE)
        assert second.page.get_by_role("button", name="Pay $1,234.50").count() == 0
        press(second, "Stop it and choose again")
        assert second.page.get_by_role("button", name="Pay $1,234.50").count() == 1
        assert visitor.complaints == second.complaints == []
    assert [done[0] for done in portal.script.done] == ["pay", "stop"]


@WAYS
def test_an_estimate_is_accepted_under_a_name(portal: Walked, width: int, script: bool) -> None:  # noqa: FBT001 - a case
    with portal.visitor(width, script=script) as visitor:
        visitor.go(f"/d/{ESTIMATE}")
        press(visitor, "Accept this estimate")
        visitor.page.locator("#name").fill("Mara Lindqvist")
        press(visitor, "Continue")
        press(visitor, "Yes, accept it")
        assert "Accepted by Mara Lindqvist" in visitor.page.inner_text("main")
        assert visitor.complaints == []
    assert portal.script.documents[ESTIMATE].standing is Standing.ACCEPTED


@WAYS
def test_a_question_is_sent_with_a_file_and_the_language_changed(
    portal: Walked,
    tmp_path: Path,
    width: int,
    script: bool,  # noqa: FBT001 - a case
) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG\r\n")
    with portal.visitor(width, script=script) as visitor:
        visitor.go(PAGE)
        press(visitor, "Ask a question or dispute it")
        visitor.page.get_by_label("Something is wrong, I dispute it").check()
        visitor.page.get_by_label("Labour").check()
        visitor.page.locator("#text").fill("Two hours, not two and a half.")
        visitor.page.locator("#files").set_input_files(photo)
        press(visitor, "Send")
        assert heading(visitor) == "Your message was sent"
        press(visitor, "Language and mail")
        visitor.page.get_by_label("Deutsch").check()
        press(visitor, "Save")
        assert heading(visitor) == "Sprache und E-Mail"
        assert visitor.complaints == []
    assert portal.script.done[0] == (
        "ask", TOKEN, "Two hours, not two and a half.", (2,), ("photo.png",), True
    )  # fmt: skip


@WAYS
def test_a_code_opens_everything_until_one_signs_out(portal: Walked, width: int, script: bool) -> None:  # noqa: FBT001 - a case
    with portal.visitor(width, script=script) as visitor:
        visitor.go(PAGE)
        press(visitor, "See all my documents")
        press(visitor, "Send me a code")
        visitor.page.locator("#code").fill(CODE)
        press(visitor, "Continue")
        assert heading(visitor) == "Thornbury Bakery"
        with visitor.page.expect_download() as download:
            visitor.page.get_by_role("button", name="Download for a spreadsheet").click()
        assert Path(download.value.path()).read_bytes() == b"Date,Amount\r\n"
        press(visitor, "Ways to pay")
        visitor.page.get_by_label("I agree").check()
        press(visitor, "Pay automatically from now on")
        press(visitor, "End automatic payment")
        press(visitor, "Remove Visa •••• 4242")
        press(visitor, "Yes, remove it")
        press(visitor, "Overview")
        press(visitor, "Invoice INV-204")
        assert visitor.page.get_by_role("button", name="Pay $1,234.50").count() == 1
        press(visitor, "Sign out")
        assert heading(visitor) == "You are signed out"
        assert visitor.go("/account") == 403
        assert visitor.complaints == []


def test_a_button_pressed_twice_acts_once(portal: Walked) -> None:
    with portal.visitor() as visitor:
        visitor.go(PAGE)
        visitor.page.get_by_role("button", name="Pay $1,234.50").dblclick()
        visitor.page.wait_for_url(f"{portal.script.gateway}/**")
        assert visitor.complaints == []
    assert [done[0] for done in portal.script.done] == ["pay"]


def test_the_keyboard_reaches_the_button_and_shows_where_it_is(portal: Walked) -> None:
    with portal.visitor() as visitor:
        visitor.go(PAGE)
        seen = []
        for _ in range(4):
            visitor.page.keyboard.press("Tab")
            width = visitor.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            seen.append(
                (visitor.page.evaluate("document.activeElement.innerText || document.activeElement.value"), width)
            )
        assert seen == [
            ("Skip to the content", "3px"),
            ("card", "3px"),
            ("Pay $1,234.50", "3px"),
            ("Pay another amount", "3px"),
        ]
        visitor.page.keyboard.press("Shift+Tab")
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url(f"{portal.script.gateway}/**")
    live = portal.script.documents[TOKEN].live
    assert live is not None
    assert live.state is LiveState.OPEN
