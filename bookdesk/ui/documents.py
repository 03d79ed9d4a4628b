"""What is done with a document from whichever screen shows it: taken apart, or handed over to another client."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.parting import Parting, Proposal
from bookdesk.capture.service import CaptureService
from bookdesk.office.moving import move_document
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.workspace import Workspace


def take_apart(desktop: Desktop, owner: QObject, document_id: str, back: Place) -> None:
    """Show where a document of the client in front may be taken apart, and lead `back` from there."""

    def found(proposal: Proposal) -> None:
        if proposal.nowhere is not None:
            desktop.tell(Message(proposal.nowhere.what, Tone.PLAIN, proposal.nowhere.remedy))
        else:
            desktop.go(Place("split", item=document_id, back=back))

    desktop.ask(
        desktop.client_id,
        owner,
        lambda workspace: Parting(workspace.desk).proposal(document_id),
        found,
        desktop.tell_error,
        name="apart",
    )


def move(
    desktop: Desktop,
    owner: QObject,
    documents: Sequence[tuple[str, int]],
    to_client: str,
    moved: Callable[[], object] | None = None,
) -> None:
    """Hand documents (id and version) of the client in front over to another one, where they are read anew."""
    office, from_client = desktop.office, desktop.client_id

    def work(_: Workspace) -> None:
        for document_id, version in documents:
            move_document(office, document_id, from_client, to_client, version=version)

    def then(_: None) -> None:
        desktop.books_changed.emit(to_client)
        desktop.intake.read_on(to_client)
        if moved is not None:
            moved()

    stands = "It lies" if len(documents) == 1 else "They lie"
    desktop.act(from_client, owner, work, then, remedy=f"{stands} with {office.entry(to_client).name} now.")


def put_behind(desktop: Desktop, client_id: str, others: Mapping[str, int]) -> None:
    """Let documents of a client, by id, stand behind those that they repeat, by number, as they stood before."""

    def work(workspace: Workspace) -> None:
        workspace.require(Permission.CAPTURE)
        inbox = InboxService(workspace.desk, CaptureService(workspace.desk, desktop.equipment.reader()))
        for document_id, number in others.items():
            inbox.set(document_id, {"duplicate": str(number)})

    stand = "It stands" if len(others) == 1 else "They stand"
    behind = ", ".join(map(str, dict.fromkeys(others.values())))
    desktop.act(client_id, desktop, work, remedy=f"{stand} under Duplicates again, behind document {behind}.")
