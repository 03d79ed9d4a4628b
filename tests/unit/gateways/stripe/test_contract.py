"""The port's contract on Stripe's adapter, over real HTTP with the stand-in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import NewRefund
from tests.support.gateway_acting import ActingContract, paid
from tests.unit.gateways.stripe.scene import Scene, scene


@pytest.fixture(scope="module")
def told() -> Iterator[Scene]:
    """An account with a life behind it, made once: nothing is changed in it."""
    with scene() as found:
        for amount in (10_000, 20_000, 30_000):
            last = paid(found, amount=amount)
        debit = paid(found, PayMethod.BANK_DEBIT)
        found.settle(debit, pays=True)
        found.gateway.refund(NewRefund("refund", "ref", str(last.payment_id), last.amount))
        found.pass_days(9)
        paid(found)
        yield found


@pytest.fixture
def other() -> Iterator[Scene]:
    with scene() as found:
        yield found


class TestStripe(ActingContract):
    """Every behaviour of the port."""
