"""What the system's keyring remembers of the key file: whether file and key file were put back together is seen by it.

Kept only where somebody opens by the keyring on this computer, since nobody else's is asked. The value is the number
of the key file's last writing here and a hash of the sealed anchors in it; it opens nothing and tells nothing.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from bookdesk.security.keyring import KeyringUnusable, Vault
from bookdesk.security.keyringslots import heads_entry
from bookdesk.security.redaction import Secret
from bookdesk.security.settings import keyring_name

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice
    from bookdesk.security.slots import SlotTable

_PUT_BACK = (
    "The keyring of this computer remembers a later state of this practice ({there}, not {here}): key file and books"
    " were put back together, from a backup or by somebody."
)


def remember(practice: OpenPractice) -> None:
    """Let the keyring know the key file as it is now; one that cannot be asked knows what it knew."""
    if _asks_keyring(practice):
        with suppress(KeyringUnusable):
            keep(practice.table, practice.vault())


def put_back(practice: OpenPractice) -> str:
    """Return in a sentence that the keyring knows a later state, nothing where it does not or is not asked."""
    if not _asks_keyring(practice):
        return ""
    try:
        return compare(practice.table, practice.vault())
    except KeyringUnusable:
        return ""


def keep(table: SlotTable, vault: Vault) -> None:
    """Keep what tells this writing of the key file from every other."""
    vault.set(heads_entry(table), Secret(json.dumps([table.sequence, _hash(table)]).encode()))


def compare(table: SlotTable, vault: Vault) -> str:
    """Hold the key file against what is kept of it; one of the same number is another one where its anchors differ."""
    kept = vault.get(heads_entry(table))
    if kept is None:
        return ""
    try:
        sequence, anchors = json.loads(kept.reveal())
    except ValueError:
        return ""
    later = sequence > table.sequence or (sequence == table.sequence and anchors != _hash(table))
    return _PUT_BACK.format(there=sequence, here=table.sequence) if later else ""


def _hash(table: SlotTable) -> str:
    return hashlib.sha256(table.anchors).hexdigest()


def _asks_keyring(practice: OpenPractice) -> bool:
    return practice.file.setting(keyring_name(practice.actor.device, practice.user.id)) is True
