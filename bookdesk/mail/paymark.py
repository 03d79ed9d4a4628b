"""Where a letter that waits offers to pay online: a mark, which becomes the link as the letter leaves.

A gateway's page lives a day at most, and a letter may wait for days, so no link stands in what is written.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.models.gateway import GatewayConnection, OnlineSettings

MARK: Final = "[link to pay online, made as this mail leaves]"
"""It is stored in letters: whoever changes it still has to know this one. HTML writes each of its signs as it is."""


def pay_mark(session: Session) -> list[str]:
    """Return the mark as the lines of a placeholder; none where no gateway is connected or no links are wanted."""
    if session.scalars(select(GatewayConnection.id).limit(1)).first() is None:
        return []
    wanted = session.scalars(select(OnlineSettings.in_mails)).first()
    return [MARK] if wanted is not False else []
