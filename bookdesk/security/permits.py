"""Which permission an act needs: one table over all acts, asked at the one door that every change passes.

It holds for acts of a person; what a job, a pull or an upgrade does follows from such an act and passes. A test fails
on an act that is not in the table. Why a line reads as it does stands in docs/decisions, "roles at the one door".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from bookdesk.models.actions import Action
from bookdesk.security.roles import Permission, Role, require_any, require_settled

Needs = frozenset[Permission]
"""Permissions of which any one is enough; with none of them nobody does it by hand."""


def _any(*permissions: Permission) -> Needs:
    return frozenset(permissions)


_EVERYBODY: Final = _any(Permission.SEE)
"""Every role carries it. What is one's own (a second factor, a proof of who one is) is checked where it is done."""
_NOBODY: Final = _any()
_CAPTURE: Final = _any(Permission.CAPTURE)
_REVIEW: Final = _any(Permission.REVIEW)
_STOP: Final = _any(Permission.CAPTURE, Permission.REVIEW)
_LIMITS: Final = _any(Permission.EDIT_LIMITS)
_APPROVE: Final = _any(Permission.APPROVE)
_RECORD: Final = _any(Permission.RECORD_APPROVAL)
_ASSEMBLE: Final = _any(Permission.ASSEMBLE_RUN)
_RELEASE: Final = _any(Permission.RELEASE_RUN)
_BANK: Final = _any(Permission.BANK)
_INVOICE: Final = _any(Permission.INVOICE)
_POST: Final = _any(Permission.POST)
_SYNC: Final = _any(Permission.SYNC)
_USERS: Final = _any(Permission.MANAGE_USERS)
_CLIENTS: Final = _any(Permission.MANAGE_CLIENTS)
_ERASE: Final = _any(Permission.ERASE)

NEEDS: Final[Mapping[StrEnum, Needs]] = {
    Action.CLIENT_CREATED: _any(Permission.POST, Permission.MANAGE_CLIENTS),
    Action.CLIENT_EDITED: _POST,
    Action.PERIOD_LOCKED: _POST,
    Action.ACCOUNT_EDITED: _POST,
    Action.TAX_CODE_EDITED: _POST,
    Action.CONTACT_EDITED: _CAPTURE,
    Action.PAYEE_ACCOUNT_EDITED: _any(Permission.EDIT_PAYEE),
    Action.PAYEE_ACCOUNT_CONFIRMED: _any(Permission.CONFIRM_PAYEE),
    Action.TAKEN_ON: _POST,
    Action.DOCUMENT_CAPTURED: _CAPTURE,
    Action.DOCUMENT_READ: _CAPTURE,
    Action.DOCUMENT_FAILED: _CAPTURE,
    Action.DOCUMENT_EDITED: _CAPTURE,
    Action.DOCUMENT_REJECTED: _CAPTURE,
    Action.DOCUMENT_FILED: _CAPTURE,
    Action.DOCUMENT_SHREDDED: _ERASE,
    Action.DOCUMENT_MOVED_IN: _CAPTURE,
    Action.DOCUMENT_MOVED_OUT: _CAPTURE,
    Action.DOCUMENT_SUPPORTED: _CAPTURE,
    Action.DOCUMENT_WAIVED: _REVIEW,
    Action.CAPTURE_RULE_EDITED: _REVIEW,
    Action.REQUIRED_PAPER_EDITED: _LIMITS,
    Action.DOCUMENT_BOUND: _CAPTURE,
    Action.DOCUMENT_REJOINED: _CAPTURE,
    Action.WATCHED_FOLDER_EDITED: _CAPTURE,
    Action.BILL_EDITED: _CAPTURE,
    Action.BILL_REVIEWED: _REVIEW,
    Action.BILL_REOPENED: _CAPTURE,
    Action.BILL_RECODED: _REVIEW,
    Action.BILL_HELD: _STOP,
    Action.BILL_DISPUTED: _STOP,
    Action.BILL_VOIDED: _REVIEW,
    Action.CREDIT_ALLOCATED: _REVIEW,
    Action.APPROVAL_RULES_EDITED: _LIMITS,
    Action.SOLE_PRACTICE_EDITED: _LIMITS,
    Action.BILL_APPROVED: _APPROVE,
    Action.BILL_REJECTED: _APPROVE,
    Action.APPROVAL_WITHDRAWN: _APPROVE | _RECORD,
    Action.APPROVAL_RECEIVED: _RECORD,
    Action.RUN_PROPOSED: _ASSEMBLE,
    Action.RUN_EDITED: _ASSEMBLE,
    Action.RUN_RELEASED: _RELEASE,
    Action.RUN_CANCELLED: _ASSEMBLE,
    Action.RUN_RECALLED: _RELEASE,
    Action.PAYMENT_RETURNED: _ASSEMBLE | _RELEASE,
    Action.BANK_FILE_SAVED: _ASSEMBLE | _RELEASE,
    Action.BANK_COMPARED: _RELEASE,
    Action.BANK_ACCOUNT_EDITED: _BANK,
    Action.STATEMENT_IMPORTED: _BANK,
    Action.STATEMENT_WITHDRAWN: _BANK,
    Action.LINE_MATCHED: _BANK,
    Action.LINE_UNMATCHED: _BANK,
    Action.LINE_CODED: _BANK,
    Action.LINE_TRANSFERRED: _BANK,
    Action.CODING_REVERSED: _BANK,
    Action.CODING_RULE_EDITED: _BANK,
    Action.RECONCILED: _BANK,
    Action.RECONCILIATION_REOPENED: _BANK,
    Action.ENTRY_POSTED: _POST,
    Action.ENTRY_REVERSED: _POST,
    Action.SALES_SETTINGS_EDITED: _POST,
    Action.NUMBER_SERIES_EDITED: _POST,
    Action.PRODUCT_EDITED: _INVOICE,
    Action.ESTIMATE_EDITED: _INVOICE,
    Action.ESTIMATE_OFFERED: _INVOICE,
    Action.ESTIMATE_DECIDED: _INVOICE,
    Action.INVOICE_EDITED: _INVOICE,
    Action.INVOICE_ISSUED: _INVOICE,
    Action.INVOICE_NUMBERED: _INVOICE | _SYNC,  # the number comes back with what was sent
    Action.INVOICE_CANCELLED: _POST,
    Action.INVOICE_MARKED: _INVOICE,
    Action.INSTALMENT_REACHED: _INVOICE,
    Action.SCHEDULE_EDITED: _INVOICE,
    Action.SCHEDULE_BILLED: _INVOICE,
    Action.PAPER_MADE: _INVOICE,
    Action.RECEIPT_BOOKED: _BANK,
    Action.RECEIPT_REVERSED: _BANK,
    Action.RECEIPT_ALLOCATED: _BANK,
    Action.RECEIPT_RELEASED: _BANK,
    Action.RECEIPTS_PAID_IN: _BANK,
    Action.PAYING_IN_REVERSED: _BANK,
    Action.REFUNDED: _POST,
    Action.REFUND_REVERSED: _POST,
    Action.WRITTEN_OFF: _POST,
    Action.WRITE_OFF_REVERSED: _POST,
    Action.MAIL_ACCOUNT_EDITED: _any(Permission.INVOICE, Permission.MANAGE_USERS),
    Action.MAIL_TEMPLATE_EDITED: _INVOICE,
    Action.MAIL_WRITTEN: _INVOICE,
    Action.MAIL_CANCELLED: _INVOICE,
    Action.MAIL_SENT: _INVOICE,
    Action.MAIL_BOUNCED: _INVOICE,
    Action.MAIL_DECIDED: _INVOICE,
    Action.REMINDERS_EDITED: _INVOICE,
    Action.REMINDERS_APPROVED: _INVOICE,
    Action.REMINDERS_SENT: _INVOICE,
    Action.REMINDERS_PASSED: _INVOICE,
    Action.COMMITMENT_EDITED: _POST,
    Action.GATEWAY_CONNECTED: _POST,
    Action.ONLINE_SETTINGS_EDITED: _POST,
    Action.GATEWAY_TOLD: _BANK,
    Action.ONLINE_BOOKED: _BANK,
    Action.MOVE_DECIDED: _BANK,
    Action.PORTAL_EDITED: _POST,
    Action.PORTAL_TOLD: _INVOICE,
    Action.PORTAL_CUSTOMER_FORGOTTEN: _POST,
    Action.PORTAL_WORD_DONE: _INVOICE,
    Action.LEDGER_CONNECTED: _SYNC,
    Action.LEDGER_MAPPED: _SYNC,
    Action.LEDGER_PULLED: _SYNC,
    Action.LEDGER_LINKED: _SYNC,
    Action.SENT_TO_LEDGER: _SYNC,
    Action.PRACTICE_CREATED: _NOBODY,
    Action.DEVICE_REGISTERED: _EVERYBODY,
    Action.USER_EDITED: _USERS,
    Action.CLIENT_REGISTERED: _CLIENTS,
    Action.GRANT_EDITED: _CLIENTS,
    Action.SETTINGS_EDITED: _USERS,
    Action.MAILBOX_EDITED: _USERS,
    Action.DEVICE_WITHDRAWN: _USERS,
    Action.SECOND_FACTOR_EDITED: _EVERYBODY,
    Action.STEPPED_UP: _EVERYBODY,
    Action.KEYS_ROTATED: _USERS,
    Action.CLIENT_ERASED: _ERASE,
    Action.CLIENT_RESTORED: _CLIENTS,
    Action.EXPORTED: _any(Permission.EXPORT),
    Action.REPORT_SAVED: _EVERYBODY,
    Action.UNDONE: _EVERYBODY,  # besides what was undone, which is asked for as well
    Action.PURGED: _ERASE,
    Action.UPGRADED: _NOBODY,
}
"""By kind of act the permissions of which any one is enough."""

OF_THE_PRACTICE: Final = frozenset({Action.KEYS_ROTATED, Action.CLIENT_ERASED, Action.CLIENT_RESTORED})
"""Acts in a client's file that are the practice's to decide: a role for that client alone neither allows nor bars."""

FOUR_EYES: Final = frozenset(
    {
        Action.BILL_APPROVED,
        Action.APPROVAL_RECEIVED,
        Action.PAYEE_ACCOUNT_CONFIRMED,
        Action.RUN_RELEASED,
    }
)
"""Acts for which a role does not count that one gave oneself, or keys that another made, less than a day ago."""

TAKES_TWO: Final = frozenset().union(*(NEEDS[action] for action in FOUR_EYES))
"""The permissions of these acts."""


def require_action(roles: Collection[Role], action: StrEnum) -> None:
    """Return quietly, or raise `NotAllowed` saying which roles could do it; an act that is not known is refused."""
    require_any(roles, NEEDS.get(action, _NOBODY))


def require_counting(roles: Collection[Role], waiting: Mapping[Role, datetime], action: StrEnum, now: datetime) -> None:
    """Refuse approving and paying by a role that waits, because its holder gave it to himself."""
    if waiting and action in FOUR_EYES:
        require_settled(roles, waiting, NEEDS[action], now)
