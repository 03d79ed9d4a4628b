"""Organisation, accounts and tax rates."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bookdesk.sandbox.xero.context import Context, fresh_id
from bookdesk.sandbox.xero.listing import listed
from bookdesk.sandbox.xero.messages import Invalid, Record, Reply, stamp
from bookdesk.sandbox.xero.samples import sample
from bookdesk.sandbox.xero.saving import saved
from bookdesk.sandbox.xero.state import State

_LONGEST_CODE = 10


def get_organisation(context: Context) -> Reply:
    """GET /Organisation."""
    return listed(context, "Organisation", paged=False, name="Organisations")


def get_accounts(context: Context) -> Reply:
    """GET /Accounts."""
    return listed(context, "Accounts", paged=False)


def put_accounts(context: Context) -> Reply:
    """PUT /Accounts: one at a time."""
    return saved(context, "Accounts", _create_account)


def post_account(context: Context, record_id: str) -> Reply:
    """POST /Accounts/{AccountID}: renames or archives."""
    known = context.require("Accounts", record_id)
    return saved(context, "Accounts", lambda inner, body: _update_account(inner, known, body))


def get_tax_rates(context: Context) -> Reply:
    """GET /TaxRates."""
    return listed(context, "TaxRates", paged=False)


def found_organisation(state: State, name: str, country: str, now: datetime) -> str:
    """Create a sample organisation with its chart and tax rates; return its tenant id."""
    tenant = fresh_id()
    state.begin()
    parts = sample(name, country, tenant)
    for kind, records in parts.items():
        for record in records:
            record_id = fresh_id()
            if kind == "Accounts":
                record["AccountID"] = record_id
            state.put(tenant, kind, record_id, record, now)
    state.put("", "Connections", tenant, {"tenantId": tenant, "tenantName": name, "id": fresh_id()}, now)
    state.commit()
    return tenant


def set_lock_date(context: Context, name: str, day: date | None) -> None:
    """Lock a period, as a person does in Xero's own screens; `name` is PeriodLockDate or EndOfYearLockDate."""
    organisation = context.organisation()
    organisation.pop(name, None)
    organisation[f"_{name}"] = None
    if day is not None:
        organisation[name] = stamp(datetime(day.year, day.month, day.day, tzinfo=UTC))
        organisation[f"_{name}"] = day.isoformat()
    key = context.state.db.execute(
        "SELECT id FROM record WHERE tenant = ? AND kind = 'Organisation'", (context.tenant,)
    ).fetchone()[0]
    context.put("Organisation", key, organisation)


def _create_account(context: Context, body: Record) -> Record:
    code = str(body.get("Code") or "")
    if not code or len(code) > _LONGEST_CODE:
        raise Invalid("Account code is missing or longer than 10 characters.")
    if context.account(code):
        raise Invalid("Please enter a unique Code.")
    model = next((item for item in context.records("Accounts") if item["Type"] == body.get("Type")), None)
    if model is None:
        raise Invalid("Account Type is not valid.")
    if any(item["Name"] == body.get("Name") for item in context.records("Accounts")):
        raise Invalid("Please enter a unique Name.")
    record = {**model, "AccountID": fresh_id(), "Code": code, "Name": body.get("Name") or code, "Status": "ACTIVE"}
    record.pop("SystemAccount", None)
    record["TaxType"] = body.get("TaxType") or model["TaxType"]
    if body.get("BankAccountNumber"):
        record["BankAccountNumber"] = body["BankAccountNumber"]
    return context.put("Accounts", record["AccountID"], record)


def _update_account(context: Context, known: Record, body: Record) -> Record:
    if known.get("SystemAccount") and body.get("Status") == "ARCHIVED":
        raise Invalid("System accounts cannot be archived")
    if body.get("Status") not in {None, "ACTIVE", "ARCHIVED"}:
        raise Invalid("Status must be ACTIVE or ARCHIVED")
    known.update({name: body[name] for name in ("Status", "Name", "Code") if body.get(name)})
    return context.put("Accounts", known["AccountID"], known)
