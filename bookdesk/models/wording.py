"""What records and acts are called in a sentence. Two tables; a house test fails on a table or act not in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bookdesk.models.actions import Action

NOUNS: Mapping[str, str] = {
    "account": "account",
    "allocation": "allocation",
    "approval_decision": "decision",
    "approval_limit": "approval limit",
    "approval_step": "approval rule",
    "bank_account": "bank account",
    "bank_line": "bank line",
    "bill": "bill",
    "bill_line": "line of the bill",
    "client_profile": "client",
    "coding_rule": "coding rule",
    "contact": "contact",
    "document": "document",
    "document_field": "field of the document",
    "document_page": "page of the document",
    "invoice": "customer invoice",
    "ledger_connection": "connection to the accounting system",
    "ledger_entry": "ledger entry",
    "ledger_mapping": "mapping to the accounting system",
    "match": "match of the bank line",
    "match_line": "match of the bank line",
    "match_part": "match of the bank line",
    "outbox_entry": "message to the accounting system",
    "payee_account": "supplier's bank account",
    "payment": "payment",
    "payment_part": "part of the payment",
    "payment_run": "payment run",
    "period_lock": "lock of the books",
    "posting": "posting",
    "pull_cursor": "state of the accounting system",
    "reconciliation": "reconciliation",
    "remote_link": "link to the accounting system",
    "remote_record": "record of the accounting system",
    "sole_practice": "decision about working alone",
    "statement": "bank statement",
    "sync_attempt": "attempt to send",
    "tax_code": "tax code",
    "tax_rate": "tax rate",
    "certificate": "certificate",
    "chore": "chore",
    "client_grant": "access to the client",
    "client_registry": "client",
    "client_summary": "summary of the client",
    "device": "computer",
    "practice": "practice",
    "second_factor": "second factor",
    "setting": "setting",
    "user": "user",
}
"""What one row of a table is called, by table."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What an act did, and to what: "bill", "approved" reads "The bill was approved"."""

    noun: str
    did: str


DEEDS: Mapping[Action, Deed] = {
    Action.CLIENT_CREATED: Deed("client", "created"),
    Action.CLIENT_EDITED: Deed("client", "changed"),
    Action.PERIOD_LOCKED: Deed("period", "locked"),
    Action.ACCOUNT_EDITED: Deed("account", "changed"),
    Action.TAX_CODE_EDITED: Deed("tax code", "changed"),
    Action.CONTACT_EDITED: Deed("contact", "changed"),
    Action.PAYEE_ACCOUNT_EDITED: Deed("supplier's bank account", "changed"),
    Action.PAYEE_ACCOUNT_CONFIRMED: Deed("supplier's bank account", "confirmed"),
    Action.TAKEN_ON: Deed("record", "taken over from the old system"),
    Action.DOCUMENT_CAPTURED: Deed("document", "added"),
    Action.DOCUMENT_READ: Deed("document", "read"),
    Action.DOCUMENT_FAILED: Deed("document", "found unreadable"),
    Action.DOCUMENT_EDITED: Deed("document", "corrected"),
    Action.DOCUMENT_REJECTED: Deed("document", "put aside"),
    Action.DOCUMENT_FILED: Deed("document", "filed"),
    Action.DOCUMENT_SHREDDED: Deed("document", "shredded"),
    Action.DOCUMENT_MOVED_IN: Deed("document", "moved here from another client"),
    Action.DOCUMENT_MOVED_OUT: Deed("document", "moved to another client"),
    Action.BILL_EDITED: Deed("bill", "changed"),
    Action.BILL_REVIEWED: Deed("bill", "confirmed"),
    Action.BILL_REOPENED: Deed("bill", "taken back to review"),
    Action.BILL_RECODED: Deed("bill", "recoded"),
    Action.BILL_HELD: Deed("bill", "put on hold or freed"),
    Action.BILL_DISPUTED: Deed("bill", "disputed or settled with its supplier"),
    Action.BILL_VOIDED: Deed("bill", "voided"),
    Action.CREDIT_ALLOCATED: Deed("credit note", "allocated"),
    Action.APPROVAL_RULES_EDITED: Deed("approval rule", "changed"),
    Action.SOLE_PRACTICE_EDITED: Deed("decision about working alone", "taken"),
    Action.BILL_APPROVED: Deed("bill", "approved"),
    Action.BILL_REJECTED: Deed("bill", "rejected"),
    Action.APPROVAL_WITHDRAWN: Deed("approval", "withdrawn"),
    Action.APPROVAL_RECEIVED: Deed("approval", "received from outside or confirmed"),
    Action.RUN_PROPOSED: Deed("payment run", "proposed"),
    Action.RUN_EDITED: Deed("payment run", "changed"),
    Action.RUN_RELEASED: Deed("payment run", "released"),
    Action.RUN_CANCELLED: Deed("payment run", "cancelled"),
    Action.RUN_RECALLED: Deed("payment run", "recalled"),
    Action.PAYMENT_RETURNED: Deed("payment", "returned by the bank"),
    Action.BANK_FILE_SAVED: Deed("bank file", "saved"),
    Action.BANK_COMPARED: Deed("bank", "compared with the books"),
    Action.BANK_ACCOUNT_EDITED: Deed("bank account", "changed"),
    Action.STATEMENT_IMPORTED: Deed("bank statement", "imported"),
    Action.STATEMENT_WITHDRAWN: Deed("bank statement", "withdrawn"),
    Action.LINE_MATCHED: Deed("bank line", "matched"),
    Action.LINE_UNMATCHED: Deed("bank line", "unmatched"),
    Action.LINE_CODED: Deed("bank line", "coded"),
    Action.LINE_TRANSFERRED: Deed("bank line", "booked as a transfer"),
    Action.CODING_REVERSED: Deed("coding of a bank line", "reversed"),
    Action.CODING_RULE_EDITED: Deed("coding rule", "changed"),
    Action.RECONCILED: Deed("bank account", "reconciled"),
    Action.RECONCILIATION_REOPENED: Deed("reconciliation", "reopened"),
    Action.ENTRY_POSTED: Deed("ledger entry", "posted"),
    Action.ENTRY_REVERSED: Deed("ledger entry", "reversed"),
    Action.LEDGER_CONNECTED: Deed("accounting system", "connected"),
    Action.LEDGER_MAPPED: Deed("mapping to the accounting system", "changed"),
    Action.LEDGER_PULLED: Deed("accounting system", "looked up"),
    Action.LEDGER_LINKED: Deed("record", "linked to the accounting system"),
    Action.SENT_TO_LEDGER: Deed("record", "sent to the accounting system"),
    Action.PRACTICE_CREATED: Deed("practice", "created"),
    Action.DEVICE_REGISTERED: Deed("computer", "registered"),
    Action.USER_EDITED: Deed("user", "changed"),
    Action.CLIENT_REGISTERED: Deed("client", "added"),
    Action.GRANT_EDITED: Deed("access to a client", "changed"),
    Action.SETTINGS_EDITED: Deed("setting", "changed"),
    Action.DEVICE_WITHDRAWN: Deed("computer", "withdrawn"),
    Action.SECOND_FACTOR_EDITED: Deed("second factor", "set up or removed"),
    Action.STEPPED_UP: Deed("identity", "confirmed"),
    Action.KEYS_ROTATED: Deed("keys", "replaced"),
    Action.CLIENT_ERASED: Deed("client", "erased"),
    Action.CLIENT_RESTORED: Deed("client", "put back from a backup"),
    Action.EXPORTED: Deed("history", "exported"),
    Action.REPORT_SAVED: Deed("report", "saved"),
    Action.UNDONE: Deed("act", "undone"),
    Action.PURGED: Deed("record", "purged"),
    Action.UPGRADED: Deed("file", "brought up to date"),
}
"""What each act did."""


def plural(noun: str) -> str:
    """Return the plural of a noun of the tables: "bills", "supplier's bank accounts", "lines of the bill"."""
    head, of, rest = noun.partition(" of ")
    head, to, behind = head.partition(" to ")
    ending = "es" if head.endswith("ss") else "s"
    many = f"{head[:-1]}ies" if head.endswith("ry") else f"{head}{ending}"
    return f"{many}{to}{behind}{of}{rest}"


def later(table: str, action: Action) -> str:
    """Return what happened to a row of a table in an act, shortly: "approved", or "bill recoded" to its line."""
    deed = DEEDS[action]
    own = NOUNS[table].startswith(deed.noun) or deed.noun in {"act", "record"}
    return deed.did if own else f"{deed.noun} {deed.did}"
