from __future__ import annotations

import json
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import BookDeskError, Unreachable
from bookdesk.gateways.port import AnswerLost, Refused
from bookdesk.gateways.stripe import errors
from bookdesk.gateways.stripe.transport import Broke

Made = type[stripe.StripeError]


def failure(status: int, error: dict[str, Any] | None, made: Made = stripe.StripeError) -> stripe.StripeError:
    body = {"error": error} if error is not None else None
    if made in {stripe.CardError, stripe.InvalidRequestError}:
        told = error or {}
        built: Any = made
        return built(told.get("message"), told.get("param"), told.get("code"), json.dumps(body), status, body, {})  # type: ignore[no-any-return]  # untyped in the client
    return made("no words of ours", json.dumps(body), status, body, {})


def meaning(
    status: int, error: dict[str, Any] | None, *, changes: bool = True, doubtful: bool = False
) -> BookDeskError:
    return errors.meaning(failure(status, error), changes=changes, doubtful=doubtful)


def test_no_connection_means_that_nothing_was_done() -> None:
    unsent = Broke("no connection can be made", left=False, again=False)
    found = errors.meaning(unsent, changes=True, doubtful=False)
    assert isinstance(found, Unreachable)
    assert "no connection can be made" in found.what


def test_a_change_that_may_have_arrived_is_unknown_and_a_question_is_not() -> None:
    torn = Broke("the connection broke off", left=True, again=True)
    assert isinstance(errors.meaning(torn, changes=True, doubtful=True), AnswerLost)
    assert isinstance(errors.meaning(torn, changes=False, doubtful=True), Unreachable)


def test_a_change_once_in_doubt_stays_so_though_the_last_try_never_left() -> None:
    unsent = Broke("no connection can be made", left=False, again=False)
    assert isinstance(errors.meaning(unsent, changes=True, doubtful=True), AnswerLost)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_what_the_door_says_later_does_not_tell_what_became_of_the_first_try(status: int) -> None:
    assert isinstance(meaning(status, {"message": "no"}, doubtful=True), AnswerLost)
    assert isinstance(meaning(status, {"message": "no"}, doubtful=False), Refused)
    assert isinstance(meaning(status, {"message": "no"}, changes=False, doubtful=True), Refused)


@pytest.mark.parametrize("status", [409, 500, 502, 503])
def test_a_broken_gateway_leaves_a_change_unknown(status: int) -> None:
    assert isinstance(meaning(status, {"type": "api_error", "message": "boom"}), AnswerLost)
    assert isinstance(meaning(status, {"type": "api_error", "message": "boom"}, changes=False), Unreachable)


def test_an_answer_that_is_no_answer_leaves_a_change_unknown() -> None:
    assert isinstance(meaning(200, None), AnswerLost)
    assert isinstance(meaning(404, None, changes=False), Unreachable)


def test_too_many_requests_are_refused_for_now() -> None:
    found = meaning(429, {"type": "invalid_request_error", "code": "rate_limit", "message": "slow down"})
    assert isinstance(found, Refused)
    assert (found.code, found.final) == ("rate_limit", False)
    assert "minute" in found.remedy


def test_a_key_without_a_right_says_which_and_where_to_give_it() -> None:
    message = (
        "The provided key 'rk_test_*********abcd' does not have the required permissions for this endpoint on account "
        "'acct_1'. Having the 'rak_checkout_session_write' permission would allow this request to continue."
    )
    found = meaning(403, {"type": "invalid_request_error", "message": message})
    assert isinstance(found, Refused)
    assert found.what == "The key lacks the right to write checkout session."
    assert "API keys" in found.remedy
    assert found.code == "permission"


def test_a_key_that_was_replaced_says_so() -> None:
    found = meaning(401, {"type": "invalid_request_error", "code": "api_key_expired", "message": "Expired API Key"})
    assert isinstance(found, Refused)
    assert found.code == "api_key_expired"
    assert "enter it" in found.remedy


@pytest.mark.parametrize(
    ("error", "code", "final"),
    [
        (
            {"code": "card_declined", "decline_code": "insufficient_funds", "type": "card_error"},
            "insufficient_funds",
            False,
        ),
        ({"code": "card_declined", "decline_code": "stolen_card", "type": "card_error"}, "stolen_card", True),
        ({"code": "card_declined", "decline_code": "never_heard_of", "type": "card_error"}, "never_heard_of", True),
        ({"code": "processing_error", "type": "card_error"}, "processing_error", False),
        ({"code": "charge_already_refunded", "type": "invalid_request_error"}, "charge_already_refunded", True),
        ({"param": "expires_at", "type": "invalid_request_error"}, "expires_at", True),
        ({"type": "idempotency_error"}, "idempotency_error", True),
        ({"type": "invalid_request_error"}, "400", True),
        ({}, "400", True),
    ],
)
def test_refusals_carry_stripes_code_and_whether_it_stands(error: dict[str, Any], code: str, final: bool) -> None:  # noqa: FBT001 - a table
    found = meaning(400, error)
    assert isinstance(found, Refused)
    assert (found.code, found.final) == (code, final)
    assert found.what


def test_a_refusal_by_the_key_of_the_request_holds_for_every_try() -> None:
    found = meaning(402, {"code": "card_declined", "message": "Your card was declined."}, doubtful=True)
    assert isinstance(found, Refused)


def test_a_declined_payment_comes_back_as_it_stands() -> None:
    told = {"code": "card_declined", "payment_intent": {"id": "pi_1"}}
    assert errors.declined(failure(402, told, stripe.CardError)) == {"id": "pi_1"}
    assert errors.declined(failure(400, told, stripe.InvalidRequestError)) is None
    assert errors.declined(failure(402, {"code": "card_declined", "payment_intent": "pi_1"})) is None


@given(st.text(alphabet="abcXYZ019", min_size=1), st.sampled_from(["sk_live_", "rk_test_", "whsec_", "pk_live_"]))
def test_no_secret_is_repeated(secret: str, prefix: str) -> None:
    said = errors.cleaned(f"Invalid API Key provided:\n {prefix}{secret}. See there.")
    assert said == f"Invalid API Key provided: {prefix}…. See there."


@given(
    st.integers(100, 599),
    st.none() | st.dictionaries(st.sampled_from(["type", "code", "param", "message", "decline_code"]), st.text()),
    st.booleans(),
    st.booleans(),
)
def test_every_failure_means_something_with_something_to_do(
    status: int,
    error: dict[str, Any] | None,
    changes: bool,  # noqa: FBT001 - drawn
    doubtful: bool,  # noqa: FBT001 - drawn
) -> None:
    found = meaning(status, error, changes=changes, doubtful=doubtful)
    assert isinstance(found, Unreachable | AnswerLost | Refused)
    assert found.what
    assert changes or not isinstance(found, AnswerLost)
