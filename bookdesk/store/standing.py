"""Where a history stood when something was done: the heads that a report of it prints, the same each time."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bookdesk.store.glance import Key
from bookdesk.store.history import Head

_LAST_ACT = (
    "SELECT max(position) FROM change_set WHERE action = ?"
    " AND id IN (SELECT change_set FROM row_change WHERE tbl = ? AND pk = ?)"
)


def heads_after(session: Session, action: str, about: Key) -> tuple[Head, ...]:
    """Return where each device's history ended right after an act was last done to a row; none where it never was."""
    connection = session.connection()
    position = connection.exec_driver_sql(_LAST_ACT, (action, *about)).scalar()
    if position is None:
        return ()
    devices = connection.exec_driver_sql(
        "SELECT device, max(device_counter) FROM change_set WHERE position <= ? GROUP BY device ORDER BY device",
        (position,),
    ).fetchall()
    hashes = (
        connection.exec_driver_sql("SELECT hash FROM change_set WHERE device = ? AND device_counter = ?", tuple(row))
        for row in devices
    )
    return tuple(Head(row[0], row[1], found.scalar_one()) for row, found in zip(devices, hashes, strict=True))
