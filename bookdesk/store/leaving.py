"""What leaves the encrypted files for a person's own folder stands in the history first."""

from __future__ import annotations

from bookdesk.core.identifiers import new_id
from bookdesk.models.actions import Action
from bookdesk.store.desk import Desk


def note_saved(desk: Desk, what: str, action: Action = Action.REPORT_SAVED, *, how: str = "saved") -> None:
    """Write down that something is handed out to be saved, or `how` else it leaves, such as `printed`.

    `NotAllowed` where the person at the desk may not have it. Asked for before anything is handed out: an entry may
    stand for a file that could not be written, never the reverse.
    """
    with desk.books.change(action, f"{what} {how}", actor=desk.actor, origin_id=f"saved {new_id()}") as work:
        work.commit()
