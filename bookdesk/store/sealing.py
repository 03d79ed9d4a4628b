"""Opening and sealing a change set inside a transaction that the unit of work holds."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, MetaData

from bookdesk.core.clock import Clock
from bookdesk.models.history import Actor, Origin
from bookdesk.store.chain import GENESIS, Header, row_digest, set_hash
from bookdesk.store.errors import AlreadyTaken
from bookdesk.store.signing import Sign, mark_in

_COLUMNS = (
    "id, actor, device, device_counter, origin, origin_id, action, reason, schema_revision, made_at, previous, hash"
)
_UNSIGNED = f"INSERT INTO change_set ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants
_SIGNED = f"INSERT INTO change_set ({_COLUMNS}, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Ground:
    """The file a change is made in; a connection stands for the engine where several changes are one transaction."""

    engine: Engine | Connection
    metadata: MetaData
    clock: Clock
    revision: str


@dataclass(frozen=True, slots=True)
class Intent:
    """Who does what, and why. `origin_id` is unique: what came from outside is taken once.

    `sign` signs in the actor's name (`store/signing.py`); without, a file has no signatures.
    """

    action: StrEnum
    reason: str
    actor: Actor
    origin: Origin
    origin_id: str | None
    sign: Sign | None = None


def open_change(connection: Connection, change_id: str, intent: Intent) -> None:
    """Let books and facts be written until the seal; `AlreadyTaken` if `origin_id` is known."""
    if intent.origin_id is not None:
        known = connection.exec_driver_sql("SELECT 1 FROM change_set WHERE origin_id = ?", (intent.origin_id,))
        if known.fetchone() is not None:
            raise AlreadyTaken("This has been taken before.", "Nothing needs to be done.")
    connection.exec_driver_sql("UPDATE current_change SET change_set = ?, action = ?", (change_id, intent.action.value))


def seal(connection: Connection, change_id: str, intent: Intent, ground: Ground) -> list[tuple[str, str]] | None:
    """Hash the rows, chain to this device's last set, sign, insert the set: its trigger closes the change.

    Returns table and id of each row image; none where there was nothing to seal.
    """
    rows = connection.exec_driver_sql(
        "SELECT salt, tbl, pk, before, after, digest FROM row_change WHERE change_set = ? ORDER BY seq", (change_id,)
    ).fetchall()
    if not rows and intent.origin_id is None:
        connection.exec_driver_sql("UPDATE current_change SET change_set = NULL, action = NULL")
        return None
    header = _header(connection, change_id, intent, ground)
    digests = [digest or row_digest(salt, tbl, pk, before, after) for salt, tbl, pk, before, after, digest in rows]
    sealed = set_hash(header, digests)
    values = (*astuple(header), sealed)
    if intent.sign is None:
        connection.exec_driver_sql(_UNSIGNED, values)
    else:
        signature = intent.sign(header.actor, sealed, mark_in(connection))
        connection.exec_driver_sql(_SIGNED, (*values, signature))
    return [(row.tbl, row.pk) for row in rows]


def _header(connection: Connection, change_id: str, intent: Intent, ground: Ground) -> Header:
    last = connection.exec_driver_sql(
        "SELECT device_counter, hash FROM change_set WHERE device = ? ORDER BY device_counter DESC LIMIT 1",
        (intent.actor.device,),
    ).fetchone()
    counter, previous = (last.device_counter + 1, last.hash) if last else (1, GENESIS)
    return Header(
        id=change_id,
        actor=intent.actor.user,
        device=intent.actor.device,
        device_counter=counter,
        origin=intent.origin.value,
        origin_id=intent.origin_id,
        action=intent.action.value,
        reason=intent.reason,
        schema_revision=ground.revision,
        made_at=instant_text(ground.clock.now()),
        previous=previous,
    )


def instant_text(instant: datetime) -> str:
    """Return the instant as `models.columns.InstantType` stores it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
