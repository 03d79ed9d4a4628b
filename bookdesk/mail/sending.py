"""What waits leaves: in the order it was written, one sender a client at a time, each message once.

A message's stage SENDING is committed before its first byte leaves (`mail/stages`). What the server answers is a change
of its own, so that a crash loses at most one answer, and that one is `unknown`, not repeated. Where the server cannot
be used, everything stays in its order and says why.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, InUse
from bookdesk.core.failpoints import reach
from bookdesk.core.vocabulary import MailStage
from bookdesk.mail import records
from bookdesk.mail.accounts import require_reach
from bookdesk.mail.addresses import wire_address
from bookdesk.mail.leaving import Leaving, as_it_leaves, keep_as_left
from bookdesk.mail.paylinks import PayLinks, no_links
from bookdesk.mail.smtp import Answer, Connect, Courier, Meaning, NotNow, Server, Silence, connect
from bookdesk.mail.stages import Accepted, Begun, Doubted, HeldBack, Lost, PutOff, Refused, TakenOut, Woken, is_due
from bookdesk.mail.verdicts import StillWanted, Verdict, Wait, Withdraw, let_all_leave, withdrawn_key
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.models.mail import MailEventKind, MailMessage, MailState
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.listing import rowid

_WRITTEN: Final = rowid("mail_message")
_ENDED_EARLY = "BookDesk ended before the server answered. Nobody knows whether it left."
_PUT_BACK = "The books were put back to an earlier day. It may have left since then."
_MOST_BROKEN = 2
"""Connections in a row that broke before anything left; then the server is taken for away."""
_busy: set[Path] = set()
_guard = threading.Lock()


@dataclass
class Report:
    """What a round did: how many messages went which way, and what keeps the rest."""

    accepted: int = 0
    refused: int = 0
    put_off: int = 0
    unknown: int = 0
    withdrawn: int = 0
    problem: str | None = None

    @property
    def sent(self) -> int:
        """How many messages a server took over."""
        return self.accepted


@dataclass(frozen=True, slots=True)
class _Groups:
    """The recipients of one offer, as they were written, by what the server said of each."""

    taken: Mapping[str, str]
    later: Mapping[str, str]
    never: Mapping[str, str]


class _Stop(Exception):
    """Nothing more leaves in this round."""


def never() -> bool:
    """Let a round go on to its end."""
    return False


def send_waiting(  # noqa: PLR0913 - the ports have defaults
    desk: Desk,
    server: Server,
    *,
    real: bool,
    connect: Connect = connect,
    still_wanted: StillWanted = let_all_leave,
    stopping: Callable[[], bool] = never,
    pay_links: PayLinks = no_links,
) -> Report:
    """Send what is due at the desk's clock, and return what became of it.

    `real` is false for ever in a demo or training practice, which reaches no mail server but one on this computer
    (`NotAllowed`). `InUse` where this client's mail is being sent already. `still_wanted` is asked right before each
    message leaves; `stopping` between two messages; `pay_links` for the pages on which a message that offers to pay
    online can be paid, once it can leave.
    """
    require_reach(server.host, real=real)
    with _alone(desk.books.path):
        wake(desk)
        return _Round(desk, server, connect, still_wanted, stopping, pay_links).run()


def wake(desk: Desk) -> int:
    """Mark as unknown what an earlier run left under way, and what waits in books that were put back; returns both.

    Only while nobody sends: `send_waiting` does it first.
    """
    with desk.books.query() as session:
        if not any(_left_behind(session)):
            return 0
    with desk.books.upkeep() as session:
        cut_off, doubtful = _left_behind(session)
        for state in cut_off:
            records.move(state, Woken(), _ENDED_EARLY)
        for state in doubtful:
            records.move(state, Doubted(), _PUT_BACK)
    return len(cut_off) + len(doubtful)


def _left_behind(session: Session) -> tuple[list[MailState], list[MailState]]:
    """Return what was under way when the program ended, and what waits but may have left before a backup was used."""
    query = select(MailState).where(MailState.stage.in_([MailStage.QUEUED, MailStage.SENDING]))
    by_id = {one.mail_id: one for one in session.scalars(query)}
    waiting = [mail_id for mail_id, one in by_id.items() if one.stage is MailStage.QUEUED]
    cut_off = [one for one in by_id.values() if one.stage is MailStage.SENDING]
    return cut_off, [by_id[mail_id] for mail_id in sorted(records.doubtful(session, waiting))]


def due(session: Session, now: datetime, *, offline: bool = False) -> tuple[str, ...]:
    """Return which messages may leave now, in the order they were written.

    With `offline` also those that wait for the server alone, once it is there.
    """
    rows = session.execute(
        select(MailState, MailMessage.not_before)
        .join(MailMessage, MailMessage.id == MailState.mail_id)
        .where(MailState.stage == MailStage.QUEUED)
        .order_by(_WRITTEN)
    )
    return tuple(state.mail_id for state, not_before in rows if _may_go(state, not_before, now, offline=offline))


def _may_go(state: MailState, not_before: datetime | None, now: datetime, *, offline: bool) -> bool:
    slip = records.slip_of(state)
    return is_due(replace(slip, next_at=None) if offline and slip.offline else slip, now, not_before)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Yield while nobody else in this program sends from these books; another program has no lock on the practice."""
    with _guard:
        if path in _busy:
            raise InUse("Mail of this client is being sent already.", "Wait until it is through.")
        _busy.add(path)
    try:
        yield
    finally:
        with _guard:
            _busy.discard(path)


@dataclass
class _Round:
    """One round over the outbox of one client."""

    _desk: Desk
    _server: Server
    _connect: Connect
    _still_wanted: StillWanted
    _stopping: Callable[[], bool]
    _pay_links: PayLinks
    _report: Report = field(default_factory=Report)
    _courier: Courier | None = None
    _used: bool = False
    """Whether the connection has carried something: one that breaks then may simply have lasted long enough."""
    _broken: int = 0

    def run(self) -> Report:
        """Send until nothing is due, the server cannot be used, or whoever asked wants to stop."""
        with self._desk.books.query() as session:
            first = due(session, self._desk.clock.now())
        try:
            first = tuple(one for one in first if self._wanted(one))
            if first and not self._stopping():
                self._open()
                self._send_all(first)
        except _Stop:
            pass
        finally:
            self._close()
        return self._report

    def _send_all(self, first: tuple[str, ...]) -> None:
        """Send in the order of writing what is due, and what has only waited for a connection."""
        with self._desk.books.query() as session:
            waiting = due(session, self._desk.clock.now(), offline=True)
        asked = frozenset(first)
        for mail_id in waiting:
            if self._stopping():
                return
            if mail_id in asked or self._wanted(mail_id):
                self._send(mail_id)

    def _wanted(self, mail_id: str) -> bool:
        """Ask whether a message may still leave, before a server is troubled with it."""
        with self._desk.books.query() as session:
            message = records.message_in(session, mail_id)
            verdict = self._still_wanted(session, message, self._desk.clock.now())
        return not self._heed(message, verdict)

    def _heed(self, message: MailMessage, verdict: Verdict) -> bool:
        """Do what a verdict says; returns whether it keeps the message."""
        match verdict:
            case Withdraw(why):
                with self._changing(Action.MAIL_CANCELLED, "not wanted any more") as work:
                    state = records.state_in(work.session, message.id)
                    if state.stage is MailStage.QUEUED:
                        partly = records.anybody_has_it(records.events_in(work.session, [message.id])[message.id])
                        key = withdrawn_key(message.id)
                        work.add(records.other_event(self._desk, MailEventKind.CANCELLED, message.id, key, why))
                        records.move(state, TakenOut(partly), why)
                        self._report.withdrawn += 1
                    work.commit()
                return True
            case Wait(until, why):
                self._note(message.id, HeldBack(until), why)
                return True
            case None:
                return False

    def _send(self, mail_id: str) -> None:
        """Bring one message as far as it goes in this round."""
        with self._desk.books.query() as session:
            message = records.message_in(session, mail_id)
            recipients = records.still_to_reach(message, records.events_in(session, [mail_id])[mail_id])
        try:
            leaving = as_it_leaves(self._desk, self._server, message, self._pay_links)
        except BookDeskError as unreadable:
            self._note(
                mail_id, PutOff(self._desk.clock.now()), f"A file that goes with it cannot be read: {unreadable}"
            )
            self._report.put_off += 1
            return
        groups = self._offered(mail_id, recipients, len(leaving.content))
        if groups is None:
            return
        if not groups.taken:
            self._nobody(mail_id, groups)
            self._forget()
        elif self._begun(message, groups, leaving):
            reach("mail: sending")
            answer = self._open().give(leaving.content)
            reach("mail: answered")
            self._after(mail_id, groups, answer)
        else:
            self._forget()

    def _offered(self, mail_id: str, recipients: tuple[str, ...], size: int) -> _Groups | None:
        """Ask the server about recipients, on a new connection where the old one had lasted long enough."""
        wired = {wire_address(one): one for one in recipients}
        while True:
            courier = self._open()
            try:
                said = courier.offer(tuple(wired), size)
            except NotNow as broken:
                self._close()
                if self._used:
                    self._used = False
                    continue
                self._count_broken(mail_id, broken)
                return None
            self._used, self._broken = True, 0
            return _grouped({wired[one]: answer for one, answer in said.items()})

    def _count_broken(self, mail_id: str, broken: NotNow) -> None:
        """Put one message off with which a fresh connection broke, and everything when that happens again.

        So a message that a server cannot bear keeps nobody else's waiting.
        """
        self._broken += 1
        if self._broken >= _MOST_BROKEN:
            raise self._away(broken)
        self._note(mail_id, PutOff(self._desk.clock.now()), broken.what)
        self._report.put_off += 1

    def _begun(self, message: MailMessage, groups: _Groups, leaving: Leaving) -> bool:
        """Commit that a message is under way, with what is known of some recipients already; false keeps it here.

        Whether it is still wanted is asked in the same transaction: nobody books a payment in between.
        """
        verdict: Verdict = None
        with self._changing(Action.MAIL_SENT, "offered to the mail server") as work:
            state = records.state_in(work.session, message.id)
            if state.stage is not MailStage.QUEUED or state.held:
                return False
            verdict = self._still_wanted(work.session, message, self._desk.clock.now())
            if verdict is None:
                tries = records.move(state, Begun(self._desk.clock.now())).tries
                self._learn(work, message.id, groups, tries)
                keep_as_left(work, self._desk, message.id, leaving, tries)
                work.commit()
        return not self._heed(message, verdict)

    def _learn(self, work: Change, mail_id: str, groups: _Groups, tries: int) -> None:
        """Add what the server said of those whom it did not take."""
        work.add(
            *(records.refused(self._desk, mail_id, one, why, tries) for one, why in groups.never.items()),
            *(records.put_off(self._desk, mail_id, one, why, tries) for one, why in groups.later.items()),
        )

    def _nobody(self, mail_id: str, groups: _Groups) -> None:
        """Note that the server takes none of the recipients, at least now."""
        with self._changing(Action.MAIL_SENT, f"not taken by {self._server.host}") as work:
            state = records.state_in(work.session, mail_id)
            if state.stage is not MailStage.QUEUED:
                return
            partly = records.anybody_has_it(records.events_in(work.session, [mail_id])[mail_id])
            why = _said({**groups.never, **groups.later})
            tries = records.move(state, self._end_without(groups, partly=partly), why).tries
            work.add(*(records.refused(self._desk, mail_id, one, said, tries) for one, said in groups.never.items()))
            work.commit()
        self._count(groups)

    def _end_without(self, groups: _Groups, *, partly: bool) -> PutOff | Refused:
        return PutOff(self._desk.clock.now()) if groups.later else Refused(partly)

    def _after(self, mail_id: str, groups: _Groups, answer: Answer | Silence) -> None:
        """Write down what the server said after the text."""
        if isinstance(answer, Silence):
            self._note(mail_id, Lost(), f"{answer.words} Nobody knows whether it left.")
            self._report.unknown += 1
            raise self._away(NotNow(answer.words))
        if answer.meaning is Meaning.LATER:
            self._note(mail_id, PutOff(self._desk.clock.now()), answer.words)
            self._report.put_off += 1
            return
        words = "accepted" if answer.meaning is Meaning.TAKEN else "refused"
        with self._changing(Action.MAIL_SENT, f"{words} by {self._server.host}") as work:
            state = records.state_in(work.session, mail_id)
            if answer.meaning is Meaning.TAKEN:
                work.add(*(records.accepted(self._desk, mail_id, one, answer.words) for one in groups.taken))
                records.move(state, self._goes_on(groups) or Accepted(), _said({**groups.never, **groups.later}))
            else:
                partly = records.anybody_has_it(records.events_in(work.session, [mail_id])[mail_id])
                work.add(
                    *(records.refused(self._desk, mail_id, one, answer.words, state.tries) for one in groups.taken)
                )
                records.move(state, self._goes_on(groups) or Refused(partly), answer.words)
            work.commit()
        self._count(groups, answer.meaning)

    def _goes_on(self, groups: _Groups) -> PutOff | None:
        return PutOff(self._desk.clock.now()) if groups.later else None

    def _count(self, groups: _Groups, meaning: Meaning | None = None) -> None:
        if meaning is Meaning.TAKEN:
            self._report.accepted += 1
        elif groups.later:
            self._report.put_off += 1
        else:
            self._report.refused += 1

    def _note(self, mail_id: str, event: PutOff | HeldBack | Lost, problem: str) -> None:
        """Write down how far a message is where no fact follows from it; not where a person took it out meanwhile."""
        with self._desk.books.upkeep() as session:
            state = records.state_in(session, mail_id)
            if state.stage in {MailStage.QUEUED, MailStage.SENDING}:
                records.move(state, event, problem)

    # -- the connection

    def _open(self) -> Courier:
        if self._courier is None:
            try:
                self._courier = self._connect(self._server)
            except NotNow as away:
                raise self._away(away) from away
        return self._courier

    def _forget(self) -> None:
        """Let an offer go; a connection that breaks over it is opened anew for the next message."""
        if self._courier is not None:
            try:
                self._courier.forget()
            except NotNow:
                self._close()

    def _close(self) -> None:
        if self._courier is not None:
            self._courier.close()
            self._courier = None

    def _away(self, why: NotNow) -> _Stop:
        """Put off all that is due, in its order, with the reason, and end the round."""
        now = self._desk.clock.now()
        self._report.problem = str(why)
        with self._desk.books.upkeep() as session:
            for mail_id in due(session, now):
                records.move(records.state_in(session, mail_id), PutOff(now, offline=True), why.what)
                self._report.put_off += 1
        return _Stop()

    def _changing(self, action: Action, reason: str) -> Change:
        return self._desk.books.change(action, reason, actor=self._desk.actor, origin=Origin.JOB)


def _grouped(said: Mapping[str, Answer]) -> _Groups:
    taken, later, never_ = (
        {one: answer.words for one, answer in said.items() if answer.meaning is meaning}
        for meaning in (Meaning.TAKEN, Meaning.LATER, Meaning.NEVER)
    )
    return _Groups(taken, later, never_)


def _said(words: Mapping[str, str]) -> str | None:
    """Return what a server said of recipients, in one line."""
    return "; ".join(f"{one}: {said}" for one, said in words.items()) or None
