"""What a person is told when the program ended unexpectedly: it is checked behind his work, then told in one note."""

from __future__ import annotations

from typing import Final

from bookdesk.office.aftercrash import Checked, look_after
from bookdesk.store.openmark import ended
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message

_MOST_NAMED: Final = 5


def look(desktop: Desktop) -> None:
    """Check what was open at an unexpected end, and tell; after an orderly one nothing is asked."""
    office = desktop.office
    if ended(office.practice.places) is None:
        return

    def told(found: Checked | None) -> None:
        if found is not None:
            desktop.tell(words(found))

    desktop.door.long(
        "Checking after an unexpected end",
        desktop,
        lambda progress: look_after(office, progress),
        told,
        desktop.tell_error,
    )


def words(found: Checked) -> Message:
    """Return what is said of what was found."""
    end = f"BookDesk ended unexpectedly at {wording.clock_time(found.ended_at)}."
    if not found.in_order:
        first = next(problem for finding in found.wrong[0].findings for problem in finding.problems)
        names = ", ".join(one.name for one in found.wrong[:_MOST_NAMED])
        return Message(
            f"{end} Not in order: {names}. {first}",
            Tone.BAD,
            "Do not go on working there. Restore it from a backup, as the guide on safety tells.",
        )
    checked = wording.count(found.clients, "client") if found.clients else "The practice"
    left = f"{wording.count(found.left, 'client')} left to somebody who holds the key." if found.left else ""
    if found.old_keys:
        keys = "Somebody who left still knows a key: People says so and goes on with the change."
        return Message(f"{end} {checked} checked: in order.", Tone.WARN, f"{keys} {left}".strip())
    return Message(f"{end} {checked} checked: in order.", Tone.GOOD, left)
