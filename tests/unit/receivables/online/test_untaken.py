"""An amount that the gateway takes no payment of: no link is made, nobody is asked, and no mail offers one."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bookdesk.core.money import Money
from bookdesk.gateways.port import Refused
from bookdesk.models.gateway import CollectionAttempt
from bookdesk.receivables.online.offering import offered_in_mail
from tests.support.billing import customer, issued, line
from tests.unit.receivables.online.counter import counter


def test_no_link_is_made_for_what_the_gateway_does_not_take(tmp_path: Path) -> None:
    with counter(tmp_path) as shop:
        who = customer(shop.desk)
        large, small = issued(shop.desk, who, line("100")), issued(shop.desk, who, line("0.20"))
        with pytest.raises(Refused, match=r"Stripe takes no payment of 0\.30 AUD: from 0\.50 AUD"):
            shop.service.link(large.id, Money(30, "AUD"))
        with pytest.raises(Refused, match="takes no payment of"):
            shop.service.link(small.id)
        with shop.desk.books.query() as session:
            assert session.scalar(select(func.count(CollectionAttempt.id))) == 0
        assert offered_in_mail(shop.desk, small.id) is None
        offered = offered_in_mail(shop.desk, large.id)
        assert offered is not None
        assert offered.amount == large.total_money
        assert shop.service.link(large.id).amount == large.total_money
