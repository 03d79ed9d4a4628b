"""Words of the trade that both the pure rules and the stored models use. Values are stored: add, never rename."""

from __future__ import annotations

from enum import StrEnum


class TaxMode(StrEnum):
    """Whether line amounts are before tax, with tax, or know no tax."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"
    NONE = "none"


class EntryKind(StrEnum):
    """Why a ledger entry was made."""

    OPENING = "opening"
    BILL = "bill"
    CREDIT_NOTE = "credit note"
    PAYMENT = "payment"
    CODING = "coding"
    TRANSFER = "transfer"
    EXCHANGE_DIFFERENCE = "exchange difference"
    RECODING = "recoding"
    REVERSAL = "reversal"
    JOURNAL = "journal"
    INVOICE = "invoice"
    SALES_CREDIT = "customer credit note"
    RECEIPT = "receipt"
    REFUND = "refund"
    DISCOUNT = "discount allowed"
    WRITE_OFF = "write-off"
    GATEWAY_FEE = "gateway fee"
    PAYOUT = "payout"


class WayOfPayment(StrEnum):
    """How a bill is settled; only transfers enter a bank file."""

    TRANSFER = "transfer"
    DIRECT_DEBIT = "direct debit"
    BPAY = "bpay"
    CARD = "card"
    CHEQUE = "cheque"
    PAID_BY_OWNER = "paid by owner"
    ALREADY_PAID = "already paid"


class BankScheme(StrEnum):
    """Which fields name an account: IBAN (and BIC); BSB; sort code; routing number; NZ account."""

    IBAN = "iban"
    BSB = "bsb"
    SORT_CODE = "sort code"
    ROUTING = "routing"
    NZ = "nz"


class Provenance(StrEnum):
    """Where bank details came from."""

    TAKEN_OVER = "taken over, paid before"
    DOCUMENT = "read from a document"
    TYPED = "typed"
    LEDGER = "pulled from the ledger"


class DocumentKind(StrEnum):
    """What a document is. Only the first three can become payable."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"
    STATEMENT = "statement"
    REMINDER = "reminder"
    PROFORMA = "proforma"
    QUOTE = "quote"
    ORDER = "order"
    DELIVERY_NOTE = "delivery_note"
    EVIDENCE = "evidence"
    OTHER = "other"


PAYABLE_KINDS = frozenset({DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE, DocumentKind.RECEIPT})


class FieldState(StrEnum):
    """How sure the desk is of a field it read."""

    PROVED = "proved"
    CONFIDENT = "confident"
    CHECK = "check"
    FAILED = "failed"
    ABSENT = "absent"
    CORRECTED = "corrected"


class Decision(StrEnum):
    """What an approver decided. `RECEIVED` waits for `CONFIRMED` by a second person."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RECEIVED = "approval received"
    CONFIRMED = "received approval confirmed"


class Channel(StrEnum):
    """How the decision came."""

    DESK = "desk"
    MAIL = "mail"
    PHONE = "phone"


class OutboxKind(StrEnum):
    """What is to be done at the ledger."""

    CONTACT = "contact"
    BILL = "bill"
    CREDIT_NOTE = "credit note"
    ATTACHMENT = "attachment"
    PAYMENT = "payment"
    ALLOCATION = "allocation"
    VOID = "void"
    INVOICE = "invoice"
    SALES_CREDIT = "customer credit note"
    RECEIPT = "receipt"
    OVERPAYMENT = "overpayment"
    SALES_ALLOCATION = "customer credit allocation"
    REFUND = "refund"
    FEE = "bank fee"
    UNDO = "taking back"
    """What was sent for a customer is voided or deleted there; `VOID` is a notice, and a person undoes it."""


class OutboxState(StrEnum):
    """The life of an intent. `SENDING` is committed before the first byte leaves."""

    QUEUED = "queued"
    BLOCKED = "blocked"
    READY = "ready"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACKNOWLEDGED = "acknowledged"
    VERIFIED = "verified"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    CANCELLED = "cancelled"


class SoleWay(StrEnum):
    """What takes the place of a second person where somebody works alone for a client."""

    OFF = "off"
    DELAY = "delay"
    """Time passes between deciding and paying."""
    CLIENT = "client"
    """The client approves, with evidence."""


class RoundedBy(StrEnum):
    """For what tax is rounded once. Values are stored: add, never rename."""

    LINE = "line"
    CATEGORY = "category"
    DOCUMENT = "document"


class NumberedKind(StrEnum):
    """What has a series of its own. Values are stored: add, never rename."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    ESTIMATE = "estimate"
    RECEIPT = "receipt"


class YearShown(StrEnum):
    """Which year a number shows: none, or that in which the financial year starts or ends. Values are stored."""

    NONE = "none"
    STARTS = "starts"
    ENDS = "ends"


class Every(StrEnum):
    """In what a schedule counts. Values are stored: add, never rename."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class CatchUp(StrEnum):
    """What becomes of days on which the desk was not running. Values are stored: add, never rename."""

    EACH = "each missed one"
    ONE = "one for all"


class TaxOnDiscount(StrEnum):
    """Whether a discount that was taken lowers the tax as well. Values are stored: add, never rename."""

    REDUCED = "reduced"
    """Tax is of what is really paid: UK since April 2015 (Revenue and Customs Brief 49/2014), Germany (UStG s 17)."""
    KEPT = "kept"
    """The discount is of the net only, and tax stays as invoiced."""


class Counted(StrEnum):
    """From which day a step counts."""

    DUE = "due date"
    LAST = "last step"


class Tone(StrEnum):
    """How a reminder speaks, mildest first."""

    FRIENDLY = "friendly"
    FIRM = "firm"
    FINAL = "final"

    @property
    def rank(self) -> int:
        """Its place, mildest first."""
        return tuple(Tone).index(self)


class LateCharge(StrEnum):
    """What a step claims for lateness, where law or terms allow it (`latefees`)."""

    NONE = "nothing"
    FEE = "fee"
    INTEREST = "interest"
    BOTH = "fee and interest"


class CustomerKind(StrEnum):
    """Who owes: the law of late payment is another for each."""

    BUSINESS = "business"
    PUBLIC = "public authority"
    CONSUMER = "consumer"


class CommitmentSort(StrEnum):
    """What a commitment is for."""

    PAYROLL = "payroll"
    TAX = "tax"
    LOAN = "loan"
    SCHEDULE = "schedule"


class Rhythm(StrEnum):
    """How often it recurs."""

    ONCE = "once"
    WEEKLY = "every week"
    FORTNIGHTLY = "every two weeks"
    MONTHLY = "every month"
    QUARTERLY = "every three months"
    YEARLY = "every year"


class Shift(StrEnum):
    """What happens to a day on which no bank works."""

    BEFORE = "the business day before"
    AFTER = "the business day after"


class NumberedBy(StrEnum):
    """Who gives invoices their numbers: never both, or two invoices share one."""

    BOOKDESK = "bookdesk"
    LEDGER = "ledger"


class EmbeddedXml(StrEnum):
    """When an invoice carries its data as EN 16931 XML inside the PDF."""

    WHERE_ASKED = "where asked"
    ALWAYS = "always"
    NEVER = "never"


class ReceiptWay(StrEnum):
    """How a customer paid, or was paid back."""

    BANK = "bank"
    CASH = "cash"
    CHEQUE = "cheque"
    CARD = "card"
    OTHER = "other"
    ONLINE = "online"
    """Through a payment gateway."""


BY_HAND = tuple(way for way in ReceiptWay if way is not ReceiptWay.ONLINE)
"""What a person says of money that came or was paid back; what came online is booked from the gateway alone."""


class PayMethod(StrEnum):
    """How a customer pays at a gateway. Values are stored: add, never rename."""

    CARD = "card"
    BANK_DEBIT = "bank debit"
    WALLET = "wallet"
    OTHER = "other"


class AttemptState(StrEnum):
    """How far an attempt to collect is. `UNKNOWN` is left only by reading the gateway."""

    CREATED = "created"
    OPEN = "open"
    PROCESSING = "processing"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class BookedAs(StrEnum):
    """What became of a move in the books."""

    RECEIPT = "receipt"
    RECEIPT_REVERSED = "receipt reversed"
    REFUND = "refund"
    REFUND_REVERSED = "refund reversed"
    DISPUTE = "dispute"
    DISPUTE_WON = "dispute won"
    FEE = "fee"
    PAYOUT = "payout"
    PAYOUT_RETURNED = "payout returned"
    CODED = "coded"
    NOTHING = "nothing"
    """It moved nothing, such as a check of a card."""
    OTHERS = "of another client"
    """It belongs to another client who has the same account: it is in his books, not in these."""


class MailKind(StrEnum):
    """What a mail is about; each kind has its templates."""

    ESTIMATE = "estimate"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    RECEIPT = "receipt"
    THANKS = "thank you"
    REMINDER = "reminder"
    STATEMENT = "statement"
    NOTICE = "notice"
    """To the client himself: what was paid, what bounced."""


class MailStage(StrEnum):
    """How far a mail is. `SENDING` is committed before the first byte leaves; `UNKNOWN` is never sent again unasked."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class MailSecurity(StrEnum):
    """How the way to a mail server is secured. `NONE` is for a relay on the same machine only."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class PaperKind(StrEnum):
    """What a file that was made here, or belongs to no inbox, is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    ESTIMATE = "estimate"
    RECEIPT = "receipt"
    REMINDER = "reminder"
    STATEMENT = "statement"
    SLIP = "payment slip"
    LOGO = "logo"
    EVIDENCE = "evidence"
