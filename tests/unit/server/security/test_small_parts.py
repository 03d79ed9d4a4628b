from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.server.security.cookies import NAME, drop_cookie, session_id, set_cookie
from bookdesk.server.security.forgery import form_key, is_ours
from bookdesk.server.security.headers import content_policy

SECRET = b"s" * 32


@given(st.text(min_size=1), st.text())
def test_a_key_fits_its_own_session_only(session: str, other: str) -> None:
    key = form_key(SECRET, session)
    assert is_ours(SECRET, session, key)
    assert not is_ours(b"t" * 32, session, key)
    assert is_ours(SECRET, other, key) == (other == session)


def test_nobody_without_a_session_has_a_key() -> None:
    assert not is_ours(SECRET, "", form_key(SECRET, ""))


@given(st.text())
def test_only_what_we_gave_is_an_id(given_id: str) -> None:
    assert session_id({NAME: given_id}) in {"", given_id}
    assert session_id({NAME: given_id}) == "" or len(given_id) == 43
    assert session_id({}) == ""


def test_the_cookie_is_bound_to_the_host_and_unseen_by_scripts() -> None:
    assert NAME.startswith("__Host-")
    for header in (set_cookie("a" * 43), drop_cookie()):
        assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= set(header.split("; "))
        assert "Domain" not in header


def test_the_policy_allows_what_is_ours_and_the_way_to_the_gateway() -> None:
    assert content_policy(["https://checkout.stripe.com"]).split("; ") == [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "form-action 'self' https://checkout.stripe.com",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
