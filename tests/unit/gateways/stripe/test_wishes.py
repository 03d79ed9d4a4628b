"""What Stripe is asked: only what its own client knows, and word for word the same when asked again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe.params import PaymentIntentCreateParams, RefundCreateParams
from stripe.params.checkout import (
    SessionCreateParams,
    SessionCreateParamsLineItem,
    SessionCreateParamsLineItemPriceData,
    SessionCreateParamsPaymentIntentData,
)

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import NewRefund, NewSession, Refused, SavedCharge
from bookdesk.gateways.stripe import limits, wishes

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
NEW = NewSession("key", "att_1", Money(1_234, "EUR"), "Invoice 7", "https://x.example/done", "https://x.example/back")

sessions = st.builds(
    replace,
    st.just(NEW),
    description=st.text(max_size=600),
    methods=st.lists(st.sampled_from([PayMethod.CARD, PayMethod.BANK_DEBIT]), unique=True).map(tuple),
    expires_at=st.none() | st.integers(33, 1380).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    language=st.none() | st.sampled_from(["de", "en-GB", "tlh", ""]),
    customer=st.none() | st.just("cus_1"),
    email=st.none() | st.just("payer@example.com"),
    keep_method=st.booleans(),
)


def only_known(given: Mapping[str, Any], kind: type) -> None:
    assert set(given) - set(kind.__annotations__) == set()


@given(sessions)
def test_a_page_is_asked_for_in_the_clients_own_words(new: NewSession) -> None:
    asked = wishes.page(new, NOW)
    only_known(asked, SessionCreateParams)
    only_known(asked["payment_intent_data"], SessionCreateParamsPaymentIntentData)
    (line,) = asked["line_items"]
    only_known(line, SessionCreateParamsLineItem)
    only_known(line["price_data"], SessionCreateParamsLineItemPriceData)
    assert asked["payment_intent_data"]["metadata"] == asked["metadata"] == {"attempt": "att_1"}
    assert not {"customer", "customer_email"} <= set(asked)
    assert not {"customer", "customer_creation"} <= set(asked)


@given(sessions, st.integers(0, 3600))
def test_asked_again_a_page_is_the_same(new: NewSession, seconds: int) -> None:
    later = NOW + timedelta(seconds=seconds)
    lasting = new.expires_at is None or new.expires_at >= later + limits.SHORTEST_PAGE
    assert (wishes.page(new, NOW) == wishes.page(new, later)) or not lasting


@pytest.mark.parametrize(
    ("away", "asked"),
    [
        (timedelta(days=7), None),  # the longest that is possible, which is Stripe's own
        (timedelta(hours=5), timedelta(hours=5)),
        (timedelta(minutes=5), timedelta(minutes=32)),
    ],
)
def test_a_page_ends_as_near_to_the_wish_as_is_possible(away: timedelta, asked: timedelta | None) -> None:
    found = wishes.page(replace(NEW, expires_at=NOW + away), NOW).get("expires_at")
    assert found == (None if asked is None else int((NOW + asked).timestamp()))


@pytest.mark.parametrize(
    ("methods", "currency", "kinds"),
    [
        ((PayMethod.CARD,), "EUR", ["card"]),
        ((PayMethod.WALLET,), "EUR", ["card"]),  # wallets are offered with cards
        ((PayMethod.CARD, PayMethod.BANK_DEBIT), "AUD", ["card", "au_becs_debit"]),
        ((PayMethod.BANK_DEBIT,), "USD", ["us_bank_account"]),
        ((PayMethod.CARD, PayMethod.BANK_DEBIT), "CHF", ["card"]),
    ],
)
def test_ways_of_paying_have_stripes_names(methods: tuple[PayMethod, ...], currency: str, kinds: list[str]) -> None:
    assert wishes.kinds(methods, currency) == kinds


def test_where_no_way_is_possible_nothing_is_asked() -> None:
    with pytest.raises(Refused, match="takes no CHF by bank debit"):
        wishes.kinds((PayMethod.BANK_DEBIT,), "CHF")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("en_GB", "en-GB"),
        ("pt-BR", "pt-BR"),
        ("tlh", "auto"),
        ("", "auto"),
        (None, "auto"),
    ],
)
def test_the_page_is_in_the_nearest_language(tag: str | None, language: str) -> None:
    assert wishes.language(tag) == language


def test_every_language_is_one_the_client_names() -> None:
    named = re.findall(r"'([A-Za-z0-9-]+)'", str(SessionCreateParams.__annotations__["locale"]))
    assert set(named) == {*wishes.languages(), "auto"}


def test_a_saved_charge_is_asked_for_without_the_customer() -> None:
    asked = wishes.charge(SavedCharge("key", "auto_1", Money(500, "JPY"), "Invoice", "cus_1", "pm_1", "mandate_1"))
    only_known(asked, PaymentIntentCreateParams)
    assert (asked["amount"], asked["currency"], asked["confirm"], asked["off_session"]) == (500, "jpy", True, True)
    assert asked["metadata"] == {"attempt": "auto_1", "unattended": "yes"}
    assert asked["mandate"] == "mandate_1"


def test_a_refund_carries_our_reference_under_a_name_of_its_own() -> None:
    asked = wishes.refund(NewRefund("key", "ref_1", "pi_1", Money(5, "ISK")))
    only_known(asked, RefundCreateParams)
    assert (asked["amount"], asked["metadata"]) == (500, {"refund": "ref_1"})
