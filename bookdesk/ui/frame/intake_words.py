"""What is said when an intake ended: of each document what became of it, and what was not taken."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bookdesk.capture.service import Intake as Standing
from bookdesk.jobs.events import Counts, LeftOut
from bookdesk.ledger.inboxlists import InboxList
from bookdesk.models.document import DocumentState
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone

_TOLD = 5
"""So many files that were left out are told by name."""
_OUTCOMES = (
    (DocumentState.TO_REVIEW, "read"),
    (DocumentState.NOT_PAYABLE, "not payable"),
    (DocumentState.DUPLICATE, "here already"),
    (DocumentState.FAILED, "not readable"),
    (DocumentState.REJECTED, "taken apart"),
    (DocumentState.LOCKED, "locked with a password"),
)
"""Every outcome of reading with the words for so many of it."""


def progress_words(counts: Counts, *, paused: bool) -> str:
    """Return how far an intake is."""
    if paused:
        return f"Paused, {counts.read:,} of {counts.of:,} read"
    if counts.sealed < counts.of:
        return f"Taking in {counts.sealed:,} of {counts.of:,}"
    return f"Reading {counts.read:,} of {counts.of:,}"


def waiting_words(waiting: int) -> str:
    """Return that documents are here and were not read, because somebody stopped it, and how that goes on."""
    many = wording.count(waiting, "document")
    return f"Still to be read: {many}. It goes on with Read now in the inbox, or when you come back to this client."


@dataclass
class Tally:
    """What one round of an intake brought: where each document stands, by its id, and the files left out."""

    standings: dict[str, Standing] = field(default_factory=dict)
    left: list[LeftOut] = field(default_factory=list)

    def take(self, standing: Standing) -> None:
        """Count a document that came now."""
        self.standings[standing.document_id] = standing

    def know(self, standing: Standing) -> None:
        """Keep what became of a document; one that did not come now is read in the same round and not counted."""
        if standing.document_id in self.standings:
            self.take(standing)

    @property
    def outcomes(self) -> list[DocumentState]:
        """What became of each document: a copy of one that turned out not to be readable is no duplicate."""
        all_of = self.standings.values()
        failed = {one.number for one in all_of if one.state is DocumentState.FAILED}
        return [DocumentState.FAILED if one.duplicate_of in failed else one.state for one in all_of]

    @property
    def statements(self) -> list[LeftOut]:
        """The bank statements among what was left out."""
        return [one for one in self.left if one.is_statement]

    @property
    def counts(self) -> Counter[DocumentState]:
        """How many documents have each outcome."""
        return Counter(self.outcomes)

    @property
    def words(self) -> str:
        """What became of the documents, each in one figure only."""
        if not self.outcomes:
            return self.only_statements or "No document was taken in."
        taken, counts = f"{wording.count(len(self.outcomes), 'document')} taken in", self.counts
        if counts[DocumentState.TO_REVIEW] == len(self.outcomes):
            return f"{taken} and read."
        parts = [f"{counts[state]:,} {words}" for state, words in _OUTCOMES if counts[state]]
        return f"{taken}: {', '.join(parts)}." if parts else f"{taken}."

    @property
    def only_statements(self) -> str:
        """What is said where nothing but bank statements came; nothing otherwise."""
        if self.outcomes or not self.left or len(self.statements) < len(self.left):
            return ""
        if len(self.left) == 1:
            return f"{self.left[0].name} is a bank statement: import it in Bank."
        return f"{len(self.left)} bank statements: import each in Bank."

    @property
    def not_taken(self) -> str:
        """The files that were left out, by name, with the reason of each; of several, each on a line of its own."""
        if self.only_statements and len(self.left) == 1:
            return ""
        told = [f"{one.name}: {one.reason}" for one in self.left[:_TOLD]]
        if len(self.left) > _TOLD:
            told.append(f"And {len(self.left) - _TOLD:,} more.")
        return f"Not taken: {told[0]}" if len(told) == 1 else "\n".join(["Not taken:", *told] if told else [])

    @property
    def tone(self) -> Tone:
        """How it is said: nothing taken at all is a failure, but for statements, which have their place."""
        if self.left and not self.outcomes:
            return Tone.WARN if self.only_statements else Tone.BAD
        unread = self.counts[DocumentState.FAILED] + self.counts[DocumentState.LOCKED]
        return Tone.WARN if self.left or unread else Tone.GOOD

    @property
    def view(self) -> str:
        """The list of the inbox where all of it stands; nothing for the list that begins with what needs a person."""
        states = set(self.outcomes)
        if states <= {DocumentState.TO_REVIEW}:
            return ""
        return states.pop().value if len(states) == 1 else InboxList.ALL_OPEN
