from __future__ import annotations

from dataclasses import replace

from starlette.types import ASGIApp

from bookdesk.server.pages.remembered import BASE_MARK, KEY_MARK, RememberedPages, addressed, keyed
from bookdesk.server.pages.speech import speech_of
from bookdesk.server.views import Standing
from tests.support.portal_client import PortalClient
from tests.support.scripted_portal import TOKEN, ScriptedPortal, invoice

PAGE = f"/d/{TOKEN}"
AGAIN = "g" * 43


def test_each_visitor_has_his_own_words_in_a_page_that_was_painted_once(
    app: ASGIApp, inside: PortalClient, script: ScriptedPortal
) -> None:
    script.documents[AGAIN] = script.documents[TOKEN]
    with PortalClient(app) as other:
        first, second, third = inside.get(PAGE).text, other.get(f"/d/{AGAIN}").text, inside.get("/account/d/doc1").text
        assert inside.key(PAGE) != other.key(PAGE)
    assert f'action="{PAGE}/pay"' in first
    assert AGAIN not in first
    assert f'action="/d/{AGAIN}/pay"' in second
    assert TOKEN not in second
    assert 'action="/account/d/doc1/pay"' in third
    assert TOKEN not in third
    assert "Sign out" in third
    assert "Sign out" not in first
    assert not [mark for page in (first, second, third) for mark in (BASE_MARK, KEY_MARK) if mark in page]


def test_a_document_that_changed_is_painted_anew(visitor: PortalClient, script: ScriptedPortal) -> None:
    assert "Pay $1,234.50" in visitor.get(PAGE).text
    script.documents[TOKEN] = replace(invoice(), standing=Standing.VOID)
    assert "Please do not pay it" in visitor.get(PAGE).text
    script.locale = "de_DE"
    assert "Bitte bezahlen Sie sie nicht" in visitor.get(PAGE).text


def test_only_so_many_are_remembered_and_the_last_used_longest() -> None:
    pages, painted = RememberedPages(most=2), []

    def asked(number: int) -> None:
        def paint() -> str:
            painted.append(number)
            return str(number)

        assert pages.page(views[number], speech_of("en"), in_account=False, painted=paint) == str(number)

    views = [invoice() for _ in range(3)]
    for number in (0, 1, 0, 2, 0, 1):
        asked(number)
    assert painted == [0, 1, 2, 1]


def test_where_a_page_is_reached_is_written_as_text() -> None:
    text = f'<a href="{BASE_MARK}/x">{KEY_MARK}</a>'
    assert keyed(addressed(text, '/d/"><script>'), "00") == '<a href="/d/&quot;&gt;&lt;script&gt;/x">00</a>'
