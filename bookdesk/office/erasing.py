"""A client erased from the desk: who may, what is said before, and the list of clients without it."""

from __future__ import annotations

from typing import Final

from bookdesk.core.errors import UsageError
from bookdesk.office.opened import Office
from bookdesk.security.erasing import WHAT_STAYS, erase_client
from bookdesk.security.roles import Permission, permitted
from bookdesk.security.slots import fold_name

__all__ = ["WHAT_GOES", "WHAT_STAYS", "check_name", "erase", "may_erase"]

WHAT_GOES: Final = (
    "Its key is destroyed and its folder removed: books, documents, bank details, its own history, and what the"
    " practice's history has of its keys. That it was here, who erased it and when stays there. Nobody can take that"
    " back. Save first what the law makes you keep."
)
"""What has to be said before, beside `WHAT_STAYS`."""


def may_erase(office: Office) -> bool:
    """Whether the person at work may erase clients."""
    return office.practice.writes and permitted(office.practice.roles(), Permission.ERASE)


def check_name(office: Office, client_id: str, typed: str) -> None:
    """Return quietly, or raise `UsageError` where what was typed is not the client's name."""
    if fold_name(typed) != fold_name(office.entry(client_id).name):
        raise UsageError("That is not this client's name.", "Type it as the list shows it.")


def erase(office: Office, client_id: str, typed: str) -> str:
    """Erase a client for good and return the name it had; `StepUpNeeded` without a fresh proof of who is there."""
    name = erase_client(office.practice, client_id, typed)
    office.refresh()
    return name
