"""Customers pay while the desk is off: booked once when it is back, paid out, matched with the bank, no hand step.

Every act is the real program in a process of its own; the gateway's stand-in is another one, with pages that a customer
opens as a browser does. The tests below are the chapters of one story and run in their order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from bookdesk.core.clock import SystemClock, today
from bookdesk.core.money import Money
from bookdesk.sandbox.bank import Account, Booking, ofx
from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.stripe.process import RunningStripe
from tests.support.practice import BOOKSHOP, found, take_on, write
from tests.support.program import Program, Row

pytestmark = pytest.mark.slow

TODAY = today(SystemClock(), "Europe/Dublin")
KEY = "rk_test_paidOnline"
RIGHTS = (
    *("account:read", "balance:read", "charge:write", "checkout_session:write", "dispute:read", "event:read"),
    *("payment_intent:read", "payment_method:read", "payout:read"),
)
TIMEOUT = 30
DAY = 86_400
_LETTERHEAD = ("email=desk@quaybooks.example", "from_name=Quayside Books", "website=quaybooks.example")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Program:
    made = Program(tmp_path_factory.mktemp("online"), launch=("-m", "tests.support.leastcost"))
    found(made)
    take_on(made)
    return made


@pytest.fixture(scope="module")
def gateway() -> Iterator[RunningStripe]:
    began = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="seconds")
    with RunningStripe(start_at=began) as running:
        running.control("POST", "keys", {"secret": KEY, "rights": RIGHTS})
        yield running


def ann(desk: Program, *words: str | Path, status: int = 0) -> list[Row]:
    return desk.by("ann", *words, client=BOOKSHOP, status=status)


def settled(desk: Program) -> dict[str, str]:
    return {row["number"]: row["settlement"] for row in ann(desk, "invoice", "list") if row["number"].startswith("QB")}


def pay(url: str, means: str = "card") -> int:
    """Pay on the gateway's page as a customer's browser does, and return its answer."""
    assert requests.get(url, timeout=TIMEOUT).status_code == 200
    return requests.post(url, data={"means": means}, allow_redirects=False, timeout=TIMEOUT).status_code


def test_1_the_client_is_connected_with_a_restricted_key(desk: Program, gateway: RunningStripe) -> None:
    ann(desk, "sales", "set", *_LETTERHEAD)
    ann(desk, "sales", "series", "invoice", "--prefix", "QB-", "--digits", "4")
    wrong = write(desk.own / "full.key", "sk_test_sandboxFullKey")
    connect = ("online", "connect", "--base-url", gateway.base_url, "--key-file")
    ann(desk, *connect, wrong, status=1)
    (row,) = ann(desk, *connect, write(desk.own / "restricted.key", KEY))
    assert (row["gateway"], row["live"]) == ("stripe", False)
    assert KEY not in json.dumps(ann(desk, "online", "status"))


def test_2_three_invoices_get_a_page_each_and_a_second_one_is_the_same(desk: Program) -> None:
    ann(desk, "customer", "add", "Maeve Nolan", "email=maeve@nolan.example", "currency=EUR", "country=IE")
    for price in ("100.00", "250.00", "40.00"):
        line = ("--line", f"Poetry evening; price={price}; account=4000; tax=S23")
        (draft,) = ann(desk, "invoice", "new", "Maeve Nolan", *line)
        ann(desk, "invoice", "issue", draft["id"])
    links = {number: ann(desk, "online", "link", number)[0] for number in ("QB-0001", "QB-0002", "QB-0003")}
    assert [row["amount"] for row in links.values()] == ["123.00", "307.50", "49.20"]
    assert ann(desk, "online", "link", "QB-0001")[0]["url"] == links["QB-0001"]["url"]
    _LINKS.update({number: row["url"] for number, row in links.items()})


_LINKS: dict[str, str] = {}


def test_3_while_no_desk_runs_one_pays_by_card_twice_over_and_one_by_bank_debit(gateway: RunningStripe) -> None:
    assert pay(_LINKS["QB-0001"]) == 303
    assert requests.post(_LINKS["QB-0001"], data={"means": "card"}, timeout=TIMEOUT).status_code == 410, "a second tab"
    assert pay(_LINKS["QB-0002"], "sepa_debit") == 303
    assert len(gateway.records("charge")) == 2


def test_4_a_gateway_that_is_away_loses_nothing(desk: Program, gateway: RunningStripe) -> None:
    gateway.control("POST", "listen", {"open": False})
    ann(desk, "online", "look", status=4)
    gateway.control("POST", "listen", {"open": True})
    assert settled(desk) == dict.fromkeys(_LINKS, "open")


def test_5_back_at_the_desk_the_card_payment_is_booked_once_and_the_debit_is_not_paid(desk: Program) -> None:
    (looked,) = ann(desk, "online", "look")
    assert (looked["booked"], looked["to_decide"]) == (1, 0)
    assert ann(desk, "online", "look")[0]["booked"] == 0
    assert settled(desk) == {"QB-0001": "paid", "QB-0002": "open", "QB-0003": "open"}
    (receipt,) = (row for row in ann(desk, "receipt", "list") if row["way"] == "online")
    assert (receipt["amount"], receipt["on_account"]) == ("123.00", "0.00")
    assert Money.of(receipt["banked"], "EUR") + Money.of(receipt["fee"], "EUR") == Money.of("123.00", "EUR")
    ann(desk, "online", "link", "QB-0002", status=1)


def test_6_cash_closes_the_page_of_what_is_not_owed_any_more(desk: Program) -> None:
    ann(desk, "receipt", "add", "Maeve Nolan", "49.20", "--way", "cash", "--invoice", "QB-0003")
    ann(desk, "online", "look")
    assert requests.post(_LINKS["QB-0003"], data={"means": "card"}, timeout=TIMEOUT).status_code == 410


def test_7_days_later_the_debit_is_there_and_the_payouts_match_the_bank_by_themselves(
    desk: Program, gateway: RunningStripe
) -> None:
    gateway.advance(12 * DAY)
    ann(desk, "online", "look")
    assert settled(desk) == dict.fromkeys(_LINKS, "paid")
    (status,) = ann(desk, "online", "status")
    paid = [row for row in status["payouts"] if row["state"] == "paid"]
    assert all(row["lines"] for row in paid)
    assert [row["told"] == row["booked"] == row["ledger"] for row in status["held"]] == [True]
    moves = [row for row in ann(desk, "online", "moves") if row["kind"] == "payout"]
    bookings = [
        Booking(datetime.fromisoformat(row["at"]).date() + timedelta(days=1), -Money.of(row["net"], "EUR"), _PAYOUT)
        for row in reversed(moves)
    ]
    bank = Account("", cast.BOOKSHOP.bank or "", "EUR")
    ann(desk, "bank", "import", write(desk.own / "bank.ofx", ofx(bank, Money.of("12000.00", "EUR"), bookings)))
    ann(desk, "bank", "accept", "--auto")
    assert [row["id"] for row in ann(desk, "bank", "lines", "--open")] == []


_PAYOUT = "STRIPE PAYOUT QUAYSIDE BOOKS"


def test_8_what_was_paid_back_at_the_gateway_is_booked_and_everything_verifies(desk: Program) -> None:
    number = next(row["number"] for row in ann(desk, "receipt", "list") if row["amount"] == "307.50")
    ann(desk, "online", "refund", number, "400.00", "--why", "more than was paid", status=1)
    ann(desk, "online", "refund", number, "107.50", "--why", "one evening fell through")
    ann(desk, "online", "look")
    assert settled(desk)["QB-0002"] == "part paid"
    assert all(checked["ok"] for checked in desk.by("ann", "verify"))
