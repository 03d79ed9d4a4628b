"""Before money leaves or books go to an accounting system, the recovery sheet was shown to be at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.core.errors import NotAllowed
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.models.history import Origin
from bookdesk.models.practice import Mode
from bookdesk.security.practice import OpenPractice
from bookdesk.security.recovery import from_text
from bookdesk.security.recoverykeys import confirm_recovery, renew_recovery
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from bookdesk.sync.connection import Connecting
from tests.support.firm import KOALA, Firm

STAND_IN = "http://127.0.0.1:1"


def release(practice: OpenPractice) -> None:
    """Begin what a release begins with: its entry, at the door of the client's file."""
    practice.open_client(KOALA.name).change(Action.RUN_RELEASED, "released", actor=practice.actor)


def connect(practice: OpenPractice) -> None:
    desk = Desk(practice.open_client(KOALA.name), practice.actor, practice.clock)
    Connecting(desk, "app", base_url=STAND_IN, practice=True)


@pytest.fixture
def prepared(unfounded: Firm) -> Firm:
    """A practice as a script prepares it: nobody showed its sheet back."""
    unfounded.found()
    unfounded.staff(shown=False)
    return unfounded


@pytest.mark.parametrize("act", [release, connect])
def test_nothing_is_done_in_earnest_before_the_sheet_was_shown(prepared: Firm, act: object) -> None:
    assert callable(act)
    with prepared.open() as practice:
        with pytest.raises(NotAllowed, match="Nobody has shown yet") as refused:
            act(practice)
        assert "Recovery sheet" in refused.value.remedy
        assert refused.value.command == "bookdesk recovery confirm --recovery-file FILE"
        confirm_recovery(practice, from_text(prepared.sheet))
        act(practice)
        renew_recovery(practice, lambda _: None)
        with pytest.raises(NotAllowed, match="Nobody has shown yet"):
            act(practice)


def test_all_other_work_may_begin(prepared: Firm) -> None:
    with prepared.open() as practice:
        books = practice.open_client(KOALA.name)
        with books.change(Action.CLIENT_CREATED, "begun", actor=practice.actor) as work:
            work.add(
                ClientProfile(name="K", legal_name="K", country="AU", base_currency="AUD", zone="UTC", tax_id=None)
            )
            work.commit()
        books.change(Action.RUN_PROPOSED, "proposed", actor=practice.actor)
        books.change(
            Action.RUN_RELEASED, "what follows of itself is not asked", actor=practice.actor, origin=Origin.JOB
        )


def test_a_practice_for_show_needs_no_sheet(tmp_path: Path) -> None:
    firm = Firm(Places(tmp_path / "show"))
    firm.found(Mode.DEMO)
    firm.staff()
    with firm.open() as practice:
        release(practice)
        connect(practice)
