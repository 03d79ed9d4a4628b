"""Whatever a document, a firm or a customer is called, it is shown as text and does nothing."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bookdesk.server.views import (
    BankDetails,
    BankField,
    ConsentView,
    DocumentView,
    LineView,
    PaymentView,
    SavedMethod,
    Standing,
    TaxView,
)
from tests.support.portal_client import PortalClient
from tests.support.portal_pages import places
from tests.support.scripted_portal import ESTIMATE, NOW, TOKEN, ScriptedPortal, aud, estimate, invoice

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</title></textarea></style><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% set x = 1 %}%(firm)s%s",
    "<meta http-equiv=refresh content=0;url=//evil.test>",
]
TAGS = frozenset(
    {"html", "head", "meta", "title", "link", "script", "body", "a", "header", "div", "strong", "nav", "main", "footer"}
    | {"p", "h1", "h2", "section", "form", "input", "button", "span", "svg", "path", "circle", "fieldset", "legend"}
    | {"label", "small", "details", "summary", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr"}
    | {"th", "td", "ul", "li", "br", "textarea"}
)
ONLY_OURS = {"script": {"src", "defer"}, "svg": {"width", "height", "viewbox", "fill"}}


class Seen(HTMLParser):
    """The tags of a page that we did not write, and attributes that act."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.strange: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag not in TAGS or any(name.startswith("on") or name in {"style", "autofocus"} for name in names):
            self.strange.append(f"{tag} {attrs}")
        if tag == "script" and names != ONLY_OURS["script"]:
            self.strange.append(f"{tag} {attrs}")
        if tag == "meta" and "http-equiv" in names:
            self.strange.append(f"{tag} {attrs}")


def called(document: DocumentView, text: str) -> DocumentView:
    """Return a document in which everything is called so."""
    return replace(
        document,
        number=text,
        firm=replace(document.firm, name=text, address=(text,), mail=text, phone=text),
        to=(text, text),
        note=text,
        lines=tuple(LineView(number, text, aud(1), unit=text) for number in (1, 2)),
        taxes=(TaxView(text, aud(1)),),
        bank=BankDetails(((BankField.HOLDER, text), (BankField.IBAN, text)), text),
        answered_by=text,
        answered_at=NOW,
    )


def hostile(script: ScriptedPortal, text: str) -> None:
    """Put a text wherever a text can be."""
    payment = PaymentView("pay1", invoice().issued, aud(1), receipt=True)
    script.documents[TOKEN] = replace(called(invoice(), text), payments=(payment,))
    script.documents[ESTIMATE] = called(estimate(), text)
    firm = script.documents[TOKEN].firm
    rows = tuple(replace(row, number=text) for row in script.own.documents)
    methods = tuple(SavedMethod(one.id, one.method, text, one.added, automatic=True) for one in script.own.methods)
    script.own = replace(
        script.own, firm=firm, name=text, documents=rows, methods=methods, consent=ConsentView(text, text, NOW, text),
        history=tuple(replace(row, number=text) for row in script.own.history),
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_on_every_page(inside: PortalClient, script: ScriptedPortal, text: str) -> None:
    hostile(script, text)
    pages = {
        place.path: inside.get(place.path)
        for token in (TOKEN, ESTIMATE)
        for place in places(token)
        if place.method == "GET"
    }
    script.documents[ESTIMATE] = replace(script.documents[ESTIMATE], standing=Standing.ACCEPTED)
    pages["answered"] = inside.get(f"/d/{ESTIMATE}")
    strange = {
        path: Seen(page.text).strange for path, page in pages.items() if "html" in page.headers.get("content-type", "")
    }
    assert {path: tags for path, tags in strange.items() if tags} == {}
    assert "49" not in pages[f"/d/{TOKEN}"].text.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_comes_back_as_text(inside: PortalClient, script: ScriptedPortal, text: str) -> None:
    asked = inside.post(f"/d/{TOKEN}/question", {"text": text, "line": text, "kind": text}, shown_on=f"/d/{TOKEN}")
    assert asked.status_code == 303
    sure = inside.post(
        f"/d/{ESTIMATE}/decline", {"name": text, "reason": text, "version": text}, shown_on=f"/d/{ESTIMATE}/decline"
    )
    part = inside.post(f"/d/{TOKEN}/part", {"typed": text}, shown_on=f"/d/{TOKEN}/part")
    wrong = inside.post("/account/statement", {"first": text, "last": text}, shown_on="/account")
    for page in (sure, part, wrong):
        assert page.status_code in {200, 422}
        assert Seen(page.text).strange == []
    assert ("ask", TOKEN, text, (), (), False) in script.done
