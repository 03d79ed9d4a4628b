"""The files a newcomer drops: each comes out as its page says, and both statements lead to nothing left over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bookdesk.banking.charging import Part
from bookdesk.banking.service import BankingService
from bookdesk.capture.service import CaptureService, Incoming, Intake
from bookdesk.models.bank import MatchKind, StatementProof
from bookdesk.models.document import DocumentState
from bookdesk.office.opened import Office
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.reading.ocr_engine import LateTextReader
from bookdesk.sandbox.firm import write_samples
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import open_practice
from bookdesk.store.places import Places
from tests.support.firm import POLICY
from tests.unit.sandbox.firm.conftest import Made

pytestmark = pytest.mark.slow

OUTCOMES = {
    "01-crooked-scan.pdf": DocumentState.TO_REVIEW,
    "02-photo.jpg": DocumentState.TO_REVIEW,
    "03-e-invoice.xml": DocumentState.TO_REVIEW,
    "04-statement-of-account.pdf": DocumentState.NOT_PAYABLE,
    "05-same-bill-again.pdf": DocumentState.DUPLICATE,
    "06-credit-note.pdf": DocumentState.TO_REVIEW,
    "07-two-pages.pdf": DocumentState.TO_REVIEW,
    "08-from-abroad.pdf": DocumentState.TO_REVIEW,
    "09-damaged.pdf": DocumentState.FAILED,
    "10-note.txt": DocumentState.FAILED,
}


@pytest.fixture
def samples(firm: Made, files: Path) -> tuple[Path, ...]:
    """The files as they are written."""
    return write_samples(files, firm.facts, firm.clock)


@pytest.fixture
def office(firm: Made, tmp_path: Path) -> Iterator[Office]:
    """Ann at a copy of the firm that may be changed."""
    home = tmp_path / "home"
    shutil.copytree(firm.places.home, home)
    secret = passphrase_from(firm.facts.passphrases["ann"])
    with closing(
        Office(open_practice(Places(home), "ann", secret, clock=firm.clock, policy=POLICY), firm.clock)
    ) as one:
        yield one


def test_a_page_tells_what_each_file_is_for(samples: tuple[Path, ...]) -> None:
    page, *others = samples
    told = page.read_text(encoding="utf-8")
    assert [path.name for path in others[:10]] == list(OUTCOMES)
    assert all(path.name in told and path.stat().st_size for path in others)
    assert len(others) == 12


def test_they_are_the_same_bytes_each_time(firm: Made, samples: tuple[Path, ...], tmp_path: Path) -> None:
    again = write_samples(tmp_path / "again", firm.facts, firm.clock)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in samples]


def test_each_document_has_its_outcome(firm: Made, office: Office, samples: tuple[Path, ...]) -> None:
    with office.workspace(firm.facts.client("heap").client_id) as workspace:
        service = CaptureService(workspace.desk, InProcessReader(LateTextReader()))
        found = {path.name: _dropped(service, path) for path in samples[1:11]}
    assert {name: intake.state for name, intake in found.items()} == OUTCOMES
    assert found["05-same-bill-again.pdf"].duplicate_of == found["01-crooked-scan.pdf"].number


def test_the_statement_of_the_bicycle_shop_shows_the_run_and_ends_at_zero(
    firm: Made, office: Office, samples: tuple[Path, ...]
) -> None:
    with office.workspace(firm.facts.client("released run").client_id) as workspace:
        service = BankingService(workspace.desk)
        (taken,) = service.import_statement(samples[11].name, samples[11].read_bytes(), account=None)
        accepted = service.accept_all(None)
        _code_the_rest(service, "4000", "7100")
        outcome = service.reconcile(None)
    assert (taken.proof, taken.known > 0) == (StatementProof.PROVED, True)
    assert [one.kind for one in accepted] == [MatchKind.RUN]
    assert (outcome.difference, outcome.unmatched) == (0, ())


def test_the_statement_of_the_plumber_has_columns_of_its_own_and_ends_at_zero(
    firm: Made, office: Office, samples: tuple[Path, ...]
) -> None:
    with office.workspace(firm.facts.client("overdue").client_id) as workspace:
        service = BankingService(workspace.desk)
        (taken,) = service.import_statement(samples[12].name, samples[12].read_bytes(), account=None)
        accepted = service.accept_all(None)
        _code_the_rest(service, "4-1000", "6-1000")
        outcome = service.reconcile(None)
    assert (taken.proof, taken.known > 0) == (StatementProof.PROVED, True)
    assert [one.kind for one in accepted] == [MatchKind.BILL]
    assert (outcome.difference, outcome.unmatched) == (0, ())


def _dropped(service: CaptureService, path: Path) -> Intake:
    (intake,) = service.capture([Incoming(path.name, path.read_bytes())])
    return service.read(intake.document_id) if intake.state is DocumentState.RECEIVED else intake


def _code_the_rest(service: BankingService, money_in: str, money_out: str) -> None:
    for line, _ in service.lines(None, only_open=True):
        service.code(line.id, [Part(money_in if line.amount > 0 else money_out)])
