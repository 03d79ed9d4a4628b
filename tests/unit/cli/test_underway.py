"""Whichever command settles an invoice that somebody may be paying online says at its end what becomes of that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bookdesk.cli import session
from bookdesk.cli.main import main
from bookdesk.cli.parsing import Arguments
from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import AttemptState
from bookdesk.gateways.references import spelled
from bookdesk.models.gateway import CollectionAttempt
from bookdesk.security.practice import OpenPractice
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from tests.support.billing import customer, issued, line
from tests.support.firm import KOALA, OWNER, Firm

Run = Callable[..., str]


def begun(desk: Desk) -> None:
    """Have an invoice whose page is open at the gateway, and one of which nothing is under way."""
    TakeOnService(desk).start(profile(name="K", country="AU", currency="AUD", zone="Australia/Sydney", tax_id=None))
    whose = customer(desk)
    bill, _ = (issued(desk, whose, line("100")) for _ in range(2))
    own = new_id()
    row = CollectionAttempt(
        id=own, gateway="stripe", merchant="acct_1", invoice_id=bill.id, state=AttemptState.OPEN, live=True,
        reference=spelled(own, bill.id), key=own, currency="AUD", amount=11_000, url="https://pay.example/1",
        made_by="ann", made_at=desk.clock.now(),
    )  # fmt: skip
    with desk.books.upkeep() as books:
        books.add(row)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    firm = Firm(Places(tmp_path / "firm"))
    firm.found()
    firm.staff()
    with firm.open() as practice:
        begun(Desk(practice.open_client(KOALA.name), practice.actor, firm.clock))

    def opened(_: Arguments, __: object, *, writes: bool) -> OpenPractice:
        return firm.open(writes=writes)

    monkeypatch.setattr(session, "_opened", opened)
    monkeypatch.setattr(session, "clock", lambda: firm.clock)

    def command(*words: str) -> str:
        assert main([*words, "--user", OWNER, "--client", KOALA.name]) == 0
        return capsys.readouterr().err

    return command


def test_cancelling_what_is_being_paid_says_that_its_page_is_closed(run: Run) -> None:
    assert "A page on which INV-0001" not in run("invoice", "cancel", "INV-0002", "--reason", "written twice")
    assert "A page on which INV-0001 is paid online is open" in run(
        "invoice", "cancel", "INV-0001", "--reason", "written twice"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("receipt", "add", "Blue Cafe", "110.00", "--way", "cash", "--invoice", "INV-0001"),
        ("receipt", "write-off", "INV-0001", "--why", "he is gone"),
    ],
)
def test_so_does_money_by_hand_and_a_write_off(run: Run, words: tuple[str, ...]) -> None:
    assert "A page on which INV-0001 is paid online is open" in run(*words)
    assert "A page on which" not in run("invoice", "show", "INV-0001")
