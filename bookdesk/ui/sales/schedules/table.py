"""What the list of schedules shows of each."""

from __future__ import annotations

from bookdesk.core.vocabulary import Every
from bookdesk.invoicing.recurring import ScheduleView
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill


def rhythm(view: ScheduleView) -> str:
    """Return how often a schedule bills: `every month`, `every 2 weeks`."""
    schedule = view.schedule
    unit = Every(schedule.every).value
    return f"every {unit}" if schedule.interval == 1 else f"every {schedule.interval} {unit}s"


def state_pill(view: ScheduleView) -> Pill:
    """Return how it stands: what is due of it comes first."""
    if view.schedule.stopped:
        return Pill("void", "Stopped")
    if view.due:
        return Pill("alert", f"{len(view.due)} due", Tone.WARN)
    return Pill("paid", "Ended") if view.ended else Pill("play", "Runs", Tone.GOOD)


def next_day(view: ScheduleView) -> str:
    """Return its next day, nothing where there is none."""
    return wording.day(view.due[0].day if view.due else (view.coming[0] if view.coming else None))


COLUMNS: tuple[Column[ScheduleView], ...] = (
    Column("name", "Schedule", 120, lambda row: row.schedule.name, grows=True),
    Column("customer", "Customer", 160, lambda row: row.customer, spare=1),
    Column("every", "Rhythm", 120, rhythm, spare=2),
    Column("total", "Amount", 116, lambda row: wording.money(row.total) if row.total is not None else "", number=True),
    Column("next", "Next", 100, next_day),
    Column("makes", "Makes", 150, lambda row: row.schedule.makes.value, muted=True, spare=3),
    Column("state", "State", 104, lambda row: state_pill(row).words, pill=state_pill),
)


def facts_of(view: ScheduleView) -> list[tuple[str, str]]:
    """Return what stands beside a schedule."""
    schedule = view.schedule
    return [
        ("Customer", view.customer),
        ("Amount", f"{wording.money(view.total)}, {rhythm(view)}" if view.total is not None else ""),
        ("Rhythm", rhythm(view)),
        ("First day", wording.day(schedule.first_day)),
        ("Last day", wording.day(schedule.until)),
        ("Times", "" if schedule.times is None else f"at most {schedule.times}"),
        ("Makes", schedule.makes.value),
        ("Missed days", schedule.catch_up.value),
        ("Due now", ", ".join(wording.day(one.day) for one in view.due)),
        ("Coming", ", ".join(wording.day(day) for day in view.coming)),
        ("Reference", schedule.reference or ""),
    ]
