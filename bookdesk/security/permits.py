"""Which permission an act needs: one table, asked at the one door that every change passes. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from bookdesk.core.errors import NotAllowed
from bookdesk.security.roles import Permission, Role, permitted

NEEDS: Mapping[StrEnum, frozenset[Permission]] = {}
"""By kind of act the permissions of which one is enough."""


def require_action(roles: Collection[Role], action: StrEnum) -> None:
    """Return quietly, or raise `NotAllowed` saying which roles could do it."""
    wanted = NEEDS.get(action)
    if wanted and not any(permitted(roles, one) for one in wanted):
        raise NotAllowed(f"This user may not do this: {action}.", "Ask somebody whose role allows it.")
