"""The store of passwords that the system keeps for whoever is signed in, behind a port; asked only where it is wanted.

It is taken only from a list of back ends that are known to encrypt what they keep under the person's own sign-in. What
else the `keyring` library may find or be told to use (plain text, nothing at all, a chain of several) is refused.
What lies there is open to every program of the same person: nothing in it is ever the only copy of a key.
"""

from __future__ import annotations

import base64
import binascii
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from bookdesk.core.errors import Locked
from bookdesk.security.redaction import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
_ACCOUNT: Final = "BookDesk"
_SECRET_SERVICE: Final = "Secret Service"  # noqa: S105 - a name

KNOWN: Final[Mapping[str, str]] = {
    "keyring.backends.SecretService.Keyring": _SECRET_SERVICE,
    "keyring.backends.libsecret.Keyring": _SECRET_SERVICE,
    "keyring.backends.kwallet.DBusKeyring": "KDE Wallet",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Locker",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
}
"""Back end → what people call it. No other is used."""
_CHAIN: Final = "keyring.backends.chainer.ChainerBackend"
_OWNERS: Final[Mapping[str, str]] = {
    "gnome-keyring-d": "GNOME Keyring",
    "gnome-keyring-daemon": "GNOME Keyring",
    "ksecretd": "KDE Wallet",
    "kwalletd5": "KDE Wallet",
    "kwalletd6": "KDE Wallet",
    "keepassxc": "KeePassXC",
}
"""Program that serves the Secret Service → what people call it."""
_FOREIGN: Final = (
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("pywintypes", "error"),
)
"""Failures of back ends that the library lets through as they are: module, name."""


class Vault(Protocol):
    """A place for small secrets that the system keeps for the person who is signed in."""

    def name(self) -> str:
        """What people call it."""
        ...

    def get(self, entry: str) -> Secret | None:
        """Return what is kept; none if nothing is. `KeyringUnusable` if it cannot be asked."""
        ...

    def set(self, entry: str, value: Secret) -> None:
        """Keep a secret in place of the one before; `KeyringUnusable` if it is not kept."""
        ...

    def delete(self, entry: str) -> None:
        """Forget a secret, if there is one."""
        ...


VaultSource = Callable[[], Vault]
"""Finds the vault when it is first needed; `KeyringUnusable` where there is none to trust."""


class KeyringUnusable(Locked):
    """The keyring of this computer is locked, missing, not to be trusted, or refuses."""


class SystemVault:
    """A back end of the `keyring` library that is known to encrypt."""

    def __init__(self, backend: KeyringBackend, name: str) -> None:
        """Ask `backend`, which people call `name`."""
        self._backend, self._name = backend, name

    def name(self) -> str:
        """What people call it."""
        owner = _secret_service_owner() if self._name == _SECRET_SERVICE else ""
        return f"{self._name} ({owner})" if owner else self._name

    def get(self, entry: str) -> Secret | None:
        """Return what is kept; none if nothing is, or something that is not ours."""
        kept = self._ask(lambda: self._backend.get_password(_service(entry), _ACCOUNT))
        try:
            return None if kept is None else Secret(base64.urlsafe_b64decode(kept.encode("ascii")))
        except (binascii.Error, UnicodeEncodeError):
            return None

    def set(self, entry: str, value: Secret) -> None:
        """Keep a secret and read it back: a keyring that forgets at once is of no use."""
        text = base64.urlsafe_b64encode(value.reveal()).decode("ascii")
        self._ask(lambda: self._backend.set_password(_service(entry), _ACCOUNT, text))
        kept = self.get(entry)
        if kept is None or kept.reveal() != value.reveal():
            raise self._unusable("does not keep what it is given")

    def delete(self, entry: str) -> None:
        """Forget a secret, if there is one."""
        if self._ask(lambda: self._backend.get_password(_service(entry), _ACCOUNT)) is not None:
            self._ask(lambda: self._backend.delete_password(_service(entry), _ACCOUNT))

    def _ask(self, call: Callable[[], T]) -> T:
        """Call the back end; what it fails with becomes our two sentences, without any text of its own."""
        from keyring.errors import KeyringLocked  # noqa: PLC0415 - only where it is used

        try:
            return call()
        except KeyringLocked as locked:
            raise self._unusable("is locked, or was not allowed to answer") from locked
        except _failures() as failure:
            raise self._unusable(f"refuses ({type(failure).__name__})") from failure

    def _unusable(self, how: str) -> KeyringUnusable:
        return KeyringUnusable(f"The keyring of this computer ({self._name}) {how}.", _OTHERWISE)


_OTHERWISE: Final = "Open the practice with your passphrase, as ever."


def system_vault() -> Vault:
    """Return the keyring of this system; `KeyringUnusable` where there is none, or none to trust."""
    try:
        import keyring  # noqa: PLC0415 - slow to import, and only where it is used

        backend = keyring.get_keyring()
    except (ImportError, AttributeError, OSError, RuntimeError) as failure:
        raise KeyringUnusable("The keyring of this computer cannot be reached.", _OTHERWISE) from failure
    return trusted(backend)


def trusted(backend: KeyringBackend) -> Vault:
    """Return the vault over a back end that is known to encrypt; of a chain the first such member, never the chain."""
    members = getattr(backend, "backends", ()) if _kind(backend) == _CHAIN else (backend,)
    for member in members:
        if (name := KNOWN.get(_kind(member))) is not None:
            return SystemVault(member, name)
    raise KeyringUnusable(f"This computer has no keyring to trust: {_why(_kind(backend))}.", _OTHERWISE)


def _kind(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _why(kind: str) -> str:
    """Return what is wrong with a back end that is not known."""
    if kind.startswith("keyrings.alt."):
        return "the one that is set up writes what it keeps to plain files"
    if kind == "keyring.backends.null.Keyring":
        return "the one that is set up keeps nothing"
    if kind in {"keyring.backends.fail.Keyring", _CHAIN}:
        return "none is running"
    return "the one that is set up is not known to BookDesk"


def _service(entry: str) -> str:
    """Return the name of an entry: each its own, since one of Windows holds a single account's secret by its name."""
    return f"BookDesk {entry}"


def _failures() -> tuple[type[Exception], ...]:
    """Return what back ends fail with: the library's own, the system's, and those it lets through."""
    found: list[type[Exception]] = [OSError, RuntimeError, UnicodeDecodeError]
    for module, name in (*_FOREIGN, ("keyring.errors", "KeyringError")):
        kind = getattr(sys.modules.get(module), name, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            found.append(kind)
    return tuple(found)


def _secret_service_owner() -> str:
    """Return who serves the Secret Service on this session's bus; nothing where that cannot be told."""
    try:
        import secretstorage  # noqa: PLC0415 - on Linux only
        from jeepney.bus_messages import message_bus  # noqa: PLC0415 - on Linux only
        from jeepney.io.blocking import Proxy  # noqa: PLC0415 - on Linux only

        connection = secretstorage.dbus_init()
        try:
            (pid,) = Proxy(message_bus, connection).GetConnectionUnixProcessID("org.freedesktop.secrets")
        finally:
            connection.close()
        return _OWNERS.get(Path(f"/proc/{int(pid)}/comm").read_text("utf-8").strip(), "")
    except ImportError:
        return ""
    except _failures():
        return ""
