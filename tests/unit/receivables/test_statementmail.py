"""Statements that leave: the paper says what the account says, and each customer gets one a month at most."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2  # type: ignore[import-untyped] # it has no annotations
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.errors import RuleBroken
from bookdesk.core.vocabulary import PaperKind
from bookdesk.ledger.owner import client_today
from bookdesk.mail.outbox import AlreadyWritten, all_recipients, texts
from bookdesk.models.mail import MailMessage
from bookdesk.models.paper import Paper
from bookdesk.receivables.statementmail import StatementService
from bookdesk.store.papers import read
from tests.unit.receivables.owing import DUE, Owing, owing

MAY = (date(2026, 5, 1), date(2026, 5, 31))


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    found = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(found.split())


def enclosed(client: Owing, mail: MailMessage) -> list[tuple[PaperKind, bytes]]:
    with client.desk.books.query() as session:
        rows = [session.get_one(Paper, id_) for id_ in texts(mail.attachments)]
    return [(row.kind, read(client.desk.books, row)) for row in rows]


def service(client: Owing) -> StatementService:
    return StatementService(client.desk)


def test_the_paper_says_what_the_account_says_in_the_customers_language(dublin: Owing) -> None:
    acme = dublin.customer("Müller & Söhne", language="de-DE", email="m@customer.example")
    first = dublin.invoice(acme, "R-1", "1234.50", document_date=date(2026, 5, 2))
    dublin.invoice(acme, "R-2", "500", currency="JPY", document_date=date(2026, 5, 3))
    dublin.pays(acme, "234.50", date(2026, 5, 10), (first, "234.50"))
    said = words(service(dublin).pdf(acme, *MAY))
    for part in ("Kontoauszug", "Müller & Söhne", "R-1", "1.234,50", "-234,50", "1.000,00", "JPY", "500", "Zahlung"):
        assert part in said, part


def test_it_is_the_same_paper_each_time(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1", document_date=date(2026, 5, 2))
    assert service(dublin).pdf(acme, *MAY) == service(dublin).pdf(acme, *MAY)


def test_nothing_to_state_is_refused(dublin: Owing) -> None:
    with pytest.raises(RuleBroken, match="nothing is owed"):
        service(dublin).pdf(dublin.customer(), *MAY)


@pytest.mark.parametrize(
    ("language", "title"), [("pl-PL", "Statement of account"), ("es-419", "Extracto de cuenta"), ("en-ZA", "Statement")]
)
def test_whatever_language_he_reads_a_paper_is_made(dublin: Owing, language: str, title: str) -> None:
    acme = dublin.customer(language=language)
    dublin.invoice(acme, "R-1", document_date=date(2026, 5, 2))
    assert title in words(service(dublin).pdf(acme, *MAY))
    assert service(dublin).send(acme, *MAY).subject


def test_a_mail_with_it_is_written_once(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1", document_date=date(2026, 5, 2))
    mail = service(dublin).send(acme, *MAY)
    ((kind, pdf),) = enclosed(dublin, mail)
    assert kind is PaperKind.STATEMENT
    assert "R-1" in words(pdf)
    assert "Open in all: €100.00" in mail.plain
    with pytest.raises(AlreadyWritten):
        service(dublin).send(acme, *MAY)
    assert len(dublin.mails()) == 1


def test_the_monthly_run_writes_to_whoever_owes_once(dublin: Owing) -> None:
    acme, bolt = dublin.customer("Acme"), dublin.customer("Bolt")
    dublin.invoice(acme, "R-1", document_date=date(2026, 5, 2))
    paid = dublin.invoice(bolt, "R-2", document_date=date(2026, 5, 2))
    dublin.pays(bolt, "100", date(2026, 5, 10), (paid, "100"))
    dublin.start()
    assert service(dublin).send_monthly().written == ()
    dublin.policies.send_statements(1)
    (mail,) = service(dublin.at(date(2026, 6, 2))).send_monthly().written
    assert all_recipients(mail) == ("acme@customer.example",)
    assert mail.key == f"statement:{acme}:2026-05"
    assert service(dublin.at(date(2026, 6, 9))).send_monthly().written == ()
    assert len(dublin.mails()) == 1


def test_the_monthly_run_waits_for_the_first_list_and_not_for_the_end_of_the_month(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1", document_date=date(2026, 5, 2))
    dublin.at(DUE).policies.switch_on()
    dublin.policies.send_statements(1)
    assert service(dublin).send_monthly().written == ()
    dublin.policies.approve(dublin.reminders.preview().list_hash)
    assert service(dublin.at(date(2026, 6, 11))).send_monthly().written == ()
    assert len(service(dublin.at(date(2026, 6, 10))).send_monthly().written) == 1


def test_one_bad_address_keeps_no_other_customer_waiting(dublin: Owing) -> None:
    for name, address in (("Acme", "nobody"), ("Bolt", "b@customer.example")):
        dublin.invoice(dublin.customer(name, email=address), f"R-{name}", document_date=date(2026, 5, 2))
    dublin.start()
    dublin.policies.send_statements(1)
    run = service(dublin.at(date(2026, 6, 2))).send_monthly()
    assert [name for name, _ in run.failed] == ["Acme"]
    assert len(run.written) == 1


def test_it_waits_for_the_customers_office_hours(dublin: Owing) -> None:
    acme = dublin.customer(zone="Australia/Sydney")
    dublin.invoice(acme, "R-1", document_date=date(2026, 5, 2))
    mail = service(dublin.at(date(2026, 6, 2))).send(acme, *MAY)
    assert mail.not_before == datetime(2026, 6, 2, 23, tzinfo=UTC)


def test_a_reminder_encloses_one_where_its_step_says_so(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.start()
    (mail,) = dublin.at(DUE + timedelta(days=14)).send().written
    ((kind, pdf),) = enclosed(dublin, mail)
    assert kind is PaperKind.STATEMENT
    assert "R-1" in words(pdf)
    assert mail.subject.startswith("Overdue")


def test_they_go_out_from_the_chosen_day_on_and_not_on_the_day_of_the_approval(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1", document_date=date(2026, 5, 2))
    dublin.start(date(2026, 6, 15))
    dublin.policies.send_statements(15)
    assert service(dublin.at(date(2026, 6, 15))).plan().why.startswith("The first list was approved on 2026-06-15")
    assert service(dublin).send_monthly().written == ()
    assert service(dublin.at(date(2026, 6, 14))).send_monthly().written == (), "nor where the clock is put back"
    (mail,) = service(dublin.at(date(2026, 6, 16))).send_monthly().written
    assert mail.key.endswith(":2026-05")
    dublin.policies.send_statements(17)
    assert service(dublin.at(date(2026, 6, 18))).send_monthly().written == ()


def test_the_dry_run_names_who_gets_one_and_why_another_does_not(dublin: Owing) -> None:
    for name, address in (("Acme", "a@customer.example"), ("Bolt", None), ("Cole", "c@customer.example")):
        dublin.invoice(dublin.customer(name, email=address), f"R-{name}", document_date=date(2026, 5, 2))
    paid = dublin.customer("Paid")
    dublin.pays(paid, "100", date(2026, 5, 9), (dublin.invoice(paid, "R-4", document_date=date(2026, 5, 2)), "100"))
    dublin.start()
    assert service(dublin.at(date(2026, 6, 2))).plan().why == "Monthly statements are switched off."
    dublin.policies.send_statements(3)
    plan = service(dublin).plan()
    assert (plan.month.begins, plan.month.since, plan.month.until) == (date(2026, 6, 3), *MAY)
    assert plan.why == "They go out from 2026-06-03 on."
    assert [one.customer for one in plan.served] == ["Acme", "Cole"]
    assert [(one.customer, bool(one.why)) for one in plan.customers] == [
        ("Acme", False),
        ("Bolt", True),
        ("Cole", False),
    ]
    run = service(dublin.at(date(2026, 6, 3))).send_monthly()
    assert {mail.contact_id for mail in run.written} == {one.contact_id for one in plan.served}
    assert service(dublin).plan().served == ()


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.integers(-40, 120), st.integers(0, 23), st.none() | st.integers(1, 28)), min_size=3, max_size=12
    ),
    st.integers(0, 30),
)
def test_no_customer_gets_two_of_a_month_whatever_the_clock_does(
    moments: list[tuple[int, int, int | None]], approved_after: int
) -> None:
    """The clock jumps about and the rules change: each month is stated once, on its days, after the approval."""
    begin = date(2026, 6, 1)
    with TemporaryDirectory() as home, owing(Path(home)) as client:
        for name in ("Acme", "Bolt"):
            customer = client.customer(name)
            for month in (4, 5, 6):
                client.invoice(customer, f"R-{name}-{month}", document_date=date(2026, month, 2))
        approved = begin + timedelta(days=approved_after)
        client.start(approved)
        seen: set[tuple[str, str]] = set()
        for days, hour, day in moments:
            today = begin + timedelta(days=days)
            client.policies.send_statements(day)
            plan = service(client.at(today, hour)).plan()
            today = client_today_of(client)
            run = service(client).send_monthly()
            written = [(str(mail.contact_id), mail.key.rsplit(":", 1)[1]) for mail in run.written]
            assert not run.failed
            assert not seen & set(written)
            assert len(set(written)) == len(written)
            seen |= set(written)
            assert {one for one, _ in written} == ({one.contact_id for one in plan.served} if not plan.why else set())
            if written:
                assert day is not None
                assert today > approved
                assert plan.month.begins <= today <= plan.month.ends
                assert (plan.month.begins.day, plan.month.until < plan.month.begins) == (day, True)


def client_today_of(client: Owing) -> date:
    with client.desk.books.query() as session:
        return client_today(session, client.desk.clock)
