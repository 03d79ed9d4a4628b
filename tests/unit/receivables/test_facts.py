"""What reminders are decided on: money that came in and is not booked yet, and who is written to how."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount, BankLine, Match, MatchKind, MatchLine, Statement, StatementProof
from bookdesk.receivables.dunningfacts import OpenInvoice, Why
from bookdesk.receivables.facts import read_facts
from bookdesk.receivables.unmatched import Unmatched, UnmatchedLines
from tests.unit.receivables.owing import DUE, Owing, moment

FIRST = DUE + timedelta(days=3)


def bank_shows(client: Owing, amount: str, day: date, text: str = "", *, withdrawn: bool = False) -> str:
    """Enter a line of the bank that is not matched and return its id."""
    with client.desk.books.query() as session:
        account = session.scalars(select(BankAccount.id).order_by(BankAccount.id)).first()
    statement = Statement(
        id=new_id(), bank_account_id=account, format="csv", file_name="a.csv", sha256=new_id(),
        proof=StatementProof.PROVED, imported_at=client.desk.clock.now(), imported_by="ann", withdrawn=withdrawn,
    )  # fmt: skip
    line = BankLine(
        id=new_id(), statement_id=statement.id, bank_account_id=account, position=1, day=day,
        amount=Money.of(amount, "EUR").minor, currency="EUR", description=text, fingerprint=new_id(), occurrence=1,
    )  # fmt: skip
    client.keep(statement, line, action=Action.STATEMENT_IMPORTED)
    return line.id


def spared(client: Owing) -> list[tuple[str, Why]]:
    return [(one.invoice.number, one.why) for one in client.reminders.preview().decision.spared]


@pytest.mark.parametrize(
    ("amount", "text"),
    [("100", "TRANSFER"), ("37.50", "Thanks, invoice no. 2026/0042"), ("150", "ALL OF IT")],
)
def test_who_may_have_paid_at_the_bank_is_not_reminded(dublin: Owing, amount: str, text: str) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "2026-0042", "100")
    dublin.invoice(acme, "2026-0043", "50", DUE + timedelta(days=60))
    dublin.start()
    bank_shows(dublin, amount, FIRST, text)
    assert dublin.at(FIRST).send().written == ()
    ((number, why), *_) = spared(dublin)
    assert (number, why) == ("2026-0042", Why.IN_PROCESS)
    assert "match it first" in dublin.reminders.preview().decision.spared[0].words


def test_a_line_that_is_matched_withdrawn_or_older_than_the_invoice_says_nothing(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "2026-0042", "100")
    dublin.start()
    matched = bank_shows(dublin, "100", FIRST)
    with dublin.desk.books.query() as session:
        account = session.get_one(BankLine, matched).bank_account_id
    match = Match(
        id=new_id(), bank_account_id=account, kind=MatchKind.CODED, matched_by="ann",
        matched_at=dublin.desk.clock.now(),
    )  # fmt: skip
    dublin.keep(match, MatchLine(match_id=match.id, bank_line_id=matched), action=Action.LINE_MATCHED)
    bank_shows(dublin, "100", FIRST, withdrawn=True)
    bank_shows(dublin, "100", date(2026, 4, 30))
    bank_shows(dublin, "-100", FIRST, "2026-0042")
    bank_shows(dublin, "99.99", FIRST, "something else")
    assert len(dublin.at(FIRST).send().written) == 1


def test_a_queued_reminder_is_withdrawn_when_the_money_is_seen(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "2026-0042", "100")
    dublin.start().at(FIRST).send()
    bank_shows(dublin, "100", FIRST)
    ((_, what),) = dublin.leave()
    assert "match it first" in what


def test_short_numbers_are_in_a_text_by_chance() -> None:
    def invoice(number: str) -> OpenInvoice:
        hundred = Money.of(100, "EUR")
        return OpenInvoice(number, 1, "acme", number, date(2026, 5, 1), DUE, hundred, hundred)

    lines = UnmatchedLines([Unmatched(DUE, Money.of(5, "EUR"), "CARD12PAYMENT20260042X")])
    assert list(lines.paying([invoice("12"), invoice("2026-0042")])) == ["2026-0042"]
    other = UnmatchedLines([Unmatched(DUE, Money.of(5, "USD"), "20260042")])
    assert other.paying([invoice("2026-0042")]) == {}


def test_an_unknown_zone_is_taken_for_the_clients(dublin: Owing) -> None:
    acme = dublin.customer(zone="Mars/Olympus")
    dublin.invoice(acme, "R-1")
    with dublin.desk.books.query() as session:
        assert read_facts(session, moment(FIRST)).customers[acme].zone == "Europe/Dublin"


def test_a_customer_put_away_gets_nothing(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(archived=True), "R-1")
    dublin.start()
    assert dublin.at(FIRST).send().written == ()
    assert spared(dublin) == [("R-1", Why.SWITCHED_OFF)]


@pytest.mark.parametrize(
    ("fields", "locale"),
    [
        ({}, "en-IE"),
        ({"country": "DE"}, "de-DE"),
        ({"country": "DE", "language": "fr-FR"}, "fr-FR"),
        ({"country": "PL"}, "en-IE"),
        ({"country": None}, "en-IE"),
    ],
)
def test_each_is_written_to_in_his_language(dublin: Owing, fields: dict[str, Any], locale: str) -> None:
    acme = dublin.customer(**fields)
    dublin.invoice(acme, "R-1")
    with dublin.desk.books.query() as session:
        assert read_facts(session, moment(FIRST)).customers[acme].language == locale


def test_the_clients_own_language_holds_at_home(dublin: Owing) -> None:
    dublin.settings(language="fr-FR")
    acme = dublin.customer()
    dublin.invoice(acme, "R-1")
    with dublin.desk.books.query() as session:
        assert read_facts(session, moment(FIRST)).customers[acme].language == "fr-FR"
