"""What the host of a portal decides: from one TOML file, each value also from the environment, which wins.

BOOKDESK_PORTAL_CONFIG      the TOML file, with the names below in lower case
BOOKDESK_PORTAL_FOLDER      where keys and the SQLite database lie
BOOKDESK_PORTAL_DATABASE    a postgresql:// URL, where SQLite is too small
BOOKDESK_PORTAL_ADDRESS     the public origin: https://pay.example
BOOKDESK_PORTAL_HOST, _PORT where the program listens (127.0.0.1, 8040)
BOOKDESK_PORTAL_PROXIES     how many proxies of the host stand in front and append to X-Forwarded-For (0)
BOOKDESK_PORTAL_SMTP_HOST, _SMTP_PORT, _SMTP_SECURITY, _SMTP_USER, _SMTP_PASSWORD, _MAIL_FROM
BOOKDESK_PORTAL_GATEWAY_URL a stand-in of the gateway on this machine, for trying the portal without money
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from bookdesk.core.errors import UsageError

_PREFIX = "BOOKDESK_PORTAL_"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class PortalSettings:
    """All settings, checked. `proxies` counts the reverse proxies in front, whose word on addresses is believed."""

    folder: Path
    address: str = "http://127.0.0.1:8040"
    database: str = ""
    host: str = "127.0.0.1"
    port: int = 8040
    proxies: int = 0
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = ""
    gateway_url: str = ""

    def __post_init__(self) -> None:
        """Refuse what would only fail later, or open a door."""
        parts = urlsplit(self.address)
        local = parts.hostname in _LOOPBACK
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
            raise UsageError("The portal's address is no origin.", "Give it like https://pay.example, without a path.")
        if parts.scheme == "http" and not local:
            raise UsageError(
                "The portal's address is not encrypted.",
                "Give an https address; a proxy in front may do the encryption.",
            )
        if self.gateway_url and urlsplit(self.gateway_url).hostname not in _LOOPBACK:
            raise UsageError("A stand-in of the gateway runs on this machine only.", "Leave its address out.")
        if self.smtp_security not in {"starttls", "tls", "none"}:
            raise UsageError("Mail is sent by starttls, tls or none.", "Choose one of the three.")

    def __repr__(self) -> str:
        return f"PortalSettings({self.address})"

    @property
    def database_url(self) -> str:
        """The database: as set, else a SQLite file in the folder."""
        return self.database or f"sqlite:///{self.folder / 'portal.db'}"


def read_settings(environment: Mapping[str, str]) -> PortalSettings:
    """Return the settings of an environment and the file it names; `UsageError` for what is unknown or wrong."""
    named = {name.removeprefix(_PREFIX).lower(): value for name, value in environment.items() if _PREFIX in name}
    config = named.pop("config", "")
    values: dict[str, object] = {**_from_file(Path(config)), **named} if config else dict(named)
    values.setdefault("folder", "bookdesk-portal")
    kinds = {field.name: field.type for field in fields(PortalSettings)}
    if unknown := sorted(set(values) - set(kinds)):
        raise UsageError(f"The portal knows no setting named {unknown[0]}.", "Check it for a slip.")
    return PortalSettings(**{name: _typed(name, str(kinds[name]), value) for name, value in values.items()})  # type: ignore[arg-type] # checked by kind


def _from_file(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as refusal:
        raise UsageError(
            "The portal's settings cannot be read.", "Check the place and spelling of the file."
        ) from refusal


def _typed(name: str, kind: str, value: object) -> object:
    if kind == "Path":
        return Path(str(value))
    if kind == "int":
        try:
            return int(str(value))
        except ValueError:
            raise UsageError(f"The portal's setting {name} is a number.", "Write it in digits.") from None
    return str(value)
