"""A passphrase is changed together with its entry in the history, or it is the old one that opens."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from bookdesk.core.errors import Locked, StorageError
from bookdesk.security.members import change_passphrase
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.slots import SlotTable
from tests.support.firm import BEN, STAPLE, Firm

NEW = passphrase_from("a wholly new passphrase")


def test_a_passphrase_whose_change_could_not_be_written_down_is_the_old_one(
    staffed: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key file has room, the history has not: it is told as not done, so it must not be done."""

    def full(*_: object) -> None:
        raise StorageError("The disk is full; nothing was changed.", "Free some space on this disk, then try again.")

    with staffed.open(BEN, STAPLE) as practice:
        practice.prove_passphrase(passphrase_from(STAPLE))
        monkeypatch.setattr(Session, "commit", full)
        with pytest.raises(StorageError, match="disk is full; nothing was changed"):
            change_passphrase(practice, NEW)
        monkeypatch.undo()
        assert len(practice.table.named(BEN)) == 1
    with pytest.raises(Locked):
        staffed.open(BEN, NEW.reveal().decode())
    with staffed.open(BEN, STAPLE) as practice:
        change_passphrase(practice, NEW)
    with staffed.open(BEN, NEW.reveal().decode()):
        pass


def test_where_neither_counts_for_sure_it_is_said_to_try_both(staffed: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StorageError("The disk is read-only.", "Make it writable.")

    with staffed.open(BEN, STAPLE) as practice:
        practice.prove_passphrase(passphrase_from(STAPLE))
        edit, edits = practice.keys.edit, list[int]()

        def once(*args: Any, **options: Any) -> SlotTable:  # noqa: ANN401 - passed on
            edits.append(1)
            if len(edits) > 1:
                fail()
            return edit(*args, **options)

        monkeypatch.setattr(practice.keys, "edit", once)
        monkeypatch.setattr(Session, "commit", fail)
        with pytest.raises(StorageError, match=r"may be the new one that opens from now on\. Try the new one, then"):
            change_passphrase(practice, NEW)
        monkeypatch.undo()
    with staffed.open(BEN, NEW.reveal().decode()):
        pass
