from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import MailStage
from bookdesk.mail import outbox
from bookdesk.mail.outbox import AlreadyWritten, all_recipients, written
from bookdesk.models.actions import Action
from bookdesk.models.mail import MailMessage, MailState
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.posted import LETTER, paper, post, state_of

LATER = datetime(2026, 7, 1, 23, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def test_a_letter_waits_in_the_outbox_under_an_id_of_ours(desk: Desk) -> None:
    message = post(desk, attachments=(paper(desk),), not_before=LATER, copies=("bob@customer.example",))
    assert message.message_id == f"<{message.id}@acme.example>"
    assert all_recipients(message) == ("ada@customer.example", "bob@customer.example")
    state = state_of(desk, message.id)
    assert (state.stage, state.tries, state.next_at) == (MailStage.QUEUED, 0, LATER)
    with desk.books.query() as session:
        assert written(session, "invoice:1") is not None
        assert written(session, "invoice:2") is None


def test_a_sender_without_a_domain_has_one_that_nobody_owns(desk: Desk) -> None:
    message = post(desk, reply_to=None)
    assert message.message_id == f"<{message.id}@bookdesk.invalid>"


def test_what_was_written_is_not_written_again(desk: Desk) -> None:
    post(desk)
    with pytest.raises(AlreadyWritten):
        post(desk, subject="Another")
    assert _count(desk) == (1, 1)


def test_a_letter_is_there_only_if_its_change_is(desk: Desk) -> None:
    with desk.books.change(Action.MAIL_WRITTEN, "written", actor=desk.actor) as work:
        outbox.write(work, LETTER, by=desk.actor.user, at=desk.clock.now())
    assert _count(desk) == (0, 0)


def test_nobody_gets_it_twice(desk: Desk) -> None:
    message = post(desk, recipients=("ada@a.example", "Ada@A.example"), copies=("ADA@a.example", "bob@a.example"))
    assert all_recipients(message) == ("ada@a.example", "bob@a.example")


@pytest.mark.parametrize(
    "said",
    [
        {"recipients": ()},
        {"recipients": ("ada",)},
        {"recipients": ("ada@a.example\r\nBcc: eve@a.example",)},
        {"recipients": tuple(f"a{n}@a.example" for n in range(51))},
        {
            "recipients": tuple(f"a{n}@a.example" for n in range(30)),
            "copies": tuple(f"b{n}@a.example" for n in range(21)),
        },
        {"copies": ("eve",)},
        {"reply_to": "office@acme.example\nX: y"},
        {"from_name": "Acme\r\nBcc: eve@a.example"},
        {"from_name": "\u202e"},
        {"from_name": ""},
        {"from_name": "A" * 201},
        {"subject": "Invoice\nBcc: eve@a.example"},
        {"subject": "Invoice\u2028Bcc: eve@a.example"},
        {"subject": "Invoice \x00"},
        {"subject": " \u200b "},
        {"subject": "I" * 501},
        {"language": "en\r\nX: y"},
        {"language": ""},
        {"plain": "\n \n"},
        {"plain": "a\x00b"},
        {"plain": "a\ud800b"},
        {"plain": "a" * 1_000_001},
        {"html": "<p>\x1b</p>"},
        {"html": ""},
        {"attachments": ("nothing",)},
        {"key": " "},
    ],
)
def test_what_a_server_would_choke_on_is_refused_before_it_is_written(desk: Desk, said: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused:
        post(desk, **said)
    assert refused.value.remedy
    assert "\n" not in str(refused.value)
    assert _count(desk) == (0, 0)


def test_fifty_recipients_are_the_most(desk: Desk) -> None:
    assert len(all_recipients(post(desk, recipients=tuple(f"a{n}@a.example" for n in range(50))))) == 50


def test_names_and_bodies_are_made_harmless(desk: Desk) -> None:
    message = post(
        desk,
        from_name="Acme \u202egnireta\u202c",
        subject=" Invoice   1 ",
        plain="a\r\nb\rc\u2028d\te",
        language="de_AT",
    )
    assert (message.from_name, message.subject) == ("Acme gnireta", "Invoice 1")
    assert (message.plain, message.language) == ("a\nb\nc\nd\te", "de-AT")


def test_attachments_are_bounded_together_and_each_goes_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST_BYTES", 1000)
    one, two = paper(desk, b"a" * 600), paper(desk, b"b" * 401)
    with pytest.raises(InputError, match="together"):
        post(desk, attachments=(one, two))
    with pytest.raises(InputError, match="not there"):
        post(desk, attachments=(one, one))
    assert post(desk, attachments=(one,)).attachments == [one]


def _count(desk: Desk) -> tuple[int, int]:
    with desk.books.query() as session:
        return (
            session.scalar(select(func.count()).select_from(MailMessage)) or 0,
            session.scalar(select(func.count()).select_from(MailState)) or 0,
        )
