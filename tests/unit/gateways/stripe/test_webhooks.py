from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.gateways.port import Forged
from bookdesk.gateways.stripe import limits
from bookdesk.gateways.stripe.webhooks import sign, verify

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SECRET, OTHER = "whsec_madeUpForTests", "whsec_alsoMadeUp"


def message(**changes: Any) -> bytes:  # noqa: ANN401 - parts of JSON
    event = {
        "id": "evt_1",
        "object": "event",
        "api_version": limits.API_VERSION,
        "created": 1_793_534_400,
        "type": "payment_intent.succeeded",
        "data": {"object": {"id": "pi_1", "object": "payment_intent", "created": 1_793_534_000}},
        **changes,
    }
    return json.dumps(event).encode()


def signed(body: bytes, *, secret: str = SECRET, at: datetime = NOW) -> dict[str, str]:
    return {"Stripe-Signature": sign(body, secret, at)}


def test_a_signed_message_is_its_event() -> None:
    body = message()
    (event,) = verify(body, signed(body), [SECRET], NOW)
    assert (event.id, event.kind, event.object_kind, event.object_id, event.known) == (
        "evt_1",
        "payment_intent.succeeded",
        "payment_intent",
        "pi_1",
        True,
    )
    assert event.body.encode() == body


def test_what_the_official_client_signs_is_believed() -> None:
    body = message()
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET, int(NOW.timestamp()))
    assert verify(body, {"stripe-signature": header}, [SECRET], NOW)[0].id == "evt_1"


def test_what_we_sign_the_official_client_believes() -> None:
    body = message()
    header = sign(body, SECRET, NOW)
    assert stripe.WebhookSignature.verify_header(body, header, SECRET, tolerance=None)


@given(st.data())
def test_no_byte_may_change(data: st.DataObject) -> None:
    body = message()
    place, other = data.draw(st.integers(0, len(body) - 1)), data.draw(st.integers(1, 255))
    changed = body[:place] + bytes([body[place] ^ other]) + body[place + 1 :]
    with pytest.raises(Forged):
        verify(changed, signed(body), [SECRET], NOW)


def test_another_secret_signs_nothing() -> None:
    body = message()
    with pytest.raises(Forged, match="not Stripe's"):
        verify(body, signed(body, secret=OTHER), [SECRET], NOW)


def test_while_secrets_are_exchanged_both_hold() -> None:
    body = message()
    assert verify(body, signed(body, secret=OTHER), [SECRET, OTHER], NOW)
    both = f"{sign(body, OTHER, NOW)},{sign(body, SECRET, NOW).partition(',')[2]}"
    assert verify(body, {"Stripe-Signature": both}, [SECRET], NOW)


@pytest.mark.parametrize("secrets", [[], [""], ["  "]])
def test_without_a_secret_nobody_is_believed(secrets: list[str]) -> None:
    body = message()
    empty = hmac.new(b"", b"%d." % NOW.timestamp() + body, hashlib.sha256).hexdigest()
    with pytest.raises(Forged):
        verify(body, {"Stripe-Signature": f"t={int(NOW.timestamp())},v1={empty}"}, secrets, NOW)


def test_a_message_is_believed_for_five_minutes() -> None:
    body = message()
    for away in (timedelta(seconds=300), timedelta(seconds=-300)):
        assert verify(body, signed(body, at=NOW - away), [SECRET], NOW)
    for away in (timedelta(seconds=301), timedelta(seconds=-301)):
        with pytest.raises(Forged, match="another time"):
            verify(body, signed(body, at=NOW - away), [SECRET], NOW)


def test_a_message_told_again_is_the_same_event() -> None:
    body = message()
    sent = [signed(body, at=NOW - timedelta(seconds=n)) for n in range(100)]
    assert {verify(body, headers, [SECRET], NOW)[0].id for headers in sent} == {"evt_1"}


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=,v1=",
        "v1=" + "0" * 64,
        f"t={int(NOW.timestamp())}",
        f"t={int(NOW.timestamp())},v0=" + "0" * 64,
        "t=1793534400,t=1793534400,v1=" + "0" * 64,
        "t=99999999999999999999,v1=" + "0" * 64,
        "t=9999999999,v1=" + "0" * 64,
        "t=-5,v1=" + "0" * 64,
        "t=" + "\uff11" * 10 + ",v1=" + "0" * 64,
        "t=1793534400," + "v1=" + "0" * 5000,
        "t=1793534400" + (",v1=" + "0" * 64) * 50,
    ],
)
def test_headers_of_any_other_form_are_refused(header: str) -> None:
    with pytest.raises(Forged):
        verify(message(), {"Stripe-Signature": header}, [SECRET], NOW)


def test_a_message_without_a_signature_is_never_read() -> None:
    with pytest.raises(Forged, match="not signed"):
        verify(b"\xff not even JSON", {}, [SECRET], NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"object": "event"}',
        b'{"object": "event", "id": "evt_1", "type": "x", "created": NaN}',
        b'{"object": "event", "id": "evt_1", "type": "x", "created": 1e400}',
        b'{"object": "event", "id": "evt_1", "type": "x", "created": 999999999999999}',
        b'{"a":' * 60 + b"1" + b"}" * 60,
        b"[" * 100_000 + b"]" * 100_000,
        b" " * (limits.LARGEST_MESSAGE + 1),
    ],
    ids=range(11),
)
def test_signed_nonsense_is_refused_and_does_no_harm(body: bytes) -> None:
    with pytest.raises(Forged):
        verify(body, signed(body), [SECRET], NOW)


def test_an_event_of_an_unknown_version_is_kept_but_not_known() -> None:
    body = message(api_version="2031-01-01.zucchini")
    (event,) = verify(body, signed(body), [SECRET], NOW)
    assert (event.id, event.known, event.api_version) == ("evt_1", False, "2031-01-01.zucchini")


def test_an_event_of_the_second_interface_is_kept_but_not_known() -> None:
    thin = {"object": "v2.core.event", "id": "evt_9", "type": "v1.billing.meter", "created": "2026-11-01T12:00:00.123Z"}
    body = json.dumps(thin).encode()
    (event,) = verify(body, signed(body), [SECRET], NOW)
    assert (event.id, event.known, event.created) == ("evt_9", False, datetime(2026, 11, 1, 12, 0, 0, 123_000, UTC))


def test_an_event_of_a_charge_is_about_its_payment() -> None:
    charge = {"id": "ch_1", "object": "charge", "payment_intent": "pi_7", "created": 1}
    body = message(type="charge.refunded", data={"object": charge})
    (event,) = verify(body, signed(body), [SECRET], NOW)
    assert (event.object_kind, event.object_id) == ("payment_intent", "pi_7")
