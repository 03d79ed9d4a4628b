"""Codes by the clock: the vectors of the RFC, and what is found around the present step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.security.totp import PERIOD, code_at, enrolment_uri, find_step, secret_text, step_at

RFC_SECRET = b"12345678901234567890"
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
SECRETS = st.binary(min_size=20, max_size=20)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    step = step_at(datetime.fromtimestamp(seconds, UTC))
    assert code_at(RFC_SECRET, step, digits=8) == code
    assert code_at(RFC_SECRET, step) == code[-6:]


@pytest.mark.parametrize(
    ("counter", "code"),
    list(enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583"])),
)
def test_the_vectors_of_rfc_4226_appendix_d(counter: int, code: str) -> None:
    assert code_at(RFC_SECRET, counter) == code


@given(SECRETS, st.integers(-40, 40))
def test_a_code_of_the_minutes_around_is_found_with_its_step_or_a_nearer_one(secret: bytes, distance: int) -> None:
    step = step_at(NOON) + distance
    found = find_step(secret, code_at(secret, step), NOON)
    assert found is not None
    assert abs(found - step_at(NOON)) <= abs(distance)
    assert code_at(secret, found) == code_at(secret, step)


@given(SECRETS, st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_what_is_found_has_this_code(secret: bytes, code: str) -> None:
    found = find_step(secret, code, NOON)
    assert found is None or code_at(secret, found) == code


def test_a_step_lasts_thirty_seconds() -> None:
    start = datetime.fromtimestamp(step_at(NOON) * PERIOD, UTC)
    assert step_at(start) == step_at(start + timedelta(seconds=29.9)) == step_at(start + timedelta(seconds=30)) - 1


def test_an_authenticator_is_told_all_it_needs() -> None:
    uri = enrolment_uri(RFC_SECRET, "BookDesk", "Anna Å (Firm & Partner)")
    assert uri == (
        "otpauth://totp/BookDesk:Anna%20%C3%85%20%28Firm%20%26%20Partner%29"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=BookDesk&algorithm=SHA1&digits=6&period=30"
    )
    assert secret_text(RFC_SECRET) in uri
