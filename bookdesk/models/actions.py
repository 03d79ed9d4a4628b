"""What can be done to the books, and how each act is taken back: one table; a house test fails on an act not in it."""

from __future__ import annotations

from enum import StrEnum


class Reversal(StrEnum):
    """How an act is taken back."""

    REVERSIBLE = "reversible"
    """Undo restores the rows as they were."""
    COMPENSATED = "compensated"
    """A new act cancels its effect and both stay visible: credit note, void, reversal, recall."""
    FINAL = "final"
    """It cannot be taken back."""


class Action(StrEnum):
    """The kinds of change set. Values are stored for ever: add, never rename."""

    CLIENT_CREATED = "client created"
    CLIENT_EDITED = "client edited"
    PERIOD_LOCKED = "period locked"
    ACCOUNT_EDITED = "account edited"
    TAX_CODE_EDITED = "tax code edited"
    CONTACT_EDITED = "contact edited"
    PAYEE_ACCOUNT_EDITED = "payee bank details edited"
    PAYEE_ACCOUNT_CONFIRMED = "payee bank details confirmed"
    TAKEN_ON = "taken on"

    DOCUMENT_CAPTURED = "document captured"
    DOCUMENT_READ = "document read"
    DOCUMENT_FAILED = "document failed"
    DOCUMENT_EDITED = "document edited"
    DOCUMENT_REJECTED = "document rejected"
    DOCUMENT_FILED = "document filed"
    DOCUMENT_SHREDDED = "document shredded"
    DOCUMENT_MOVED_IN = "document moved in"
    DOCUMENT_MOVED_OUT = "document moved out"
    DOCUMENT_SUPPORTED = "document beside a bill"
    DOCUMENT_WAIVED = "document not needed"
    CAPTURE_RULE_EDITED = "capture rule edited"
    REQUIRED_PAPER_EDITED = "required document edited"
    DOCUMENT_BOUND = "document taken apart or put together"
    DOCUMENT_REJOINED = "document as it came"
    WATCHED_FOLDER_EDITED = "watched folder edited"

    BILL_EDITED = "bill edited"
    BILL_REVIEWED = "bill reviewed"
    BILL_REOPENED = "bill reopened"
    BILL_RECODED = "bill recoded"
    BILL_HELD = "bill held"
    BILL_DISPUTED = "bill disputed"
    BILL_VOIDED = "bill voided"
    CREDIT_ALLOCATED = "credit allocated"

    APPROVAL_RULES_EDITED = "approval rules edited"
    SOLE_PRACTICE_EDITED = "sole practice edited"
    BILL_APPROVED = "bill approved"
    BILL_REJECTED = "bill rejected"
    APPROVAL_WITHDRAWN = "approval withdrawn"
    APPROVAL_RECEIVED = "approval received"

    RUN_PROPOSED = "payment run proposed"
    RUN_EDITED = "payment run edited"
    RUN_RELEASED = "payment run released"
    RUN_CANCELLED = "payment run cancelled"
    RUN_RECALLED = "payment run recalled"
    PAYMENT_RETURNED = "payment returned"
    BANK_FILE_SAVED = "bank file saved"
    BANK_COMPARED = "bank compared"

    BANK_ACCOUNT_EDITED = "bank account edited"
    STATEMENT_IMPORTED = "statement imported"
    STATEMENT_WITHDRAWN = "statement withdrawn"
    LINE_MATCHED = "bank line matched"
    LINE_UNMATCHED = "bank line unmatched"
    LINE_CODED = "bank line coded"
    LINE_TRANSFERRED = "bank line transferred"
    CODING_REVERSED = "coding reversed"
    CODING_RULE_EDITED = "coding rule edited"
    RECONCILED = "reconciled"
    RECONCILIATION_REOPENED = "reconciliation reopened"

    ENTRY_POSTED = "entry posted"
    ENTRY_REVERSED = "entry reversed"

    SALES_SETTINGS_EDITED = "sales settings edited"
    NUMBER_SERIES_EDITED = "number series edited"
    PRODUCT_EDITED = "product edited"
    ESTIMATE_EDITED = "estimate edited"
    ESTIMATE_OFFERED = "estimate offered"
    ESTIMATE_DECIDED = "estimate decided"
    INVOICE_EDITED = "invoice edited"
    INVOICE_ISSUED = "invoice issued"
    INVOICE_NUMBERED = "invoice numbered"
    INVOICE_CANCELLED = "invoice cancelled"
    INVOICE_MARKED = "invoice marked"
    INSTALMENT_REACHED = "instalment reached"
    SCHEDULE_EDITED = "schedule edited"
    SCHEDULE_BILLED = "schedule billed"
    PAPER_MADE = "paper made"
    RECEIPT_BOOKED = "receipt booked"
    RECEIPT_REVERSED = "receipt reversed"
    RECEIPT_ALLOCATED = "receipt allocated"
    RECEIPT_RELEASED = "receipt released"
    RECEIPTS_PAID_IN = "receipts paid in"
    PAYING_IN_REVERSED = "paying in reversed"
    REFUNDED = "refunded"
    REFUND_REVERSED = "refund reversed"
    WRITTEN_OFF = "written off"
    WRITE_OFF_REVERSED = "write-off reversed"
    MAIL_ACCOUNT_EDITED = "mail account edited"
    MAIL_TEMPLATE_EDITED = "mail template edited"
    MAIL_WRITTEN = "mail written"
    MAIL_CANCELLED = "mail cancelled"
    MAIL_SENT = "mail sent"
    MAIL_BOUNCED = "mail bounced"
    MAIL_DECIDED = "mail decided"
    REMINDERS_EDITED = "reminders edited"
    REMINDERS_APPROVED = "reminders approved"
    REMINDERS_SENT = "reminders sent"
    REMINDERS_PASSED = "reminders passed over"
    COMMITMENT_EDITED = "commitment edited"

    GATEWAY_CONNECTED = "gateway connected"
    ONLINE_SETTINGS_EDITED = "ways of paying online edited"
    GATEWAY_TOLD = "gateway told"
    ONLINE_BOOKED = "online payments booked"
    MOVE_DECIDED = "online payment decided"
    PORTAL_EDITED = "pay portal edited"
    PORTAL_TOLD = "pay portal told"
    PORTAL_CUSTOMER_FORGOTTEN = "customer forgotten at the pay portal"
    PORTAL_WORD_DONE = "word of a customer done"

    LEDGER_CONNECTED = "ledger connected"
    LEDGER_MAPPED = "ledger mapped"
    LEDGER_PULLED = "ledger pulled"
    LEDGER_LINKED = "ledger linked"
    SENT_TO_LEDGER = "sent to ledger"

    PRACTICE_CREATED = "practice created"
    DEVICE_REGISTERED = "device registered"
    USER_EDITED = "user edited"
    CLIENT_REGISTERED = "client registered"
    GRANT_EDITED = "grant edited"
    SETTINGS_EDITED = "settings edited"
    MAILBOX_EDITED = "mailbox edited"
    DEVICE_WITHDRAWN = "device withdrawn"
    SECOND_FACTOR_EDITED = "second factor edited"
    STEPPED_UP = "stepped up"
    KEYS_ROTATED = "keys rotated"
    CLIENT_ERASED = "client erased"
    CLIENT_RESTORED = "client restored"

    EXPORTED = "exported"
    REPORT_SAVED = "report saved"

    UNDONE = "undone"
    PURGED = "purged"
    UPGRADED = "upgraded"


_R, _C, _F = Reversal.REVERSIBLE, Reversal.COMPENSATED, Reversal.FINAL

REVERSAL: dict[Action, Reversal] = {
    Action.CLIENT_CREATED: _F,
    Action.CLIENT_EDITED: _R,
    Action.PERIOD_LOCKED: _R,
    Action.ACCOUNT_EDITED: _R,
    Action.TAX_CODE_EDITED: _R,
    Action.CONTACT_EDITED: _R,
    Action.PAYEE_ACCOUNT_EDITED: _R,
    Action.PAYEE_ACCOUNT_CONFIRMED: _R,
    Action.TAKEN_ON: _C,
    Action.DOCUMENT_CAPTURED: _C,
    Action.DOCUMENT_READ: _C,
    Action.DOCUMENT_FAILED: _C,
    Action.DOCUMENT_EDITED: _R,
    Action.DOCUMENT_REJECTED: _R,
    Action.DOCUMENT_FILED: _R,
    Action.DOCUMENT_SHREDDED: _F,
    Action.DOCUMENT_MOVED_IN: _C,
    Action.DOCUMENT_MOVED_OUT: _C,
    Action.DOCUMENT_SUPPORTED: _R,
    Action.DOCUMENT_WAIVED: _R,
    Action.CAPTURE_RULE_EDITED: _R,
    Action.REQUIRED_PAPER_EDITED: _R,
    Action.DOCUMENT_BOUND: _C,
    Action.DOCUMENT_REJOINED: _C,
    Action.WATCHED_FOLDER_EDITED: _R,
    Action.BILL_EDITED: _R,
    Action.BILL_REVIEWED: _R,
    Action.BILL_REOPENED: _C,
    Action.BILL_RECODED: _C,
    Action.BILL_HELD: _R,
    Action.BILL_DISPUTED: _R,
    Action.BILL_VOIDED: _F,
    Action.CREDIT_ALLOCATED: _R,
    Action.APPROVAL_RULES_EDITED: _R,
    Action.SOLE_PRACTICE_EDITED: _C,
    Action.BILL_APPROVED: _C,
    Action.BILL_REJECTED: _C,
    Action.APPROVAL_WITHDRAWN: _F,
    Action.APPROVAL_RECEIVED: _C,
    Action.RUN_PROPOSED: _R,
    Action.RUN_EDITED: _R,
    Action.RUN_RELEASED: _C,
    Action.RUN_CANCELLED: _C,
    Action.RUN_RECALLED: _F,
    Action.PAYMENT_RETURNED: _F,
    Action.BANK_FILE_SAVED: _F,
    Action.BANK_COMPARED: _F,
    Action.BANK_ACCOUNT_EDITED: _R,
    Action.STATEMENT_IMPORTED: _C,
    Action.STATEMENT_WITHDRAWN: _F,
    Action.LINE_MATCHED: _R,
    Action.LINE_UNMATCHED: _R,
    Action.LINE_CODED: _C,
    Action.LINE_TRANSFERRED: _C,
    Action.CODING_REVERSED: _F,
    Action.CODING_RULE_EDITED: _R,
    Action.RECONCILED: _R,
    Action.RECONCILIATION_REOPENED: _R,
    Action.ENTRY_POSTED: _C,
    Action.ENTRY_REVERSED: _F,
    Action.SALES_SETTINGS_EDITED: _R,
    Action.NUMBER_SERIES_EDITED: _R,
    Action.PRODUCT_EDITED: _R,
    Action.ESTIMATE_EDITED: _R,
    Action.ESTIMATE_OFFERED: _C,
    Action.ESTIMATE_DECIDED: _C,
    Action.INVOICE_EDITED: _R,
    Action.INVOICE_ISSUED: _C,
    Action.INVOICE_NUMBERED: _F,
    Action.INVOICE_CANCELLED: _F,
    Action.INVOICE_MARKED: _R,
    Action.INSTALMENT_REACHED: _F,
    Action.SCHEDULE_EDITED: _R,
    Action.SCHEDULE_BILLED: _C,
    Action.PAPER_MADE: _F,
    Action.RECEIPT_BOOKED: _C,
    Action.RECEIPT_REVERSED: _F,
    Action.RECEIPT_ALLOCATED: _C,
    Action.RECEIPT_RELEASED: _F,
    Action.RECEIPTS_PAID_IN: _C,
    Action.PAYING_IN_REVERSED: _F,
    Action.REFUNDED: _C,
    Action.REFUND_REVERSED: _F,
    Action.WRITTEN_OFF: _C,
    Action.WRITE_OFF_REVERSED: _F,
    Action.MAIL_ACCOUNT_EDITED: _F,
    Action.MAIL_TEMPLATE_EDITED: _R,
    Action.MAIL_WRITTEN: _C,
    Action.MAIL_CANCELLED: _F,
    Action.MAIL_SENT: _F,
    Action.MAIL_BOUNCED: _F,
    Action.MAIL_DECIDED: _F,
    Action.REMINDERS_EDITED: _R,
    Action.REMINDERS_APPROVED: _F,
    Action.REMINDERS_SENT: _C,
    Action.REMINDERS_PASSED: _F,
    Action.COMMITMENT_EDITED: _R,
    Action.GATEWAY_CONNECTED: _C,
    Action.ONLINE_SETTINGS_EDITED: _R,
    Action.GATEWAY_TOLD: _F,
    Action.ONLINE_BOOKED: _F,
    Action.MOVE_DECIDED: _F,
    Action.PORTAL_EDITED: _R,
    Action.PORTAL_TOLD: _F,
    Action.PORTAL_CUSTOMER_FORGOTTEN: _F,
    Action.PORTAL_WORD_DONE: _F,
    Action.LEDGER_CONNECTED: _C,
    Action.LEDGER_MAPPED: _R,
    Action.LEDGER_PULLED: _F,
    Action.LEDGER_LINKED: _F,
    Action.SENT_TO_LEDGER: _C,
    Action.PRACTICE_CREATED: _F,
    Action.DEVICE_REGISTERED: _F,
    Action.USER_EDITED: _C,
    Action.CLIENT_REGISTERED: _F,
    Action.GRANT_EDITED: _C,
    Action.SETTINGS_EDITED: _R,
    Action.MAILBOX_EDITED: _F,
    Action.DEVICE_WITHDRAWN: _F,
    Action.SECOND_FACTOR_EDITED: _C,
    Action.STEPPED_UP: _F,
    Action.KEYS_ROTATED: _F,
    Action.CLIENT_ERASED: _F,
    Action.CLIENT_RESTORED: _F,
    Action.EXPORTED: _F,
    Action.REPORT_SAVED: _F,
    Action.UNDONE: _R,
    Action.PURGED: _F,
    Action.UPGRADED: _F,
}
