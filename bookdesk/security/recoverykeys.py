"""The recovery sheet of a practice in use: whether it was ever shown to be at hand, and a new one in its place.

A new sheet takes three steps, so that at any moment one of the two sheets opens everything: the key file carries both
slots, then the practice file certifies the new keys, then the old slot goes. Which slot is the sheet's stands in the
practice file: if the last step is cut short, the next opening takes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bookdesk.core.errors import InputError, Locked, NotAllowed
from bookdesk.core.identifiers import UserId
from bookdesk.models.actions import Action
from bookdesk.models.practice import Grant, User, UserKind
from bookdesk.security.bundle import UserBundle
from bookdesk.security.clientkeys import wrap_client_key
from bookdesk.security.copies import open_slots
from bookdesk.security.earnest import sheet_shown
from bookdesk.security.founding import fingerprint
from bookdesk.security.members import certify, put_root
from bookdesk.security.practice import OpenPractice
from bookdesk.security.recovery import RecoverySheet, SheetFacts, new_recovery_key
from bookdesk.security.redaction import Secret
from bookdesk.security.roles import Permission
from bookdesk.security.settings import RECOVERY_CONFIRMED, RECOVERY_SLOT, keep_setting
from bookdesk.security.slotkeys import recovery_slot, unlock_by_recovery

OLDER_BACKUPS: Final = (
    "Make a backup at once. Keep the old sheet until there is one: the backups of before open only with it, or with a"
    " passphrase of their day."
)
"""What has to be said after a renewal: a backup carries the slots of its day, and the new sheet is in none of them."""


def renew_recovery(practice: OpenPractice, keep_sheet: Callable[[RecoverySheet], None]) -> None:
    """Put a new recovery sheet in the place of the one that was lost or seen; the old one opens nothing here any more.

    `keep_sheet` receives it before anything is changed: if it cannot be kept, the old one stays. `Locked` where some
    client is not the present user's to open, since the new sheet could not open it either. What somebody copied before
    stays open to the old sheet.
    """
    practice.require(Permission.MANAGE_USERS)
    if practice.user.kind is not UserKind.PERSON:
        raise NotAllowed("A recovery sheet does not renew itself.", "Open the practice as an owner.")
    authority, recovery = practice.authority(), practice.file.recovery()
    grants = practice.file.grants_of(recovery.id)
    keys = _all_keys(practice, set(grants))
    sheet = RecoverySheet(new_recovery_key(), _facts(practice))
    bundle = UserBundle.generate(UserId(recovery.id), practice.bundle.root_key)
    keep_sheet(sheet)
    table, key = practice.table, practice.practice_key
    slot = recovery_slot(table, bundle, sheet.key, key)
    practice.keys.edit(lambda now: now.with_slots([*now.slots, slot]), epoch=table.epoch)
    with practice.file.change(Action.USER_EDITED, "a new recovery sheet", actor=practice.actor) as work:
        user = work.get(User, recovery.id)
        user.sign_key, user.box_key = bundle.sign_key.hex(), bundle.box_key.hex()
        put_root(authority, user, bundle.box_key)
        certify(work, authority, user)
        for client_id, key in keys.items():
            row = work.get(Grant, grants[client_id].id)
            practice.trusted.require_granted(row)
            row.wrapped_key = wrap_client_key(key, bundle.box_key, row, practice.practice.id)
        keep_setting(work, RECOVERY_SLOT, str(slot.header.slot_id))
        work.commit()
    practice.refresh()
    practice.drop_old_sheets()


def confirm_recovery(practice: OpenPractice, key: Secret) -> None:
    """Note that the sheet is at hand, its key being this; `InputError` if it is not the practice's present one."""
    try:
        opened = open_slots(practice.places, lambda file: unlock_by_recovery(file, key))
    except Locked:
        opened = None
    if opened is None or opened.bundle.box_key.hex() != practice.file.recovery().box_key:
        raise InputError("This sheet does not open this practice.", "Look for the newest sheet, or make a new one.")
    note_confirmed(practice)


def note_confirmed(practice: OpenPractice) -> None:
    """Note that the present sheet is at hand: it was just made, and groups of it were typed back from paper."""
    if recovery_confirmed(practice):
        return
    with practice.file.change(Action.SETTINGS_EDITED, "recovery sheet shown to be kept", actor=practice.actor) as work:
        keep_setting(work, RECOVERY_CONFIRMED, practice.file.recovery().box_key)
        work.commit()


def recovery_confirmed(practice: OpenPractice) -> bool:
    """Return whether somebody showed that he has the present sheet; a practice for show needs none."""
    return sheet_shown(practice.practice, practice.file)


def _facts(practice: OpenPractice) -> SheetFacts:
    made_on = practice.clock.now().date().isoformat()
    root = fingerprint(practice.bundle.root_key)
    return SheetFacts(practice.practice.name, practice.practice.id, made_on, root)


def _all_keys(practice: OpenPractice, wanted: set[str]) -> dict[str, Secret]:
    keys = {client_id: key for client_id, key in practice.client_keys().items() if client_id in wanted}
    if {row.id for row in practice.file.clients()} & wanted - set(keys):
        raise Locked(
            "There are clients that you cannot open: a sheet made by you would not open them either.",
            "Ask for access to them first, or let an owner do it who opens all.",
        )
    return keys
