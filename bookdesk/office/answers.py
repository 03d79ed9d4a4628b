"""How each kind of act is taken back: restored, countered by a new act, or not at all, and why. One table over all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bookdesk.models.actions import REVERSAL, Action, Reversal
from bookdesk.office import ways
from bookdesk.office.ways import Way
from bookdesk.security.roles import Permission
from bookdesk.store.history import SealedSet
from bookdesk.workspace import Workspace


class How(StrEnum):
    """By what means an act is taken back."""

    RESTORED = "restored"
    """Everything is as it was."""
    COUNTERED = "countered"
    """A new act cancels its effect; both stay visible in the books."""
    NOT = "not"
    """It stands."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one kind of act is taken back, in words, and the permission that needs; `way` is None where it stands."""

    how: How
    words: str
    remedy: str = ""
    needs: Permission = Permission.SEE
    way: Way | None = None


def _restore_undone(workspace: Workspace, old: SealedSet) -> None:
    """Do again what was undone, by the way in which such an act is restored."""
    answer = ANSWERS[ways.root_action(workspace, old)]
    way = answer.way if answer.how is How.RESTORED and answer.way is not None else ways.restore
    way(workspace, old)


def _as_before(needs: Permission, way: Way = ways.restore) -> Answer:
    return Answer(How.RESTORED, "Everything is as it was before.", needs=needs, way=way)


def _by(way: Way, needs: Permission, words: str) -> Answer:
    return Answer(How.COUNTERED, words, needs=needs, way=way)


def _not(words: str, remedy: str) -> Answer:
    return Answer(How.NOT, words, remedy)


_STAYS = "Both stay visible in the books."
_UNCODED = f"The line is open again, its entry is reversed. {_STAYS}"

ANSWERS: Mapping[Action, Answer] = {
    Action.CLIENT_CREATED: _not("The client's books were begun.", "Erase the client if it was a mistake."),
    Action.CLIENT_EDITED: _as_before(Permission.POST),
    Action.PERIOD_LOCKED: _as_before(Permission.POST),
    Action.ACCOUNT_EDITED: _as_before(Permission.POST),
    Action.TAX_CODE_EDITED: _as_before(Permission.POST),
    Action.CONTACT_EDITED: _as_before(Permission.CAPTURE),
    Action.PAYEE_ACCOUNT_EDITED: _as_before(Permission.EDIT_PAYEE),
    Action.PAYEE_ACCOUNT_CONFIRMED: _as_before(Permission.CONFIRM_PAYEE),
    Action.TAKEN_ON: _not(
        "What was taken over stands in the opening balances.", "Void the bills that are wrong, and take them on again."
    ),
    Action.DOCUMENT_CAPTURED: _by(
        ways.put_aside, Permission.CAPTURE, "The document is put aside; its original stays until it is shredded."
    ),
    Action.DOCUMENT_READ: _not("The document was read anew.", "Say again what kind of document it is."),
    Action.DOCUMENT_FAILED: _not("The document could not be read.", "Put it aside, or add it again."),
    Action.DOCUMENT_EDITED: _as_before(Permission.CAPTURE, ways.restore_correction),
    Action.DOCUMENT_REJECTED: _as_before(Permission.CAPTURE),
    Action.DOCUMENT_FILED: _as_before(Permission.CAPTURE),
    Action.DOCUMENT_SHREDDED: _not("A shredded document is gone for ever.", "Ask whoever sent it for another copy."),
    Action.DOCUMENT_MOVED_IN: _not("The document came from another client.", "Move it back to that client."),
    Action.DOCUMENT_MOVED_OUT: _not("The document lies with another client.", "Move it back from there."),
    Action.DOCUMENT_SUPPORTED: _as_before(Permission.CAPTURE),
    Action.DOCUMENT_WAIVED: _as_before(Permission.REVIEW),
    Action.CAPTURE_RULE_EDITED: _as_before(Permission.REVIEW),
    Action.REQUIRED_PAPER_EDITED: _as_before(Permission.EDIT_LIMITS),
    Action.DOCUMENT_BOUND: _by(
        ways.rejoin, Permission.CAPTURE, "The files are as they came, and are read again. What was made is put aside."
    ),
    Action.DOCUMENT_REJOINED: _not("The files are as they came.", "Take them apart, or put them together, again."),
    Action.WATCHED_FOLDER_EDITED: _as_before(Permission.CAPTURE),
    Action.BILL_EDITED: _as_before(Permission.CAPTURE, ways.restore_edit),
    Action.BILL_REVIEWED: _as_before(Permission.CAPTURE, ways.back_to_review),
    Action.BILL_REOPENED: _not("The bill was taken back to review.", "Confirm it again."),
    Action.BILL_RECODED: _by(
        ways.recode_back, Permission.REVIEW, f"The bill is coded as before, by a new booking of today. {_STAYS}"
    ),
    Action.BILL_HELD: _as_before(Permission.REVIEW),
    Action.BILL_DISPUTED: _as_before(Permission.REVIEW),
    Action.BILL_VOIDED: _not("A void bill stays void, and its number stays visible.", "Add the document again."),
    Action.CREDIT_ALLOCATED: _as_before(Permission.REVIEW),
    Action.APPROVAL_RULES_EDITED: _as_before(Permission.EDIT_LIMITS),
    Action.SOLE_PRACTICE_EDITED: _not("A decision about working alone stays on record.", "Decide anew."),
    Action.BILL_APPROVED: _by(
        ways.take_decision_back,
        Permission.APPROVE,
        f"Your approval is withdrawn, and a booking it made is reversed. {_STAYS}",
    ),
    Action.BILL_REJECTED: _by(
        ways.take_decision_back,
        Permission.APPROVE,
        "What you sent back waits again, or is approved, as before.",
    ),
    Action.APPROVAL_WITHDRAWN: _not("What was signed and withdrawn stays so.", "Decide about the bill anew."),
    Action.APPROVAL_RECEIVED: _by(
        ways.take_decision_back, Permission.RECORD_APPROVAL, f"What you entered or confirmed no longer counts. {_STAYS}"
    ),
    Action.RUN_PROPOSED: _as_before(Permission.ASSEMBLE_RUN),
    Action.RUN_EDITED: _as_before(Permission.ASSEMBLE_RUN),
    Action.RUN_RELEASED: _not(
        "A released run is signed and booked, and its file may be saved at any time.",
        "If the bank will never execute it, use Recall on the run: it cancels the payments in the books.",
    ),
    Action.RUN_CANCELLED: _not(
        "The bills of a cancelled run are free again and may be in another one.", "Propose the run again."
    ),
    Action.RUN_RECALLED: _not("A recalled run stays recalled.", "Propose a new run of its bills."),
    Action.PAYMENT_RETURNED: _not("A returned payment stays returned.", "Pay its bills in a new run."),
    Action.BANK_FILE_SAVED: _not("What was saved is out of the house.", "Delete the file where it lies."),
    Action.BANK_COMPARED: _not("That bank and books were compared stays on record.", "Compare them anew."),
    Action.BANK_ACCOUNT_EDITED: _as_before(Permission.BANK),
    Action.STATEMENT_IMPORTED: _by(
        ways.withdraw_statements, Permission.BANK, "The statement is withdrawn: its lines count for nothing any more."
    ),
    Action.STATEMENT_WITHDRAWN: _not("A withdrawn statement counts for nothing.", "Import its file again."),
    Action.LINE_MATCHED: _as_before(Permission.BANK),
    Action.LINE_UNMATCHED: _as_before(Permission.BANK),
    Action.LINE_CODED: _by(ways.uncode, Permission.BANK, _UNCODED),
    Action.LINE_TRANSFERRED: _by(ways.uncode, Permission.BANK, _UNCODED),
    Action.CODING_REVERSED: _not("The entry was reversed, and a reversal stays.", "Code or match the line anew."),
    Action.CODING_RULE_EDITED: _as_before(Permission.BANK),
    Action.RECONCILED: _as_before(Permission.BANK),
    Action.RECONCILIATION_REOPENED: _as_before(Permission.BANK),
    Action.ENTRY_POSTED: _not("An entry in the books stays.", "Reverse it by another entry."),
    Action.ENTRY_REVERSED: _not("A reversal stays.", "Post the entry anew."),
    Action.SALES_SETTINGS_EDITED: _as_before(Permission.POST),
    Action.NUMBER_SERIES_EDITED: _as_before(Permission.POST),
    Action.PRODUCT_EDITED: _as_before(Permission.INVOICE),
    Action.ESTIMATE_EDITED: _as_before(Permission.INVOICE),
    Action.ESTIMATE_OFFERED: _not(
        "The estimate has its number and may be with the customer.", "Choose “Back to a draft”; it keeps its number."
    ),
    Action.ESTIMATE_DECIDED: _not(
        "Each decision on an offer stays on record.",
        "Until it is invoiced, enter another decision, or choose “Back to a draft”.",
    ),
    Action.INVOICE_EDITED: _as_before(Permission.INVOICE),
    Action.INVOICE_ISSUED: _not(
        "What was issued stays as it is, and its number is used.",
        "Choose “Cancel…” on it; an invoice may be corrected by a credit note instead.",
    ),
    Action.INVOICE_NUMBERED: _not("The accounting system gave the number.", "Cancel the invoice; its number stays."),
    Action.INVOICE_CANCELLED: _not("What was cancelled stays so, and its number stays visible.", "Write a new one."),
    Action.INVOICE_MARKED: _as_before(Permission.INVOICE),
    Action.INSTALMENT_REACHED: _not("The instalment is due since then.", "Enter what the customer promised instead."),
    Action.SCHEDULE_EDITED: _as_before(Permission.INVOICE),
    Action.SCHEDULE_BILLED: _not("The days are billed, and are not billed again.", "Cancel or credit the invoices."),
    Action.PAPER_MADE: _not("The paper was made of what was issued.", "Nothing needs to be done."),
    Action.RECEIPT_BOOKED: _not(
        "A receipt that was booked stays.", "Choose “Take the receipt back…” in Receipts; both stay visible."
    ),
    Action.RECEIPT_REVERSED: _not("A reversed receipt stays so.", "Enter it anew."),
    Action.RECEIPT_ALLOCATED: _not(
        "What was allocated is booked.", "Choose “Take off an invoice…” in Receipts; both stay visible."
    ),
    Action.RECEIPT_RELEASED: _not("What was taken off is the customer's credit again.", "Apply it to invoices anew."),
    Action.RECEIPTS_PAID_IN: _not(
        "What was paid in is booked.", "Choose “Take the paying-in back…” in Receipts; both stay visible."
    ),
    Action.PAYING_IN_REVERSED: _not("A paying-in that was taken back stays so.", "Pay in anew."),
    Action.REFUNDED: _not("A refund that was booked stays.", "Choose “Take the refund back…”; both stay visible."),
    Action.REFUND_REVERSED: _not("A reversed refund stays so.", "Enter it anew."),
    Action.WRITTEN_OFF: _not(
        "What was written off is booked.", "Choose “Take the write-off back…”; both stay visible."
    ),
    Action.WRITE_OFF_REVERSED: _not("The write-off is reversed.", "Write it off anew."),
    Action.MAIL_ACCOUNT_EDITED: _not("The mail account was changed.", "Enter it once more; passwords are not kept."),
    Action.MAIL_TEMPLATE_EDITED: _as_before(Permission.INVOICE),
    Action.MAIL_WRITTEN: _not("The mail waits in the outbox or has left.", "Take it out of the outbox if it waits."),
    Action.MAIL_CANCELLED: _not("The mail was taken out of the outbox.", "Write it anew."),
    Action.MAIL_SENT: _not("What was sent is out of the house.", "Write to the customer."),
    Action.MAIL_BOUNCED: _not("The mail came back.", "Correct the address and send it again."),
    Action.MAIL_DECIDED: _not("What was decided of a mail stands.", "Decide anew in the outbox."),
    Action.REMINDERS_EDITED: _as_before(Permission.INVOICE),
    Action.REMINDERS_APPROVED: _not("The first list was approved.", "Switch the reminders off."),
    Action.REMINDERS_SENT: _not("The reminders are written.", "Take those that wait out of the outbox."),
    Action.REMINDERS_PASSED: _not(
        "The reminder was left out.", "Its next step comes by itself; or write to the customer."
    ),
    Action.COMMITMENT_EDITED: _as_before(Permission.POST),
    Action.GATEWAY_CONNECTED: _not("The payment gateway was connected.", "Disconnect it in the settings."),
    Action.ONLINE_SETTINGS_EDITED: _as_before(Permission.POST),
    Action.GATEWAY_TOLD: _not("What the payment gateway said was taken note of.", "Ask it again."),
    Action.ONLINE_BOOKED: _not(
        "The money moved at the payment gateway, and the books follow it.", "Pay it back there; that is booked, too."
    ),
    Action.MOVE_DECIDED: _not("What was decided of an online payment is booked.", "Book what corrects it."),
    Action.PORTAL_EDITED: _as_before(Permission.POST),
    Action.PORTAL_TOLD: _not("What the pay portal said was taken note of.", "Ask it again."),
    Action.PORTAL_CUSTOMER_FORGOTTEN: _not(
        "The portal deletes what it had of the customer.", "Send him his papers by mail."
    ),
    Action.PORTAL_WORD_DONE: _not("What the customer said was acted upon.", "Take back what was done about it."),
    Action.LEDGER_CONNECTED: _not("The accounting system was connected.", "Disconnect it in the settings."),
    Action.LEDGER_MAPPED: _as_before(Permission.SYNC),
    Action.LEDGER_PULLED: _not("What the accounting system said was taken note of.", "Pull again."),
    Action.LEDGER_LINKED: _not("The record is linked to the accounting system.", "Link it to another one."),
    Action.SENT_TO_LEDGER: _not("The accounting system has it already.", "Correct it there, or void the bill here."),
    Action.PRACTICE_CREATED: _not("The practice was founded.", "Found another one."),
    Action.DEVICE_REGISTERED: _not("A computer stays known.", "Nothing needs to be done."),
    Action.USER_EDITED: _not("Users and their keys are not undone.", "Change the user once more."),
    Action.CLIENT_REGISTERED: _not("The client was added.", "Erase the client if it was a mistake."),
    Action.GRANT_EDITED: _not("Access that was given or withdrawn is not undone.", "Grant or withdraw it anew."),
    Action.SETTINGS_EDITED: _as_before(Permission.MANAGE_USERS),
    Action.MAILBOX_EDITED: _not("The mailbox was changed.", "Enter it once more; passwords are not kept."),
    Action.DEVICE_WITHDRAWN: _not("A computer that was withdrawn stays so.", "Restore a backup there as a new one."),
    Action.SECOND_FACTOR_EDITED: _not("A second factor is not undone.", "Set it up or remove it anew."),
    Action.STEPPED_UP: _not("It was only confirmed who is at the desk.", "Nothing needs to be done."),
    Action.KEYS_ROTATED: _not("Keys that were replaced stay so.", "Replace them once more if you need to."),
    Action.CLIENT_ERASED: _not("A client that was erased is gone.", "Restore a backup if it was a mistake."),
    Action.CLIENT_RESTORED: _not("A client that was put back stays so.", "Put it back from a newer backup."),
    Action.EXPORTED: _not("What was exported is out of the house.", "Delete the file where it lies."),
    Action.REPORT_SAVED: _not("What was saved is out of the house.", "Delete the file where it lies."),
    Action.UNDONE: _as_before(Permission.SEE, _restore_undone),
    Action.PURGED: _not("What was purged is gone for ever.", "Restore a backup if it was a mistake."),
    Action.UPGRADED: _not("A file is not brought back to an older version.", "Restore a backup if it is needed."),
}
"""How each kind of act is taken back."""


def agrees(action: Action) -> bool:
    """Whether the table keeps to what the model declares: nothing final is undone, nothing reversible refused."""
    declared, how = REVERSAL[action], ANSWERS[action].how
    if declared is Reversal.REVERSIBLE:
        return how is How.RESTORED
    return how is How.NOT if declared is Reversal.FINAL else how is not How.RESTORED
