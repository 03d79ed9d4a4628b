"""A practice whose keys are changed: filled, cut off half-way, and looked at afterwards."""

from __future__ import annotations

from pathlib import Path

from bookdesk.core import failpoints
from bookdesk.core.errors import Locked
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.security.practice import OpenPractice
from bookdesk.security.safety import (
    verify_practice,
)
from bookdesk.security.summaries import open_summary, seal_summary
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.opening import maintaining
from bookdesk.store.rekeying import SUFFIX
from tests.support.firm import DELI, KOALA, Firm


class PowerCut(BaseException):
    """The machine stops here."""


def cut_at(point: str, time: int = 1) -> None:
    """Stop the program when it comes to a point for the n-th time."""
    seen: list[str] = []

    def hook(name: str) -> None:
        seen.append(name)
        if seen.count(point) == time and name == point:
            raise PowerCut(name)

    failpoints.install(hook)


def filled(firm: Firm) -> None:
    """Write something into the cafe's books, and a summary of it."""
    with firm.open() as practice:
        books = practice.open_client(KOALA.name)
        with books.change(Action.CLIENT_CREATED, "set up", actor=practice.actor) as work:
            work.add(ClientProfile(**_PROFILE))
            work.commit()
        koala = practice.client(KOALA.name).client_id
        key = practice.client_key(koala)
        practice.file.keep_summary(koala, 7, seal_summary(key, koala, 7, {"bills": 12}))


_PROFILE = {"name": "K", "legal_name": "K", "country": "AU", "base_currency": "AUD", "zone": "UTC", "tax_id": None}


def keys(practice: OpenPractice) -> dict[str, bytes]:
    return {client_id: secret.reveal() for client_id, secret in practice.client_keys().items()}


def opens(path: Path, key: bytes) -> bool:
    try:
        with maintaining(SqlCipher(), path, key) as connection:
            connection.execute("SELECT count(*) FROM change_set").fetchone()
    except Locked:
        return False
    return True


def holds(firm: Firm) -> None:
    """Everything opens, follows its anchors and is as it was; nothing half done lies about."""
    with firm.open() as practice:
        assert all(one.holds for one in verify_practice(practice, practice.clients()))
        koala = practice.client(KOALA.name)
        with practice.using_client(koala.client_id) as books, books.query() as session:
            assert session.query(ClientProfile).one().legal_name == "K"
        summary = practice.file.summaries()[koala.client_id]
        opened = open_summary(practice.client_key(koala.client_id), summary)
        assert (opened.position, dict(opened.data)) == (7, {"bills": 12})
        assert practice.practice.key_epoch == practice.table.epoch
    with firm.recover() as practice:
        assert {entry.name for entry in practice.clients()} >= {KOALA.name, DELI.name}
        for entry in practice.clients():
            with practice.using_client(entry.client_id):
                pass
    assert not list(firm.places.home.rglob(f"*{SUFFIX}*"))
