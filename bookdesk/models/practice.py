"""The firm's own small file: who works here, on which devices, and who holds which client's key.

Nothing about a client is readable here without that client's key: names, country and summaries are sealed under it.
Keys and signatures are hex, sealed values base64url text (layouts: docs/decisions, "keys and slots").
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.models.base import Books, Facts, Machine, PracticeBase
from bookdesk.models.columns import Flag, Instant, Json, member, one_of, reference


class Mode(StrEnum):
    """What a practice or client was created for. It never changes; only `NORMAL` reaches real banks and mail."""

    NORMAL = "normal"
    DEMO = "demo"
    TRAINING = "training"


class UserKind(StrEnum):
    """Who holds keys: a person, or the printed recovery key."""

    PERSON = "person"
    RECOVERY = "recovery"


class RegistryKind(StrEnum):
    """A client, or the practice's own file for what arrived before its client is known."""

    CLIENT = "client"
    UNSORTED = "unsorted"


class CertificateKind(StrEnum):
    """What the practice's root key vouches for."""

    PRACTICE = "practice"
    USER = "user"
    CLIENT = "client"
    GRANT = "grant"
    REVOCATION = "revocation"


class Practice(Books, PracticeBase):
    """The one row about the firm.

    `root_key` is the Ed25519 public key (hex) that certifies users and grants; its private half is sealed to owners
    and to the recovery key. `key_epoch` counts the keys this file has had.
    """

    __tablename__ = "practice"
    __extra__ = (one_of("mode", Mode),)

    name: Mapped[str]
    mode: Mapped[Mode] = member(Mode)
    root_key: Mapped[str]
    key_epoch: Mapped[int]
    certificate_id: Mapped[str] = mapped_column(reference("certificate"))
    created_at: Mapped[Instant]


class Certificate(Facts, PracticeBase):
    """One statement of the root key, kept for ever, so that old signatures stay checkable after a change of keys.

    `statement` is the canonical JSON that was signed, `signature` its Ed25519 signature (hex).
    """

    __tablename__ = "certificate"
    __extra__ = (one_of("kind", CertificateKind),)

    kind: Mapped[CertificateKind] = member(CertificateKind)
    subject: Mapped[str] = mapped_column(index=True)
    statement: Mapped[str]
    signature: Mapped[str]
    issued_at: Mapped[Instant]


class User(Books, PracticeBase):
    """One holder of keys. `folded_name` is the name as it is compared: NFC and case-folded.

    `root_box` is the root's private key sealed to this user's box key, present for owners and recovery only.
    """

    __tablename__ = "user"
    __extra__ = (one_of("kind", UserKind),)

    name: Mapped[str]
    folded_name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[UserKind] = member(UserKind)
    sign_key: Mapped[str]
    box_key: Mapped[str]
    roles: Mapped[Json]
    root_box: Mapped[str | None]
    certificate_id: Mapped[str] = mapped_column(reference("certificate"))
    active: Mapped[Flag]


class Device(Books, PracticeBase):
    """One installation that writes to the books; each has its own chain in the history."""

    __tablename__ = "device"

    name: Mapped[str]
    registered_by: Mapped[str] = mapped_column(reference("user"))
    registered_at: Mapped[Instant]
    active: Mapped[Flag]


class ClientRegistry(Books, PracticeBase):
    """One client file. `sealed_profile` (name, country, currency, zone) opens with the client's key only."""

    __tablename__ = "client_registry"
    __extra__ = (one_of("kind", RegistryKind), one_of("mode", Mode))

    kind: Mapped[RegistryKind] = member(RegistryKind)
    folder: Mapped[str] = mapped_column(unique=True)
    mode: Mapped[Mode] = member(Mode)
    key_epoch: Mapped[int]
    sealed_profile: Mapped[str]
    certificate_id: Mapped[str] = mapped_column(reference("certificate"))
    active: Mapped[Flag]


class ClientSummary(Machine, PracticeBase):
    """What the dashboard shows of a client, folded from its history up to `position`, sealed under its key."""

    __tablename__ = "client_summary"

    client_id: Mapped[str] = mapped_column(reference("client_registry"), unique=True)
    position: Mapped[int]
    sealed_summary: Mapped[str]


class Grant(Books, PracticeBase):
    """A user may read one client: its key, sealed to his box key. `roles` narrow or widen his roles for it, if set."""

    __tablename__ = "client_grant"
    __extra__ = (UniqueConstraint("client_id", "user_id"),)

    client_id: Mapped[str] = mapped_column(reference("client_registry"))
    user_id: Mapped[str] = mapped_column(reference("user"), index=True)
    wrapped_key: Mapped[str]
    key_epoch: Mapped[int]
    roles: Mapped[Json | None]
    certificate_id: Mapped[str] = mapped_column(reference("certificate"))


class Setting(Books, PracticeBase):
    """One decision of the firm about how BookDesk behaves; names are listed in `security/practice`."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(Text, unique=True)
    value: Mapped[Json]


class SecondFactor(Books, PracticeBase):
    """A user's one-time codes. `sealed_secret` opens with his own keys only; `last_step` was used and is not again."""

    __tablename__ = "second_factor"

    user_id: Mapped[str] = mapped_column(reference("user"), unique=True)
    sealed_secret: Mapped[str]
    last_step: Mapped[int]


class Chore(Machine, PracticeBase):
    """Something done again and again on one device, such as a backup: when it was last begun, ended, and how."""

    __tablename__ = "chore"
    __extra__ = (UniqueConstraint("name", "device"),)

    name: Mapped[str]
    device: Mapped[str]
    begun_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    outcome: Mapped[Json | None]
