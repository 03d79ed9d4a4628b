"""Whom a document is addressed to: one of the practice's other clients, or nobody it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest

from bookdesk.capture.readiness import Objection
from bookdesk.office.addressed import addressee_among, leading_there
from bookdesk.security.clientkeys import ClientEntry


@dataclass
class Entry:
    """As much of a client as is looked at."""

    name: str


CLIENTS = [cast("ClientEntry", Entry(name)) for name in ("Koala Kafe Pty Ltd", "Dublin Deli", "Koala Kiosk")]


@pytest.mark.parametrize(
    ("customer", "meant"),
    [
        ("KOALA KAFE", "Koala Kafe Pty Ltd"),
        ("Dublin Deli Limited", "Dublin Deli"),
        ("Koala", None),
        ("Rovers Football Club", None),
        ("", None),
        (None, None),
    ],
)
def test_a_client_is_meant_by_his_name_alone(customer: str | None, meant: str | None) -> None:
    found = addressee_among(customer, CLIENTS)
    assert (found.name if found is not None else None) == meant


def test_of_two_clients_of_one_name_none_is_meant() -> None:
    assert addressee_among("Dublin Deli", [*CLIENTS, cast("ClientEntry", Entry("Dublin Deli GmbH"))]) is None


def test_only_the_objection_to_the_addressee_leads_there() -> None:
    elsewhere = Objection("It is addressed to Dublin Deli.", "Put it aside.", ("customer_name",), "customer=ok")
    other = Objection("The number is missing.", "Fill it in.")
    led = leading_there((other, elsewhere), CLIENTS[1])
    assert led[0] == other
    assert led[1].remedy.startswith("Dublin Deli is a client of the practice: move it there")
    assert (led[1].what, led[1].word) == (elsewhere.what, elsewhere.word)
    assert leading_there((other, elsewhere), None) == (other, elsewhere)
