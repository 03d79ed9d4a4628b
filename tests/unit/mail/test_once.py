"""Whatever order servers break, programs end and clocks run in, nobody gets a mail twice without a person's word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import RuleBroken
from bookdesk.core.failpoints import install
from bookdesk.core.vocabulary import MailSecurity, MailStage
from bookdesk.mail.sending import send_waiting
from bookdesk.mail.service import MailService, Word
from bookdesk.mail.smtp import Answer, Meaning, NotNow, Server, Silence
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.posted import post

SERVER = Server("127.0.0.1", 25, MailSecurity.NONE, "post@acme.example")
PEOPLE = ("ada@a.example", "bob@a.example", "cid@a.example")
POINTS = ("mail: sending", "mail: answered", "change: begun", "change: sealed", "change: committed")
OFFERS = st.sampled_from(["break", *Meaning])
ENDS = st.sampled_from(["taken and lost", "lost", "taken", "later", "never", "taken and killed", "killed"])


class Killed(BaseException):
    """The program is gone at once: nobody catches this."""


@dataclass
class World:
    """What servers do next, and who has got how many copies."""

    offers: list[object]
    ends: list[str]
    away: bool = False
    copies: Counter[tuple[str, str]] = field(default_factory=Counter)
    allowed: Counter[str] = field(default_factory=Counter)

    def connect(self, server: Server) -> World:
        """Let somebody in, or nobody."""
        del server
        if self.away:
            raise NotNow("The server is away.", "Wait.")
        return self

    def offer(self, recipients: Sequence[str], size: int) -> Mapping[str, Answer]:
        """Take each recipient as chance has it."""
        del size
        found = {}
        for one in recipients:
            said = self.offers.pop() if self.offers else Meaning.TAKEN
            if said == "break":
                raise NotNow("The server broke it off.", "Wait.")
            found[one] = Answer(cast("Meaning", said), f"said {said}")
        self.recipients = [one for one in recipients if found[one].meaning is Meaning.TAKEN]
        return found

    def give(self, content: bytes) -> Answer | Silence:
        """Deliver it or not, and say so or not."""
        end = self.ends.pop() if self.ends else "taken"
        message_id = content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
        if end.startswith("taken"):
            self.copies.update((message_id, one) for one in self.recipients)
        if end.endswith("killed"):
            raise Killed
        if end.endswith("lost"):
            return Silence("The connection broke.")
        return Answer(Meaning(end), f"said {end}")

    def forget(self) -> None:
        """Nothing was taken."""

    def close(self) -> None:
        """Good-bye."""


STEPS = st.lists(
    st.one_of(
        st.just("send"),
        st.sampled_from(["away", "back", "write", "cancel", "hold", "release", "hurry", *Word]),
        st.sampled_from(POINTS),
        st.integers(-3, 300),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=40)
@given(st.lists(OFFERS, max_size=20), st.lists(ENDS, max_size=12), STEPS)
def test_nobody_gets_a_mail_twice_without_a_persons_word(
    offers: list[object], ends: list[str], steps: list[str | int]
) -> None:
    world = World(offers, ends)
    with TemporaryDirectory() as home, client_desk(Path(home)) as desk:
        ids = [post(desk, key=str(number), recipients=PEOPLE).message_id for number in range(2)]
        for number, one in enumerate(steps):
            _do(desk, world, one, number, ids)
        for (message_id, who), count in world.copies.items():
            assert count <= 1 + world.allowed[message_id], (message_id, who)
        world.away, world.offers, world.ends = False, [], []
        _release_all(desk)
        for _ in range(3):
            desk.clock.advance(timedelta(hours=9).total_seconds())  # type: ignore[attr-defined] # it is a movable one
            send_waiting(desk, SERVER, real=True, connect=world.connect)
        stages = {one.stage for one in MailService(desk).outbox(everything=True)}
        assert not stages & {MailStage.QUEUED, MailStage.SENDING}, "nothing hangs for ever"
        for (message_id, who), count in world.copies.items():
            assert count <= 1 + world.allowed[message_id], (message_id, who)


def _do(desk: Desk, world: World, step: str | int, number: int, ids: list[str]) -> None:
    """Let one thing happen."""
    if isinstance(step, int):
        cast("MovableClock", desk.clock).advance(timedelta(minutes=step * 10).total_seconds())
    elif step in {"away", "back"}:
        world.away = step == "away"
    elif step == "write":
        ids.append(post(desk, key=f"later {number}", recipients=PEOPLE[:1]).message_id)
    elif step in {"cancel", "hold", "release", "hurry"}:
        service = MailService(desk)
        for view in service.outbox()[:1]:
            with suppress(RuleBroken):
                getattr(service, step)(view.id)
    elif step in set(Word):
        _say(desk, world, Word(step))
    else:
        _send(desk, world, step if step in POINTS else None)


def _release_all(desk: Desk) -> None:
    service = MailService(desk)
    for view in service.outbox():
        if view.held:
            service.release(view.id)


def _say(desk: Desk, world: World, word: Word) -> None:
    service = MailService(desk)
    for view in service.outbox()[:1]:
        if view.stage is MailStage.UNKNOWN or (view.stage is MailStage.REFUSED and word is not Word.ARRIVED):
            world.allowed[service.show(view.id).message.message_id] += word is Word.AGAIN
            service.resolve(view.id, word)


def _send(desk: Desk, world: World, point: str | None) -> None:
    """Send, and be killed at a point or in the middle, as the world has it."""
    install(partial(_kill, point) if point else None)
    try:
        with suppress(Killed):
            send_waiting(desk, SERVER, real=True, connect=world.connect)
    finally:
        install(None)


def _kill(point: str, reached: str) -> None:
    if reached == point:
        raise Killed
