"""Line items of a document: account, tax type, amounts, checked and completed as Xero does."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.sandbox.xero.context import Context, fresh_id
from bookdesk.sandbox.xero.messages import Invalid, Record, number_of
from bookdesk.sandbox.xero.rounding import Totals, cents, line_tax, totals

MODES = ("Exclusive", "Inclusive", "NoTax")
_ONE = Decimal(1)
_APPLIES = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}


def fill_lines(context: Context, document: Record, *, draft: bool) -> Totals:
    """Complete `LineItems` of `document` in place and set SubTotal, TotalTax and Total."""
    mode = document.setdefault("LineAmountTypes", "Exclusive")
    if mode not in MODES:
        raise Invalid("LineAmountTypes must be Exclusive, Inclusive or NoTax")
    lines = document.get("LineItems") or []
    if not lines and not draft:
        raise Invalid("One or more line items must be specified")
    places = int(context.request.query.get("unitdp") or 2)
    filled = [_line(context, line, mode, places, draft=draft) for line in lines]
    document["LineItems"] = filled
    sums = totals([(line["LineAmount"], line["TaxAmount"]) for line in filled], mode)
    if sums.gross < 0:
        raise Invalid("The document total cannot be negative")
    document.update(SubTotal=sums.net, TotalTax=sums.tax, Total=sums.gross)
    return sums


def _line(context: Context, line: Record, mode: str, places: int, *, draft: bool) -> Record:
    if not line.get("Description"):
        raise Invalid("Description cannot be empty")
    account = _account(context, line, draft=draft)
    rate = _rate(context, line, account, mode)
    quantity = number_of(line.get("Quantity", _ONE), "Quantity")
    amount = _amount(line, quantity, places)
    percent = number_of(rate["EffectiveRate"], "EffectiveRate") if rate else Decimal(0)
    tax = line_tax(amount, percent, mode)
    if line.get("TaxAmount") is not None and mode != "NoTax":
        tax = cents(number_of(line["TaxAmount"], "TaxAmount"))
        if abs(tax) > abs(amount):
            raise Invalid("The tax amount cannot exceed the line amount")
    return {
        "LineItemID": line.get("LineItemID") or fresh_id(),
        "Description": str(line["Description"]),
        "Quantity": quantity,
        "UnitAmount": line.get("UnitAmount", amount),
        "LineAmount": amount,
        "TaxAmount": tax,
        "TaxType": rate["TaxType"] if rate else "NONE",
        **({"AccountCode": account["Code"], "AccountID": account["AccountID"]} if account else {}),
        "Tracking": line.get("Tracking") or [],
    }


def _amount(line: Record, quantity: Decimal, places: int) -> Decimal:
    """Quantity times unit price, which must agree with a LineAmount that is sent too."""
    given = line.get("LineAmount")
    if line.get("UnitAmount") is None:
        if given is None:
            raise Invalid("UnitAmount or LineAmount must be specified")
        return cents(number_of(given, "LineAmount"))
    unit = number_of(line["UnitAmount"], "UnitAmount")
    line["UnitAmount"] = unit.quantize(Decimal(1).scaleb(-places))
    amount = cents(quantity * line["UnitAmount"])
    if given is not None and cents(number_of(given, "LineAmount")) != amount:
        raise Invalid(
            f"The line total {cents(number_of(given, 'LineAmount'))} does not match the expected line total {amount}"
        )
    return amount


def _account(context: Context, line: Record, *, draft: bool) -> Record | None:
    code = line.get("AccountCode")
    if not code and not line.get("AccountID"):
        if draft:
            return None
        raise Invalid("Account code must be specified")
    account = context.account(code, line.get("AccountID"))
    if account is None:
        raise Invalid(f"Account code '{code}' is not a valid code for this document.")
    if account["Status"] != "ACTIVE":
        raise Invalid(f"Account code '{account['Code']}' has been archived, or deleted.")
    if account["Type"] == "BANK" or account.get("SystemAccount") in {"DEBTORS", "CREDITORS"}:
        raise Invalid(f"Account code '{account['Code']}' is not a valid code for this document.")
    return account


def _rate(context: Context, line: Record, account: Record | None, mode: str) -> Record | None:
    tax_type = line.get("TaxType") or (account or {}).get("TaxType") or "NONE"
    rate = context.tax_rate(tax_type)
    if rate is None or rate["Status"] != "ACTIVE":
        raise Invalid(f"The TaxType code '{tax_type}' does not exist or cannot be used for this type of transaction.")
    if account and mode != "NoTax" and not rate[_APPLIES[account["Class"]]]:
        raise Invalid(f"The TaxType code '{tax_type}' cannot be used with account code '{account['Code']}'.")
    return rate
