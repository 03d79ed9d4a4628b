"""The report of a run: payees, approvals and seals are on the page, and it is the same page for ever."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.payments.reporting import run_report
from bookdesk.payments.views import RunView
from bookdesk.store.history import heads
from tests.unit.payments.office import PAY_DAY, Office

NAMES = {"ann": "Ann Archer", "maker": "Max Maker"}


def name(user: str) -> str:
    return NAMES.get(user, user)


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def released(office: Office) -> RunView:
    office.bill("Bean Brothers", "INV-1", 10000)
    office.bill("Milk Maids", "M-7", 234567)
    run = office.paying().propose(office.bank, PAY_DAY).run
    held = next(one for one in office.paying().show(run.id).payments if one.payment.holder == "Milk Maids")
    office.paying().hold(held.payment.id, "asked for a new invoice")
    return office.paying().release(run.id)


def test_it_says_what_was_paid_by_whose_word(office: Office) -> None:
    view = released(office)
    file_name, content = run_report(office.desk, view, name)
    said = words(content)
    assert file_name == "run-1-2026-07-01-report.pdf"
    for part in ("HARBOUR CAFE", "Payment run report", "1 Jul 2026", "Bean Brothers", "INV-1", "100.00 AUD in 1"):
        assert part.casefold() in said.casefold()
    assert "Ann Archer, 30 Jun 2026 11:00 AEST" in said
    assert "Milk Maids, 2345.67 AUD: held (asked for a new invoice)" in said
    assert str(view.run.file_sha256) in said.replace(" ", "")
    assert "works alone" not in said


def test_no_account_stands_on_it_in_full(office: Office) -> None:
    said = words(run_report(office.desk, released(office), name)[1])
    assert "4410021" not in said
    assert "10012345" not in said


def test_it_prints_where_the_history_stood_at_the_release_whatever_came_later(office: Office) -> None:
    view = released(office)
    with office.desk.books.query() as session:
        stood = heads(session)
    before = run_report(office.desk, view, name)[1]
    with office.desk.books.change(Action.CONTACT_EDITED, "later", actor=office.desk.actor) as work:
        work.add(Contact(name="Later"))
        work.commit()
    assert run_report(office.desk, view, name)[1] == before
    said = words(before)
    assert all(f"{office.desk.books.client_id} {head.short}" in said for head in stood)


def test_an_approval_that_was_withdrawn_stands_not_on_it(office: Office) -> None:
    bill = office.bill("Bean Brothers", "INV-1", 10000)
    office.approving("ann").withdraw(bill, "too early")
    office.approving("ann").approve(bill)
    run = office.paying().propose(office.bank, PAY_DAY).run
    view = office.paying().release(run.id)
    assert (
        words(run_report(office.desk, view, name)[1]).count("Ann Archer, 30 Jun 2026") == 3
    )  # proposed, released, once


def test_it_says_that_one_person_worked_alone(office: Office) -> None:
    view = released(office)
    statement = json.loads(view.run.release_statement or "")
    view.run.release_statement = json.dumps(statement | {"sole": {"user": "ann", "way": "delay", "hours": 4}})
    said = words(run_report(office.desk, view, name)[1])
    assert "Ann Archer works alone for this client: money waits 4 hours in the place of a second person." in said


def test_a_run_that_was_not_released_has_none(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    view = office.paying().propose(office.bank, PAY_DAY)
    with pytest.raises(RuleBroken, match="was not released"):
        run_report(office.desk, view, name)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf checks the file where it is installed")
def test_another_program_finds_the_file_sound(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(run_report(office.desk, released(office), name)[1])
    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
