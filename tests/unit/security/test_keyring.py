"""The system's keyring: which ones are trusted, and what is said when one refuses. The real one is GNOME's."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import cast

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from bookdesk.security.keyring import KNOWN, KeyringUnusable, SystemVault, system_vault, trusted
from bookdesk.security.redaction import Secret
from bookdesk.security.sealing import KEY_BYTES
from tests.support.vaults import LOCKER_BYTES, Refused, Scripted, in_gnome_session, keychain, locker, named

WINDOWS = "keyring.backends.Windows.WinVaultKeyring"
MACOS = "keyring.backends.macOS.Keyring"
KEY = Secret(bytes(range(KEY_BYTES)))
NOTHING, NONE_RUNNING, CHAIN = (
    cast("KeyringBackend", made()) for made in (null.Keyring, fail.Keyring, chainer.ChainerBackend)
)


@pytest.mark.parametrize(("kind", "name"), [pair for pair in KNOWN.items() if "libsecret" not in pair[0]])
def test_a_known_keyring_keeps_and_forgets(kind: str, name: str) -> None:
    vault = trusted(named(kind, Scripted()))
    assert vault.name().startswith(name)
    assert vault.get("one") is None
    vault.set("one", KEY)
    kept = vault.get("one")
    assert kept is not None
    assert kept.reveal() == KEY.reveal()
    vault.delete("one")
    vault.delete("one")
    assert vault.get("one") is None


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("keyrings.alt.file.PlaintextKeyring", "plain files"),
        ("keyrings.alt.file.EncryptedKeyring", "plain files"),
        ("keyrings.alt.Windows.RegistryKeyring", "plain files"),
        ("somebody.elses.Keyring", "not known"),
        ("keyring.backends.SecretService.KeyringOfMine", "not known"),
    ],
)
def test_a_keyring_that_is_not_known_to_encrypt_is_refused(kind: str, why: str) -> None:
    with pytest.raises(KeyringUnusable, match=why):
        trusted(named(kind, Scripted()))


def test_the_library_s_own_nothing_is_refused() -> None:
    with pytest.raises(KeyringUnusable, match="keeps nothing"):
        trusted(NOTHING)
    with pytest.raises(KeyringUnusable, match="none is running"):
        trusted(NONE_RUNNING)


def test_of_a_chain_a_trusted_member_is_asked_and_never_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, safe = named("keyrings.alt.file.PlaintextKeyring", Scripted()), Scripted()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [plain, named(MACOS, safe)])
    trusted(CHAIN).set("one", KEY)
    assert len(safe.kept) == 1
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [plain])
    with pytest.raises(KeyringUnusable):
        trusted(CHAIN)


def test_what_the_library_was_told_to_use_is_refused_as_well() -> None:
    before = keyring.get_keyring()
    try:
        keyring.set_keyring(NOTHING)
        with pytest.raises(KeyringUnusable, match="keeps nothing"):
            system_vault()
    finally:
        keyring.set_keyring(before)


def test_a_keyring_that_forgets_at_once_is_no_use() -> None:
    class Forgetful(Scripted):
        def set_password(self, service: str, username: str, password: str) -> None:
            del service, username, password

    backend = Forgetful()
    vault = SystemVault(named(MACOS, backend), "macOS Keychain")
    backend.__class__ = Forgetful
    with pytest.raises(KeyringUnusable, match="does not keep"):
        vault.set("one", KEY)


def test_what_is_not_ours_in_an_entry_is_no_secret() -> None:
    backend = Scripted()
    vault = trusted(named(MACOS, backend))
    vault.set("one", KEY)
    backend.kept = dict.fromkeys(backend.kept, "häßlich")
    assert vault.get("one") is None


def test_our_secrets_are_far_below_what_windows_takes() -> None:
    stored = base64.urlsafe_b64encode(KEY.reveal()).decode().encode("utf-16-le")
    assert len(stored) * 20 < LOCKER_BYTES
    trusted(named(WINDOWS, locker())).set("one", KEY)


def test_what_windows_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = ModuleType("pywintypes")
    errors.error = Refused  # type: ignore[attr-defined] # where the real one stands
    monkeypatch.setitem(sys.modules, "pywintypes", errors)
    with pytest.raises(KeyringUnusable, match=r"Windows Credential Locker\) refuses \(Refused\)") as told:
        trusted(named(WINDOWS, locker())).set("one", Secret(bytes(LOCKER_BYTES)))
    assert "passphrase" in told.value.remedy
    assert "CredWrite" not in str(told.value)


@pytest.mark.parametrize(("locked", "words"), [(True, "is locked, or was not allowed"), (False, "refuses")])
def test_a_locked_keychain_is_told_in_plain_words(locked: bool, words: str) -> None:  # noqa: FBT001 - a case
    vault = trusted(named(MACOS, keychain(locked=locked)))
    acts: tuple[Callable[[], object], ...] = (
        lambda: vault.get("one"),
        lambda: vault.set("one", KEY),
        lambda: vault.delete("one"),
    )
    for act in acts:
        with pytest.raises(KeyringUnusable, match=f"macOS Keychain.* {words}") as told:
            act()
        assert told.value.exit_status == 3
        assert "-128" not in str(told.value)


def test_a_real_keyring_opens_the_practice_for_half_a_day(tmp_path: Path) -> None:
    seen = in_gnome_session(tmp_path, "tests.support.gnome_child", str(tmp_path / "home"))
    assert seen == {
        "name": "Secret Service (GNOME Keyring)",
        "place": "Secret Service (GNOME Keyring)",
        "before": "The keyring does not open the practice now.",
        "on": "KEYRING",
        "renewed": True,
        "later": "The keyring does not open the practice now.",
        "wiped": True,
        "device": True,
        "left": [],
    }


def test_a_real_keyring_that_nobody_unlocked_is_told_in_plain_words(tmp_path: Path) -> None:
    said = in_gnome_session(tmp_path, "tests.support.gnome_child", unlocked=False)["said"]
    assert isinstance(said, list)
    for words in said:
        assert words.startswith("The keyring of this computer (Secret Service) ")
        assert words.endswith(" Open the practice with your passphrase, as ever.")
