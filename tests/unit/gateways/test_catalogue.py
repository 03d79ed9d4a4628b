from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import NotAllowed, NotFound
from bookdesk.gateways.catalogue import Access, gateways, moves_real_money, open_gateway, webhook_verifier
from bookdesk.gateways.port import Capability, Forged
from tests.house.sources import modules

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SECRET = "rk_test_notShownAnywhere"  # noqa: S105 - made up


def test_every_gateway_can_be_opened_and_its_messages_verified() -> None:
    for name, entry in gateways().items():
        gateway = open_gateway(name, Access(SECRET), MovableClock(NOW))
        assert gateway.name == name == entry.name
        assert Capability.HOSTED_PAGE in gateway.capabilities
        with pytest.raises(Forged):
            webhook_verifier(name)(b"{}", {}, ["whsec_made_up"], NOW)
        gateway.close()


def test_a_gateway_of_another_version_is_named() -> None:
    with pytest.raises(NotFound, match="'paybest'"):
        open_gateway("paybest", Access(SECRET), MovableClock(NOW))


def test_a_key_is_told_apart_without_asking_anybody() -> None:
    assert not moves_real_money("stripe", Access("rk_test_1"))
    assert moves_real_money("stripe", Access("rk_live_1"))
    with pytest.raises(NotAllowed, match="may do anything"):
        moves_real_money("stripe", Access("sk_live_1"))


def test_an_access_does_not_show_its_key() -> None:
    assert SECRET not in repr(Access(SECRET, "acct_1"))


MEASURED = "bookdesk.bench."
"""Benchmarks put the stand-in of one gateway before its adapter."""


def test_nobody_but_the_catalogue_names_a_gateways_code() -> None:
    adapters = tuple(f"bookdesk.gateways.{name}" for name in gateways())
    naming = {
        module.dotted
        for module in modules()
        if not module.dotted.startswith((*adapters, MEASURED))
        and any(name.startswith(adapters) for name in module.imports())
    }
    assert naming <= {"bookdesk.gateways.catalogue"}
