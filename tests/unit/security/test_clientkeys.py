"""Client keys and what is sealed under them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError, Tampered
from bookdesk.core.identifiers import UserId, new_id
from bookdesk.models.practice import ClientRegistry, Grant
from bookdesk.security.bundle import UserBundle
from bookdesk.security.clientkeys import (
    Profile,
    from_text,
    open_profile,
    seal_profile,
    unwrap_client_key,
    wrap_client_key,
)
from bookdesk.security.redaction import Secret

KEY = Secret(bytes(range(32)))
PRACTICE, CLIENT, OTHER = new_id(), new_id(), new_id()
ANNA = UserBundle.generate(UserId(new_id()), bytes(32))
KOALA = Profile("Koala Kafé", "AU", "AUD", "Australia/Sydney")


def grant(**changes: object) -> Grant:
    facts: dict[str, object] = {"client_id": CLIENT, "user_id": ANNA.user_id, "key_epoch": 1, **changes}
    row = Grant(id=new_id(), roles=None, **facts)
    row.wrapped_key = wrap_client_key(KEY, ANNA.box_key, row, PRACTICE)
    return row


def test_a_granted_key_is_unwrapped_by_its_holder() -> None:
    assert unwrap_client_key(ANNA, grant(), PRACTICE).reveal() == KEY.reveal()


@pytest.mark.parametrize("changes", [{"client_id": OTHER}, {"user_id": OTHER}, {"key_epoch": 2}])
def test_a_grant_moved_to_another_place_does_not_open(changes: dict[str, object]) -> None:
    moved = grant()
    for name, value in changes.items():
        setattr(moved, name, value)
    with pytest.raises(Tampered):
        unwrap_client_key(ANNA, moved, PRACTICE)
    with pytest.raises(Tampered):
        unwrap_client_key(ANNA, grant(), OTHER)


@given(st.text(max_size=60), st.sampled_from([None, "AU"]), st.sampled_from([None, "AUD"]))
def test_a_profile_opens_with_the_clients_key_only(name: str, country: str | None, currency: str | None) -> None:
    profile = Profile(name, country, currency)
    sealed = seal_profile(KEY, CLIENT, profile)
    opened = open_profile(KEY, ClientRegistry(id=CLIENT, sealed_profile=sealed))
    assert (opened.country, opened.currency) == (country, currency)
    with pytest.raises(Tampered):
        open_profile(Secret(bytes(32)), ClientRegistry(id=CLIENT, sealed_profile=sealed))
    with pytest.raises(Tampered):
        open_profile(KEY, ClientRegistry(id=OTHER, sealed_profile=sealed))


def test_the_length_of_a_sealed_profile_does_not_tell_the_name() -> None:
    lengths = {len(from_text(seal_profile(KEY, CLIENT, replace(KOALA, name="x" * n)))) for n in range(1, 150)}
    assert len(lengths) == 1


def test_a_profile_is_tidied() -> None:
    assert Profile("  Koala   Kafé ", "au", "aud", "Australia/Sydney").checked() == KOALA


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile("  ", "AU", "AUD"), "needs a name"),
        (Profile("x", "AUS", "AUD"), "not a country"),
        (Profile("x", "A1", "AUD"), "not a country"),
        (Profile("x", "AU", "AUX"), "not a currency"),
        (Profile("x", "AU", "AUD", "Mars/Olympus"), "not a time zone"),
        (Profile("x", "AU", "AUD", "../etc/passwd"), "not a time zone"),
    ],
)
def test_what_does_not_exist_is_refused(profile: Profile, words: str) -> None:
    with pytest.raises(InputError, match=words):
        profile.checked()
