"""The way to the pages of a file that may hold several documents, or the reason why it cannot be taken apart."""

from __future__ import annotations

from PySide6.QtCore import QObject

from bookdesk.capture.parting import Parting, Proposal
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place


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
