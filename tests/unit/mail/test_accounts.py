from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bookdesk.core.errors import InputError, NotAllowed, NotFound
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.accounts import Accounts, Entered, client_accounts
from bookdesk.mail.imap import Seen
from bookdesk.mail.mailbox import open_mailbox
from bookdesk.mail.smtp import NotNow, Patience, connect
from bookdesk.models.history import ChangeSet
from bookdesk.models.mail import MailAccount
from bookdesk.security.redaction import Secret
from bookdesk.store.desk import Desk
from bookdesk.store.exported import exported_sets
from tests.support.books import client_desk
from tests.support.canaries import found
from tests.support.imapserver import PostBox, open_postbox
from tests.support.mailserver import PASSWORD, House, open_house

CANARY = "canary of a mailbox 4711"
ENTERED = Entered(
    address="post@acme.example",
    host="smtp.acme.example",
    user="acme-mailer",
    password=Secret(CANARY.encode()),
    imap_host="imap.acme.example",
)
QUICK = partial(connect, patience=Patience(10, 10, 10))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
def accounts(desk: Desk) -> Accounts:
    return client_accounts(desk, real=True)


def test_an_account_is_kept_with_the_usual_ports(accounts: Accounts) -> None:
    assert accounts.find() is None
    with pytest.raises(NotFound):
        accounts.show()
    accounts.keep(ENTERED)
    account = accounts.show()
    assert (account.server.host, account.server.port, account.server.security) == (
        "smtp.acme.example",
        465,
        MailSecurity.TLS,
    )
    assert account.server.password is not None
    assert account.server.password.reveal() == CANARY.encode()
    assert account.mailbox is not None
    where = (account.mailbox.host, account.mailbox.port, account.mailbox.user, account.mailbox.folder)
    assert where == ("imap.acme.example", 993, "acme-mailer", "INBOX")
    assert (account.name, account.firm) == ("post@acme.example", False)


def test_who_pointed_mail_elsewhere_is_in_the_history_and_the_password_is_nowhere(
    desk: Desk, accounts: Accounts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    account = accounts.keep(ENTERED)
    with pytest.raises(NotNow):
        accounts.test(connect=_broken)
    with desk.books.query() as session:
        change = session.scalars(select(ChangeSet).where(ChangeSet.action == "mail account edited")).one()
        exported = "".join(str(one) for one in exported_sets(session))
    assert (change.actor, change.reason) == ("ann", "post@acme.example by smtp.acme.example, port 465")
    said = f"{exported}{account!r}{account}{ENTERED!r}{caplog.text}"
    assert CANARY not in said
    with closing(desk.books):
        pass
    assert found([CANARY], tmp_path) == {}


def _broken(server: object) -> Any:  # noqa: ANN401 - it never returns
    raise NotNow(f"Nothing works with {server}.", "Wait.")


def test_a_password_goes_to_nobody_but_whom_it_was_entered_for(accounts: Accounts) -> None:
    accounts.keep(ENTERED)
    silent = replace(ENTERED, password=None)
    assert accounts.keep(replace(silent, name="Acme", address="office@acme.example")).name == "Acme"
    for other in (
        {"host": "smtp.evil.example"},
        {"port": 2525},
        {"user": "eve"},
        {"imap_host": "imap.evil.example"},
        {"imap_port": 1993},
        {"security": MailSecurity.STARTTLS},
    ):
        with pytest.raises(InputError, match="another server or user"):
            accounts.keep(replace(silent, **other))
    assert accounts.show().server.host == "smtp.acme.example"
    without = accounts.keep(Entered(address="post@acme.example", host="127.0.0.1", security=MailSecurity.NONE))
    assert (without.server.user, without.server.password, without.mailbox) == (None, None, None)
    with pytest.raises(InputError, match="no password"):
        accounts.keep(silent)


@pytest.mark.parametrize(
    "said",
    [
        {"address": "nobody"},
        {"address": "post@acme.example\r\nX: y"},
        {"host": ""},
        {"host": "smtp acme"},
        {"host": "smtp.acme.example\r\n"},
        {"host": "smtp..example"},
        {"host": "-"},
        {"port": 0},
        {"port": 65_536},
        {"port": -1},
        {"security": MailSecurity.NONE},
        {"imap_security": MailSecurity.NONE},
        {"user": None, "password": None},
        {"user": "a\nb"},
        {"user": "\u202e"},
        {"password": Secret(b"")},
        {"password": Secret(b"a\r\nb")},
        {"password": Secret(b"\xff\xfe")},
        {"imap_folder": ""},
        {"imap_port": 99_999},
        {"name": "a\u202eb"},
    ],
)
def test_what_cannot_be_an_account_is_refused(accounts: Accounts, said: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused:
        accounts.keep(replace(ENTERED, **said))
    assert refused.value.remedy
    assert CANARY not in str(refused.value)
    assert accounts.find() is None


def test_a_name_in_its_own_script_and_a_number_are_servers(accounts: Accounts) -> None:
    assert accounts.keep(replace(ENTERED, host="smtp.münchen.example")).server.host == "smtp.xn--mnchen-3ya.example"
    assert accounts.keep(replace(ENTERED, host="[::1]")).server.host == "::1"


def test_a_practice_for_show_keeps_to_this_computer(desk: Desk) -> None:
    show = client_accounts(desk, real=False)
    with pytest.raises(NotAllowed, match="for show"):
        show.keep(ENTERED)
    with pytest.raises(NotAllowed):
        show.keep(replace(ENTERED, host="127.0.0.1"))
    client_accounts(desk, real=True).keep(ENTERED)
    with pytest.raises(NotAllowed):
        show.test(connect=_broken)
    with pytest.raises(NotAllowed):
        show.news()


def test_an_account_is_tried_and_nothing_is_sent(desk: Desk) -> None:
    accounts = client_accounts(desk, real=False)
    with open_house(House(asks_who=True)) as house, open_postbox() as box:
        accounts.keep(
            Entered(
                address="post@acme.example",
                host="127.0.0.1",
                port=house.port,
                security=MailSecurity.NONE,
                user="acme-mailer",
                password=Secret(PASSWORD.encode()),
                imap_host="127.0.0.1",
                imap_port=box.port,
                imap_security=MailSecurity.NONE,
            )
        )
        accounts.test(connect=QUICK, open_mailbox=partial(open_mailbox, patience=10))
        assert (house.connections, house.senders) == (1, [])
        assert b"AUTHENTICATE PLAIN" in box.commands
    with desk.books.query() as session:
        assert session.scalars(select(MailAccount.tested_at)).one() == desk.clock.now()


def test_how_far_the_mailbox_was_read_is_remembered_until_it_is_another_one(desk: Desk, accounts: Accounts) -> None:
    accounts.keep(ENTERED)
    accounts.read_to(Seen("INBOX", 7, 42))
    accounts.keep(replace(ENTERED, name="Acme"))
    with desk.books.query() as session:
        assert session.scalars(select(MailAccount.bounce_state)).one() == {"folder": "INBOX", "validity": 7, "uid": 42}
    accounts.keep(replace(ENTERED, imap_folder="Bounces"))
    with desk.books.query() as session:
        assert session.scalars(select(MailAccount.bounce_state)).one() is None


def test_an_account_that_is_removed_takes_its_password_along(desk: Desk, accounts: Accounts) -> None:
    accounts.keep(ENTERED)
    accounts.remove()
    with desk.books.query() as session:
        assert session.scalars(select(MailAccount)).all() == []
    with pytest.raises(NotFound):
        accounts.remove()


def test_a_mailbox_is_asked_where_it_is_set(accounts: Accounts) -> None:
    assert accounts.news() is None
    with open_postbox(PostBox()) as box:
        accounts.keep(replace(ENTERED, imap_host=None))
        assert accounts.news() is None
        accounts.keep(
            replace(
                ENTERED,
                password=box.mailbox().password,
                imap_host="127.0.0.1",
                imap_port=box.port,
                imap_security=MailSecurity.NONE,
            )
        )
        box.put(b"Subject: x\n\nhello\n")
        news = accounts.news()
    assert news is not None
    assert news.seen == Seen("INBOX", 7, 1)
