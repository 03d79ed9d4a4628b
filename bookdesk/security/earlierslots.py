"""Passphrases of before that an older key file brings back: the practice's own file remembers which slot came last.

With a changed passphrase, and with a device secret switched on or off, a slot takes the place of another, and the same
change of the practice's file keeps its id. Ids of one person's slots only rise (`slotkeys.passphrase_slot`), so a slot
with a lower one is of before: somebody put an older key file back. It stays told however often that key file is written
since, for which its number alone would not do. A slot that an interrupted change left, or that was only made dearer,
has a higher id and is no doubt.

    setting "passphrase slot <user id>"    the slot's id, or "" since he has new keys: his slots of before open nothing
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bookdesk.core.errors import Tampered
from bookdesk.models.practice import User
from bookdesk.security.settings import keep_setting
from bookdesk.security.slots import Slot, SlotKind

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice
    from bookdesk.store.change import Change

_OLDER: Final = (
    "The key file is older than this practice remembers: the passphrase that {names} had before, or one without this"
    " computer's secret, opens it again."
)
_REMEDY: Final = (
    "Put the newer key file back (keys.slots and its second copy). Where there is none, let an owner, or who has the"
    " recovery sheet, give new keys to everybody named here, and then change the keys of the practice."
)
_OLDER_FILE: Final = (
    "The practice's own file is not the one last used here: an older copy was put back, or its end was cut off."
    " Who has which rights may be wrong."
)
_RESTORE: Final = "Have it checked, and bring the whole practice back from a backup into a new place."
OLDER_FILE: Final = f"{_OLDER_FILE} {_RESTORE}"
"""What has to be said where the practice's own file is older than the key file remembers."""
_COMMANDS: Final = "bookdesk user renew NAME --recovery-file FILE; bookdesk keys rotate"


def remember_slot(work: Change, user_id: str, slot: Slot) -> None:
    """Keep, with the change that tells of it, that this is the person's passphrase slot from now on."""
    keep_setting(work, _name(user_id), str(slot.header.slot_id))


def forget_slot(work: Change, user_id: str) -> None:
    """Remember none of a person who gets new keys: what opened his old ones is refused by his certificate."""
    keep_setting(work, _name(user_id), "")


def is_older(practice: OpenPractice) -> bool:
    """Return whether the key file lets the present user in as it did before his passphrase was changed."""
    return _has_older(practice, practice.user)


def older_key_file(practice: OpenPractice) -> str:
    """Return in sentences whose passphrase of before opens again, and what to do; nothing where all is well."""
    names = [user.name for user in practice.file.users() if user.active and _has_older(practice, user)]
    return f"{_OLDER.format(names=', '.join(names))} {_REMEDY}" if names else ""


def require_newest(practice: OpenPractice) -> None:
    """Return quietly, or raise `Tampered` where rights may be those of before, or it is somebody else who sits here.

    That is: where the practice's own file was put back, or the key file with a passphrase of before. Changing the
    passphrase is no way out of it: whoever knows the old one would take the practice over with it.
    """
    if practice.put_back:
        raise Tampered(_OLDER_FILE, _RESTORE, command="bookdesk verify; bookdesk restore --from FOLDER")
    if is_older(practice):
        raise Tampered(_OLDER.format(names=practice.user.name), _REMEDY, command=_COMMANDS)


def _has_older(practice: OpenPractice, user: User) -> bool:
    kept = practice.file.setting(_name(user.id))
    return isinstance(kept, str) and any(
        str(slot.header.slot_id) < kept
        for slot in practice.table.of_kind(SlotKind.PASSPHRASE)
        if str(slot.header.user_id) == user.id
    )


def _name(user_id: str) -> str:
    return f"passphrase slot {user_id}"
