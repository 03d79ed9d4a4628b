"""The approval queue over all clients, and approving many bills at once, each by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bookdesk.approvals.service import ApprovalService
from bookdesk.core.errors import BookDeskError
from bookdesk.core.progress import Progress, Silent
from bookdesk.office.acts import watching
from bookdesk.office.opened import Office
from bookdesk.office.overview import ClientLine, Overview
from bookdesk.office.undostack import Done
from bookdesk.office.waiting import QueueItem, in_order
from bookdesk.office.waitingrows import WaitingRows
from bookdesk.reports.content import Summary
from bookdesk.security.roles import Permission
from bookdesk.workspace import Workspace

Wanted = tuple[str, str, int]
"""What is to be approved: client, bill, and the version of it that the person saw."""

_STOPPED = "It was not approved: you stopped before its turn."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one bill: this person's approval was given or refused, for the reason that is `said`.

    `complete` says that it was the last one needed.
    """

    client_id: str
    bill_id: str
    approved: bool
    complete: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class ManyApproved:
    """The outcomes in the order they were asked for, and the acts by client, to be taken back by whoever remembers."""

    outcomes: tuple[Outcome, ...]
    acts: tuple[Done, ...]

    @property
    def approved(self) -> int:
        """How many were approved."""
        return sum(one.approved for one in self.outcomes)

    @property
    def refused(self) -> tuple[Outcome, ...]:
        """Those that were not."""
        return tuple(one for one in self.outcomes if not one.approved)


Known = Mapping[str, datetime | None]
"""When the books of each client were looked at from which what waits is known."""


@dataclass(frozen=True, slots=True)
class WaitingAt:
    """What waits at one client, whose books were looked at then; no items where they are the ones known before."""

    client_id: str
    seen: datetime | None
    items: tuple[QueueItem, ...] | None


class ApprovalQueue:
    """Bills of all clients that wait for a decision. Safe to ask from several threads."""

    def __init__(self, office: Office, overview: Overview) -> None:
        """Look for bills where `overview` says that some wait."""
        self._office, self._overview = office, overview

    def each(self, known: Known, progress: Progress | None = None) -> Iterator[WaitingAt]:
        """Yield the clients of which something waits, one after the other, with what waits there.

        Only these are opened, and those of which nothing is known yet; not even these where a client's books stand as
        they did when `known` was found. Asked to stop, it ends. A client that cannot be opened is told of by its line.
        """
        for line in self._lines(progress or Silent()):
            seen = line.taken_at
            unchanged = seen is not None and known.get(line.client_id) == seen
            yield WaitingAt(line.client_id, seen, None if unchanged else self._of(line))

    def of_client(self, client_id: str) -> tuple[QueueItem, ...]:
        """Return what waits of one client, to show it anew after something happened to it."""
        with self._office.workspace(client_id) as workspace:
            if self._office.practice.writes:
                workspace.serve()  # whoever changed a bill may have died before its approvals were looked at
            return in_order(WaitingRows(self._office, workspace).read())

    def approve_many(
        self, wanted: Sequence[Wanted], *, comment: str | None = None, progress: Progress | None = None
    ) -> ManyApproved:
        """Approve bills one by one, each in a change of its own: a refusal keeps no other from being approved.

        A bill that changed since it was seen (`version`) is refused. Asked to stop, the rest is left as it is.
        """
        several = _Several(self._office, comment, progress or Silent())
        return several.run(wanted)

    def _lines(self, progress: Progress) -> Iterator[ClientLine]:
        """Yield the lines of clients of which something waits, after a look at those that are not current."""
        lines = self._overview.stored()
        for done, line in enumerate(lines):
            if progress.cancelled():
                return
            progress.step(f"Looking at {line.name}", done, len(lines))
            seen = line if line.current else self._overview.refresh(line.client_id)
            if seen.summary is not None and _waits(seen.summary):
                yield seen
        progress.step("Looked at every client", len(lines), len(lines))

    def _of(self, line: ClientLine) -> tuple[QueueItem, ...]:
        try:
            return self.of_client(line.client_id)
        except BookDeskError:
            self._overview.refresh(line.client_id)  # whose line then says why
            return ()


def _waits(summary: Summary) -> bool:
    bills = summary.bills
    return bool(bills.to_approve or bills.returned or bills.doubtful)


class _Several:
    """One run over bills of several clients."""

    def __init__(self, office: Office, comment: str | None, progress: Progress) -> None:
        self._office, self._comment, self._progress = office, comment, progress
        self._outcomes: dict[int, Outcome] = {}
        self._acts: list[Done] = []
        self._of = 0

    def run(self, wanted: Sequence[Wanted]) -> ManyApproved:
        self._of = len(wanted)
        by_client: dict[str, list[int]] = defaultdict(list)
        for at, (client_id, _, _) in enumerate(wanted):
            by_client[client_id].append(at)
        for client_id, places in by_client.items():
            try:
                self._at(client_id, [(at, *wanted[at][1:]) for at in places])
            except BookDeskError as failure:
                for at in places:
                    self._refuse(at, wanted[at], self._office.named(str(failure)))
        return ManyApproved(tuple(self._outcomes[at] for at in range(len(wanted))), tuple(self._acts))

    def _at(self, client_id: str, bills: Sequence[tuple[int, str, int]]) -> None:
        """Approve the bills of one client; what follows from that follows, and is remembered as one act."""
        with self._office.workspace(client_id) as workspace, watching(workspace, self._office.name_of) as acts:
            workspace.require(Permission.APPROVE)
            for at, bill_id, version in bills:
                self._outcomes[at] = self._one(workspace, bill_id, version)
            workspace.serve()
            done = acts.done()
        self._acts += [done] if done else []

    def _one(self, workspace: Workspace, bill_id: str, version: int) -> Outcome:
        client_id = workspace.entry.client_id
        if self._progress.cancelled():
            return Outcome(client_id, bill_id, approved=False, said=_STOPPED)
        self._progress.step(f"Approving for {workspace.entry.name}", len(self._outcomes), self._of)
        service = ApprovalService(workspace.desk, workspace.signer, workspace.trusted)
        try:
            after = service.approve(bill_id, comment=self._comment, version=version)
        except BookDeskError as refused:
            return Outcome(client_id, bill_id, approved=False, said=self._office.named(str(refused)))
        return Outcome(client_id, bill_id, approved=True, complete=after.approved)

    def _refuse(self, at: int, wanted: Wanted, why: str) -> None:
        client_id, bill_id, _ = wanted
        self._outcomes.setdefault(at, Outcome(client_id, bill_id, approved=False, said=why))
