"""Every kind of act in the trade's words: "Bill INV-1001 confirmed", "27 bills approved". One table over all acts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bookdesk.core.dates import in_words
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.models.wording import DEEDS, plural
from bookdesk.store.glance import Glance


@dataclass(frozen=True, slots=True)
class Label:
    """How an act is told: of one thing by its name, of several by their number.

    `tables` says what is counted: rows of the first of these tables that the act touched. `to` leads to a detail that
    `office/telling.py` finds, where there is one.
    """

    tables: tuple[str, ...]
    one: str
    many: str
    did: str
    to: str = ""
    did_to_many: str = ""
    """What was done to several, where that reads differently."""


Rule = Callable[[Glance], Label]


def _of(action: Action, *tables: str, one: str = "", many: str = "", to: str = "") -> Label:
    deed = DEEDS[action]
    noun = one or deed.noun
    return Label(tables, noun, many or plural(noun), deed.did, to)


def _always(label: Label) -> Rule:
    return lambda _: label


def _plain(action: Action, *tables: str, one: str = "", many: str = "", to: str = "") -> Rule:
    return _always(_of(action, *tables, one=one, many=many, to=to))


def _added(action: Action, table: str, one: str = "", many: str = "") -> Rule:
    """Tell what came into being apart from what was changed."""
    changed = _of(action, table, one=one, many=many)

    def rule(glance: Glance) -> Label:
        rows = [row for row in glance.rows if row.table == table]
        return replace(changed, did="added") if rows and all(row.made for row in rows) else changed

    return rule


def _thrown_away(rule: Rule) -> Rule:
    """Tell apart a draft that was thrown away, which is neither added nor changed."""

    def told(glance: Glance) -> Label:
        label = rule(glance)
        return replace(label, did="thrown away") if glance.reason.startswith("draft thrown away") else label

    return told


def _by_reason(label: Label, did: Mapping[str, str]) -> Rule:
    """Tell variants of an act by how its reason begins."""

    def rule(glance: Glance) -> Label:
        found = next((word for start, word in did.items() if glance.reason.startswith(start)), label.did)
        return replace(label, did=found)

    return rule


def _edited_run(glance: Glance) -> Label:
    """Tell which payment of a run was changed, how, and of which run."""
    _, _, what = glance.reason.partition(": ")
    did, to = next((said for start, said in _EDITS_OF_RUNS.items() if what.startswith(start)), ("changed", " in run "))
    return Label(("payment", "payment_part"), "payment to", "payments", did, to)


def _taken_on(glance: Glance) -> Label:
    what = glance.reason.removeprefix("taken on: ")
    return Label((), what, what, "taken over")


def _in_its_words(glance: Glance) -> Label:
    """Tell an act by its reason, which names what it was done to."""
    return Label((), glance.reason, glance.reason, "")


_BILL = Label(("bill",), "bill", "bills", "changed")
_DECIDED = Label(("approval_decision", "bill"), "bill", "bills", "approved")
_LINE = Label(("match_line",), "bank line", "bank lines", "matched", " with ")
_EDITS_OF_RUNS: Mapping[str, tuple[str, str]] = {
    "excluded": ("left out", " of run "),
    "held": ("held back", " in run "),
    "included": ("put back", " into run "),
    "pays": ("made a part payment", " in run "),
    "credit note netted": ("netted with a credit note", " in run "),
}
"""How the reason of an act on a payment of a draft run begins: what it did, and what leads to the run."""
_MARKS: Mapping[str, str] = {
    "disputed": "disputed",
    "dispute settled": "no longer disputed",
    "promised until ": "promised until ",
    "no promise": "no longer promised",
    "reminders on": "given reminders again",
    "reminders off": "spared reminders",
}
"""How the reason of a mark on an invoice begins, and what is said of it; a day that was promised follows."""
_BECAME: Mapping[str, str] = {
    "accepted": "accepted",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "draft": "taken back to a draft",
}
"""How the reason of a decision on an estimate begins, and what is said of it."""
_CREDIT = {"one": "customer credit on invoice", "many": "customer credits"}
_INSTALMENT = {"one": "instalment of invoice", "many": "instalments"}
_REFUND = {"one": "refund to", "many": "refunds"}
_BANK_DETAILS = {"one": "bank account of", "many": "bank accounts of suppliers"}


def _coded(glance: Glance) -> Label:
    """Tell a line that paid bills or invoices as matched with them, also where something else was coded with it."""
    return _LINE if not glance.reason.endswith("coded") else replace(_LINE, did="coded", to=" to ")


def _marked(glance: Glance) -> Label:
    """Tell what an invoice was marked as."""
    label = _of(Action.INVOICE_MARKED, "invoice")
    start, did = next(((one, did) for one, did in _MARKS.items() if glance.reason.startswith(one)), ("", label.did))
    day = glance.reason.removeprefix(start) if start == "promised until " else ""
    return replace(label, did=f"{did}{in_words(date.fromisoformat(day))}" if day else did)


def _decided(glance: Glance) -> Label:
    """Tell what became of an estimate."""
    label, word = _of(Action.ESTIMATE_DECIDED, "estimate"), glance.reason.partition(":")[0]
    return replace(label, did=_BECAME.get(word, label.did))


def _withdrawn(glance: Glance) -> Label:
    """Tell an approval apart from other decisions that were taken back, and a person's act from a job's."""
    if glance.reason.startswith("taken back"):
        return Label(("approval_decision",), "decision on bill", "decisions on bills", "taken back")
    did = "lapsed" if glance.origin is Origin.JOB else "withdrawn"
    return Label(("approval_decision", "bill"), "approval of bill", "approvals", did)


def _corrected(glance: Glance) -> Label:
    """Tell a draft whose lines were put together apart from other corrections."""
    label = _of(Action.DOCUMENT_EDITED, "bill", "document", one="bill")
    said = _LINES_MADE.match(glance.reason)
    if said is None:
        return label
    many = len(said[1].split("+"))
    made = f"{many} lines made one" if many > 1 else _MADE_OF_LINES.get(said[1], "")
    return replace(label, did=": ".join(filter(None, (label.did, made))))


_LINES_MADE = re.compile(r"lines=([0-9a-z_+]+)")
_MADE_OF_LINES: Mapping[str, str] = {"1": "all lines made one", "by_code": "one line for each account and tax code"}
"""What is said of lines that were put together, by how the correction names them."""


LABELS: Mapping[Action, Rule] = {
    Action.CLIENT_CREATED: _plain(Action.CLIENT_CREATED, "client_profile"),
    Action.CLIENT_EDITED: _plain(Action.CLIENT_EDITED, "client_profile"),
    Action.PERIOD_LOCKED: _always(Label(("period_lock",), "books locked through", "locks of the books", "")),
    Action.ACCOUNT_EDITED: _added(Action.ACCOUNT_EDITED, "account"),
    Action.TAX_CODE_EDITED: _added(Action.TAX_CODE_EDITED, "tax_code"),
    Action.CONTACT_EDITED: _added(Action.CONTACT_EDITED, "contact"),
    Action.PAYEE_ACCOUNT_EDITED: _added(Action.PAYEE_ACCOUNT_EDITED, "payee_account", **_BANK_DETAILS),
    Action.PAYEE_ACCOUNT_CONFIRMED: _plain(Action.PAYEE_ACCOUNT_CONFIRMED, "payee_account", **_BANK_DETAILS),
    Action.TAKEN_ON: _taken_on,
    Action.DOCUMENT_CAPTURED: _plain(Action.DOCUMENT_CAPTURED, "document"),
    Action.DOCUMENT_READ: _plain(Action.DOCUMENT_READ, "document"),
    Action.DOCUMENT_FAILED: _plain(Action.DOCUMENT_FAILED, "document"),
    Action.DOCUMENT_EDITED: _corrected,
    Action.DOCUMENT_REJECTED: _plain(Action.DOCUMENT_REJECTED, "document"),
    Action.DOCUMENT_FILED: _plain(Action.DOCUMENT_FILED, "document"),
    Action.DOCUMENT_SHREDDED: _plain(Action.DOCUMENT_SHREDDED, "document"),
    Action.DOCUMENT_MOVED_IN: _plain(Action.DOCUMENT_MOVED_IN, "document"),
    Action.DOCUMENT_MOVED_OUT: _plain(Action.DOCUMENT_MOVED_OUT, "document"),
    Action.DOCUMENT_SUPPORTED: _plain(Action.DOCUMENT_SUPPORTED, "supporting_paper", "document"),
    Action.DOCUMENT_WAIVED: _plain(Action.DOCUMENT_WAIVED, "supporting_paper", "document"),
    Action.CAPTURE_RULE_EDITED: _added(Action.CAPTURE_RULE_EDITED, "capture_rule"),
    Action.REQUIRED_PAPER_EDITED: _added(Action.REQUIRED_PAPER_EDITED, "required_paper"),
    Action.DOCUMENT_BOUND: _by_reason(
        Label(("document",), "document", "documents", "put together"), {"taken apart": "taken apart"}
    ),
    Action.DOCUMENT_REJOINED: _always(
        replace(_of(Action.DOCUMENT_REJOINED, "document"), did_to_many="brought back as they came")
    ),
    Action.WATCHED_FOLDER_EDITED: _added(Action.WATCHED_FOLDER_EDITED, "watched_folder"),
    Action.BILL_EDITED: _plain(Action.BILL_EDITED, "bill", "bill_line"),
    Action.BILL_REVIEWED: _by_reason(replace(_BILL, did="confirmed"), {"submitted": "submitted for approval"}),
    Action.BILL_REOPENED: _plain(Action.BILL_REOPENED, "bill", "document"),
    Action.BILL_RECODED: _plain(Action.BILL_RECODED, "bill", "bill_line"),
    Action.BILL_HELD: _by_reason(replace(_BILL, did="put on hold"), {"hold lifted": "taken off hold"}),
    Action.BILL_DISPUTED: _by_reason(
        replace(_BILL, did="marked as disputed"), {"dispute settled": "no longer marked as disputed"}
    ),
    Action.BILL_VOIDED: _plain(Action.BILL_VOIDED, "bill"),
    Action.CREDIT_ALLOCATED: _always(Label(("allocation",), "credit allocated to bill", "credits allocated", "")),
    Action.APPROVAL_RULES_EDITED: _plain(Action.APPROVAL_RULES_EDITED, one="approval rules"),
    Action.SOLE_PRACTICE_EDITED: _plain(Action.SOLE_PRACTICE_EDITED),
    Action.BILL_APPROVED: _always(_DECIDED),
    Action.BILL_REJECTED: _always(replace(_DECIDED, did="sent back")),
    Action.APPROVAL_WITHDRAWN: _withdrawn,
    Action.APPROVAL_RECEIVED: _by_reason(
        Label(("approval_decision",), "approval of bill", "approvals", "received from outside"),
        {"approval received confirmed": "from outside confirmed"},
    ),
    Action.RUN_PROPOSED: _plain(Action.RUN_PROPOSED, "payment_run"),
    Action.RUN_EDITED: _edited_run,
    Action.RUN_RELEASED: _plain(Action.RUN_RELEASED, "payment_run"),
    Action.RUN_CANCELLED: _plain(Action.RUN_CANCELLED, "payment_run"),
    Action.RUN_RECALLED: _plain(Action.RUN_RECALLED, "payment_run"),
    Action.PAYMENT_RETURNED: _plain(Action.PAYMENT_RETURNED, "payment", one="payment to", many="payments"),
    Action.BANK_FILE_SAVED: _plain(Action.BANK_FILE_SAVED),
    Action.BANK_COMPARED: _plain(Action.BANK_COMPARED),
    Action.BANK_ACCOUNT_EDITED: _added(Action.BANK_ACCOUNT_EDITED, "bank_account"),
    Action.STATEMENT_IMPORTED: _plain(Action.STATEMENT_IMPORTED, "statement", to=", "),
    Action.STATEMENT_WITHDRAWN: _plain(Action.STATEMENT_WITHDRAWN, "statement"),
    Action.LINE_MATCHED: _always(_LINE),
    Action.LINE_UNMATCHED: _always(replace(_LINE, did="unmatched", to="")),
    Action.LINE_CODED: _coded,
    Action.LINE_TRANSFERRED: _always(replace(_LINE, did="booked as a transfer")),
    Action.CODING_REVERSED: _plain(
        Action.CODING_REVERSED, "match_line", one="coding of a bank line", many="codings of bank lines"
    ),
    Action.CODING_RULE_EDITED: _added(Action.CODING_RULE_EDITED, "coding_rule"),
    Action.RECONCILED: _plain(Action.RECONCILED, "reconciliation", to=" to "),
    Action.RECONCILIATION_REOPENED: _plain(Action.RECONCILIATION_REOPENED, "reconciliation", one="reconciliation of"),
    Action.ENTRY_POSTED: _plain(Action.ENTRY_POSTED, "ledger_entry"),
    Action.ENTRY_REVERSED: _plain(Action.ENTRY_REVERSED, "ledger_entry"),
    Action.SALES_SETTINGS_EDITED: _plain(Action.SALES_SETTINGS_EDITED),
    Action.NUMBER_SERIES_EDITED: _plain(Action.NUMBER_SERIES_EDITED, "number_series"),
    Action.PRODUCT_EDITED: _added(Action.PRODUCT_EDITED, "product"),
    Action.ESTIMATE_EDITED: _thrown_away(_added(Action.ESTIMATE_EDITED, "estimate")),
    Action.ESTIMATE_OFFERED: _plain(Action.ESTIMATE_OFFERED, "estimate"),
    Action.ESTIMATE_DECIDED: _decided,
    Action.INVOICE_EDITED: _thrown_away(_added(Action.INVOICE_EDITED, "invoice")),
    Action.INVOICE_ISSUED: _plain(Action.INVOICE_ISSUED, "invoice"),
    Action.INVOICE_NUMBERED: _plain(Action.INVOICE_NUMBERED, "invoice"),
    Action.INVOICE_CANCELLED: _plain(Action.INVOICE_CANCELLED, "invoice"),
    Action.INVOICE_MARKED: _marked,
    Action.INSTALMENT_REACHED: _plain(Action.INSTALMENT_REACHED, "instalment", **_INSTALMENT),
    Action.SCHEDULE_EDITED: _added(Action.SCHEDULE_EDITED, "schedule"),
    Action.SCHEDULE_BILLED: _plain(Action.SCHEDULE_BILLED, "invoice"),
    Action.PAPER_MADE: _plain(Action.PAPER_MADE),
    Action.RECEIPT_BOOKED: _plain(Action.RECEIPT_BOOKED, "receipt"),
    Action.RECEIPT_REVERSED: _plain(Action.RECEIPT_REVERSED, "receipt"),
    Action.RECEIPT_ALLOCATED: _plain(Action.RECEIPT_ALLOCATED, "invoice_allocation", **_CREDIT),
    Action.RECEIPT_RELEASED: _plain(Action.RECEIPT_RELEASED, "invoice_allocation", **_CREDIT),
    Action.RECEIPTS_PAID_IN: _in_its_words,
    Action.PAYING_IN_REVERSED: _in_its_words,
    Action.REFUNDED: _plain(Action.REFUNDED, "refund", **_REFUND),
    Action.REFUND_REVERSED: _plain(Action.REFUND_REVERSED, "refund", **_REFUND),
    Action.WRITTEN_OFF: _plain(Action.WRITTEN_OFF, "invoice_allocation"),
    Action.WRITE_OFF_REVERSED: _plain(Action.WRITE_OFF_REVERSED, "invoice_allocation"),
    Action.MAIL_ACCOUNT_EDITED: _plain(Action.MAIL_ACCOUNT_EDITED),
    Action.MAIL_TEMPLATE_EDITED: _plain(Action.MAIL_TEMPLATE_EDITED, "mail_template"),
    Action.MAIL_WRITTEN: _plain(Action.MAIL_WRITTEN, "mail_message"),
    Action.MAIL_CANCELLED: _plain(Action.MAIL_CANCELLED, "mail_event"),
    Action.MAIL_SENT: _plain(Action.MAIL_SENT, "mail_event"),
    Action.MAIL_BOUNCED: _plain(Action.MAIL_BOUNCED, "mail_event"),
    Action.MAIL_DECIDED: _plain(Action.MAIL_DECIDED, "mail_event"),
    Action.REMINDERS_EDITED: _plain(Action.REMINDERS_EDITED),
    Action.REMINDERS_APPROVED: _plain(Action.REMINDERS_APPROVED),
    Action.REMINDERS_SENT: _plain(Action.REMINDERS_SENT, "reminder_sent"),
    Action.REMINDERS_PASSED: _plain(Action.REMINDERS_PASSED, "reminder_sent"),
    Action.COMMITMENT_EDITED: _added(Action.COMMITMENT_EDITED, "commitment"),
    Action.GATEWAY_CONNECTED: _plain(Action.GATEWAY_CONNECTED),
    Action.ONLINE_SETTINGS_EDITED: _plain(Action.ONLINE_SETTINGS_EDITED),
    Action.GATEWAY_TOLD: _plain(Action.GATEWAY_TOLD),
    Action.ONLINE_BOOKED: _plain(Action.ONLINE_BOOKED, "move_booking"),
    Action.MOVE_DECIDED: _plain(Action.MOVE_DECIDED, "move_booking"),
    Action.PORTAL_EDITED: _plain(Action.PORTAL_EDITED),
    Action.PORTAL_TOLD: _plain(Action.PORTAL_TOLD),
    Action.PORTAL_CUSTOMER_FORGOTTEN: _plain(Action.PORTAL_CUSTOMER_FORGOTTEN, "contact"),
    Action.PORTAL_WORD_DONE: _plain(Action.PORTAL_WORD_DONE, "portal_word"),
    Action.LEDGER_CONNECTED: _plain(Action.LEDGER_CONNECTED),
    Action.LEDGER_MAPPED: _plain(Action.LEDGER_MAPPED, "ledger_mapping", one="mapping to", many="mappings"),
    Action.LEDGER_PULLED: _plain(Action.LEDGER_PULLED),
    Action.LEDGER_LINKED: _plain(Action.LEDGER_LINKED, "remote_link"),
    Action.SENT_TO_LEDGER: _plain(Action.SENT_TO_LEDGER, "remote_link"),
    Action.PRACTICE_CREATED: _plain(Action.PRACTICE_CREATED, "practice"),
    Action.DEVICE_REGISTERED: _plain(Action.DEVICE_REGISTERED, "device"),
    Action.USER_EDITED: _added(Action.USER_EDITED, "user"),
    Action.CLIENT_REGISTERED: _plain(Action.CLIENT_REGISTERED, "client_registry"),
    Action.GRANT_EDITED: _plain(Action.GRANT_EDITED, "client_grant", one="access to clients of", many="grants"),
    Action.SETTINGS_EDITED: _plain(Action.SETTINGS_EDITED, "setting"),
    Action.MAILBOX_EDITED: _plain(Action.MAILBOX_EDITED),
    Action.DEVICE_WITHDRAWN: _plain(Action.DEVICE_WITHDRAWN, "device"),
    Action.SECOND_FACTOR_EDITED: _plain(Action.SECOND_FACTOR_EDITED),
    Action.STEPPED_UP: _plain(Action.STEPPED_UP),
    Action.KEYS_ROTATED: _plain(Action.KEYS_ROTATED),
    Action.CLIENT_ERASED: _plain(Action.CLIENT_ERASED),
    Action.CLIENT_RESTORED: _plain(Action.CLIENT_RESTORED),
    Action.EXPORTED: _plain(Action.EXPORTED),
    Action.REPORT_SAVED: _plain(Action.REPORT_SAVED),
    Action.UNDONE: _plain(Action.UNDONE),
    Action.PURGED: _plain(Action.PURGED),
    Action.UPGRADED: _plain(Action.UPGRADED),
}
"""How each kind of act is told."""
