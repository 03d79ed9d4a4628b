"""Client keys in the practice file: sealed to users, and what of a client is sealed under its key."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bookdesk.core.canonical import canonical
from bookdesk.core.currencies import exponent
from bookdesk.core.errors import InputError
from bookdesk.core.identifiers import ClientId
from bookdesk.core.texts import clean
from bookdesk.models.practice import ClientRegistry, Grant, Mode, RegistryKind
from bookdesk.security.bundle import UserBundle
from bookdesk.security.redaction import Secret
from bookdesk.security.roles import Role
from bookdesk.security.sealing import seal, seal_to, unseal

_KEY: Final = "client-key"
_PROFILE: Final = "client-profile"
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Profile:
    """What the list of clients shows. Country ISO 3166 (two letters), currency ISO 4217, zone IANA."""

    name: str
    country: str | None = None
    currency: str | None = None
    zone: str | None = None

    def checked(self) -> Profile:
        """Return it tidied; `InputError` if country, currency or zone does not exist."""
        name = clean(self.name)
        country = self.country.upper() if self.country else None
        currency = self.currency.upper() if self.currency else None
        if not name:
            raise InputError("A client needs a name.", "Give the name the bookkeeper knows it by.")
        if len(name) > _LONGEST_NAME:
            raise InputError(f"The name has {len(name)} signs; {_LONGEST_NAME} are kept.", "Shorten it.")
        if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):  # noqa: PLR2004 - ISO 3166 alpha-2
            raise InputError(f"{self.country} is not a country code.", "Use two letters, like AU or IE.")
        _check_currency(currency)
        _check_zone(self.zone)
        return Profile(name, country, currency, self.zone)


@dataclass(frozen=True, slots=True)
class ClientEntry:
    """A client as one user sees it."""

    client_id: ClientId
    kind: RegistryKind
    mode: Mode
    profile: Profile
    roles: tuple[Role, ...]
    until: datetime | None = None
    """Until when the user may read it; none where that is for good."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.profile.name


def wrap_client_key(client_key: Secret, box_key: bytes, grant: Grant, practice_id: str) -> str:
    """Return the client's key sealed to a user, bound to this very grant."""
    return to_text(seal_to(box_key, _KEY, client_key.reveal(), _context(grant, practice_id)))


def unwrap_client_key(bundle: UserBundle, grant: Grant, practice_id: str) -> Secret:
    """Return the client's key from one's own grant; `Tampered` if it was moved or altered."""
    return Secret(bundle.open(_KEY, from_text(grant.wrapped_key), _context(grant, practice_id)))


def seal_profile(client_key: Secret, client_id: str, profile: Profile) -> str:
    """Return the profile, readable with the client's key only; padded, so that its length does not tell the name."""
    packed = canonical(asdict(profile))
    padded = packed + b" " * (-len(packed) % 256)
    return to_text(seal(client_key.reveal(), _PROFILE, padded, client_id.encode()))


def open_profile(client_key: Secret, client: ClientRegistry) -> Profile:
    """Return what `seal_profile` sealed."""
    packed = unseal(client_key.reveal(), _PROFILE, from_text(client.sealed_profile), client.id.encode())
    return Profile(**json.loads(packed))


def to_text(value: bytes) -> str:
    """Return bytes as base64url text, as rows keep them."""
    return base64.urlsafe_b64encode(value).decode("ascii")


def from_text(text: str) -> bytes:
    """Read base64url text."""
    return base64.urlsafe_b64decode(text)


def _context(grant: Grant, practice_id: str) -> bytes:
    ids = (practice_id, grant.client_id, grant.user_id)
    return b"".join(UUID(one).bytes for one in ids) + grant.key_epoch.to_bytes(4)


def _check_currency(currency: str | None) -> None:
    try:
        if currency is not None:
            exponent(currency)
    except ValueError as error:
        raise InputError(f"{currency} is not a currency.", "Use the ISO 4217 code, like AUD or EUR.") from error


def _check_zone(zone: str | None) -> None:
    try:
        if zone is not None:
            ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(f"{zone} is not a time zone.", "Use a name like Australia/Sydney.") from error
