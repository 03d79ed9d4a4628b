"""What is done in a session with a real keyring: one practice, opened with and without its passphrase."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from bookdesk.core.errors import Locked
from bookdesk.security.devicesecret import device_entry, disable_device_secret, enable_device_secret
from bookdesk.security.keyring import system_vault
from bookdesk.security.keyringslots import entry_of, switch_keyring_off, switch_keyring_on
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import open_by_keyring
from bookdesk.store.places import Places
from tests.support.firm import OWNER, PASSPHRASE, POLICY, Firm


def opens(firm: Firm) -> str:
    """Open by the keyring and say by what it was opened, or why not."""
    try:
        with open_by_keyring(firm.places, OWNER, clock=firm.clock, policy=POLICY) as practice:
            return practice.opened_by.name
    except Locked as refused:
        return refused.what


def main(home: str) -> None:
    """Go through it all and print what was seen."""
    firm, vault, secret = Firm(Places(Path(home))), system_vault(), passphrase_from(PASSPHRASE)
    firm.found()
    seen: dict[str, object] = {"name": vault.name(), "before": opens(firm)}
    with firm.open() as practice:
        seen["place"] = switch_keyring_on(practice).place
        entry = entry_of(practice.table, practice.user.id)
        device = device_entry(practice.table, practice.user.id)
    first = vault.get(entry)
    seen["on"] = opens(firm)
    firm.open().close()
    second = vault.get(entry)
    seen["renewed"] = bool(first and second and first.reveal() != second.reveal())
    firm.clock.advance(12 * 3600)
    seen["later"], seen["wiped"] = opens(firm), vault.get(entry) is None
    with firm.open() as practice:
        enable_device_secret(practice, secret)
    with firm.open() as practice:
        seen["device"] = practice.device_secret is not None
        disable_device_secret(practice, secret)
        switch_keyring_off(practice)
    seen["left"] = [name for name in (entry, device) if vault.get(name) is not None]
    sys.stdout.write(json.dumps(seen) + "\n")


def ask_only() -> None:
    """Ask a keyring that nobody unlocked, and print what is said."""
    vault, said = system_vault(), list[str]()
    acts: tuple[Callable[[], object], ...] = (
        lambda: vault.get("one"),
        lambda: vault.set("one", passphrase_from(PASSPHRASE)),
    )
    for act in acts:
        try:
            said.append(str(act()))
        except Locked as refused:
            said.append(str(refused))
    sys.stdout.write(json.dumps({"said": said}) + "\n")


if __name__ == "__main__":
    if sys.argv[1:]:
        main(sys.argv[1])
    else:
        ask_only()
