"""Asking the gateways of all clients what customers paid, before anybody is reminded of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bookdesk.core.errors import BookDeskError, NotFound
from bookdesk.office.mailing import Borrow
from bookdesk.office.portal import Ways, ask, is_there, tell
from bookdesk.receivables.online.connection import Reach, reach
from bookdesk.receivables.online.service import Looked, OnlineService
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission, permitted
from bookdesk.store.desk import Desk
from bookdesk.workspace import Workspace

WayTo = Callable[[Desk, bool], Reach]
"""Returns how gateways are reached from a desk; the second says that this is a demo or training practice."""


@dataclass(frozen=True, slots=True)
class ClientOnline:
    """What a look at a client's gateway brought, or why it could not be asked."""

    entry: ClientEntry
    looked: Looked | None = None
    error: BookDeskError | None = None


def real_way(desk: Desk, practice: bool) -> Reach:  # noqa: FBT001 - the shape of a port
    """Return the real way to gateways."""
    return reach(desk, practice=practice)


def look_all(
    practice: OpenPractice, borrow: Borrow, way: WayTo = real_way, stopping: Callable[[], bool] = lambda: False
) -> Iterator[ClientOnline]:
    """Ask for each client with a gateway whose bank this user works on, and yield what came of it.

    One that fails keeps no other; clients without a gateway are passed over.
    """
    for entry in practice.clients():
        if stopping():
            return
        if not permitted(entry.roles, Permission.BANK):
            continue
        try:
            with borrow(entry.client_id) as workspace:
                looked = look_one(workspace, way)
        except BookDeskError as error:
            yield ClientOnline(entry, error=error)
        else:
            if looked is not None:
                yield ClientOnline(entry, looked)


def look_one(workspace: Workspace, way: WayTo = real_way, ways: Ways | None = None) -> Looked | None:
    """Ask portal and gateway of one client, let follow what does, and tell the portal; None where he has no gateway.

    The portal is told before mails leave, so that their links lead somewhere; why it could not be is kept with it.
    """
    at_portal = permitted(workspace.entry.roles, Permission.INVOICE) and is_there(workspace)
    if at_portal:
        ask(workspace, ways, look=False)
    try:
        return _looked(workspace, way)
    finally:
        if at_portal:
            tell(workspace, ways)


def _looked(workspace: Workspace, way: WayTo) -> Looked | None:
    service = OnlineService(
        workspace.desk, replace(way(workspace.desk, not workspace.real), others=workspace.neighbours)
    )
    try:
        service.connected()
    except NotFound:
        return None
    looked = service.look()
    workspace.serve()
    return looked
