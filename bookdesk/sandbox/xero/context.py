"""What a resource needs for one request: the records of one organisation, the clock, and the request itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from bookdesk.sandbox.xero.messages import Invalid, Record, Refusal, Request, not_found, stamp
from bookdesk.sandbox.xero.state import State

PROVIDER = "BookDesk stand-in"


@dataclass(frozen=True)
class Context:
    """One request on one organisation."""

    state: State
    tenant: str
    now: datetime
    request: Request

    def find(self, kind: str, record_id: object) -> Record | None:
        """Return a record by id, or None."""
        return self.state.get(self.tenant, kind, str(record_id or ""))

    def require(self, kind: str, record_id: object) -> Record:
        """Return a record by id; 404 where there is none."""
        record = self.find(kind, record_id)
        if record is None:
            raise Refusal(not_found())
        return record

    def records(self, kind: str) -> list[Record]:
        """Return all records of a kind, oldest first."""
        return [record for _, record in self.state.all(self.tenant, kind)]

    def put(self, kind: str, record_id: str, record: Record) -> Record:
        """Save a record as changed now."""
        self.state.put(self.tenant, kind, record_id, record, self.now)
        return record

    def organisation(self) -> Record:
        """Return the organisation itself."""
        return self.records("Organisation")[0]

    def account(self, code: object = None, account_id: object = None) -> Record | None:
        """Return an account by code or id, or None."""
        if account_id:
            return self.find("Accounts", account_id)
        return next((item for item in self.records("Accounts") if code and item.get("Code") == code), None)

    def tax_rate(self, tax_type: object) -> Record | None:
        """Return a tax rate by its type, or None."""
        return next((item for item in self.records("TaxRates") if item["TaxType"] == tax_type), None)

    def check_lock(self, day: date) -> None:
        """Refuse a document date on or before one of the two lock dates."""
        organisation = self.organisation()
        for name, words in (("PeriodLockDate", "period lock date"), ("EndOfYearLockDate", "end of year lock date")):
            locked = organisation.get(f"_{name}")
            if locked and day <= date.fromisoformat(locked):
                shown = date.fromisoformat(locked).strftime("%d/%m/%Y")
                raise Invalid(f"The document date cannot be before the {words}, currently set at {shown}")


def fresh_id() -> str:
    """Return a new GUID."""
    return str(uuid4())


def envelope(context: Context, name: str, records: list[Record], **more: Any) -> Record:  # noqa: ANN401 - JSON values
    """Wrap records as Xero's answers are wrapped; what starts with an underscore is the stand-in's own."""
    return {
        "Id": fresh_id(),
        "Status": "OK",
        "ProviderName": PROVIDER,
        "DateTimeUTC": stamp(context.now),
        **more,
        name: [{key: value for key, value in record.items() if not key.startswith("_")} for record in records],
    }


Saver = Callable[[Context, Record], Record]
