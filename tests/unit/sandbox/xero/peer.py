"""A client that is not ours to judge the stand-in with: plain `requests`, every exchange kept for the contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import requests

from bookdesk.sandbox.xero.messages import Record
from bookdesk.sandbox.xero.server import Standin
from bookdesk.sandbox.xero.service import Service
from bookdesk.sandbox.xero.state import State

TIMEOUT = 20


@dataclass
class Peer:
    """One application connected to one organisation of a running stand-in."""

    standin: Standin
    tenant: str = ""
    access: str = ""
    exchanges: list[requests.Response] = field(default_factory=list)
    session: requests.Session = field(default_factory=requests.Session)

    @classmethod
    def connected(cls, country: str = "AU", state: str = ":memory:") -> Peer:
        """Start a stand-in with one organisation and a token for it."""
        standin = Standin(Service(State(state)))
        standin.start()
        peer = cls(standin)
        peer.tenant = peer.control("POST", "organisations", name="Sample Trading", country=country)["tenant"]
        peer.access = peer.control("POST", "tokens", client_id="app")["access_token"]
        return peer

    def close(self) -> None:
        self.session.close()
        self.standin.stop()
        self.standin.service.state.db.close()

    def control(self, method: str, path: str, /, **body: Any) -> Any:  # noqa: ANN401 - JSON
        answer = requests.request(method, f"{self.standin.control_url}/{path}", json=body or None, timeout=TIMEOUT)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def call(self, method: str, path: str, body: Record | bytes | None = None, /, **headers: str) -> requests.Response:
        """Send one request to the API; header names use `_` for `-`."""
        sent = {
            "Authorization": f"Bearer {self.access}",
            "xero-tenant-id": self.tenant,
            "Accept": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        extra: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        url = f"{self.standin.base_url}/api.xro/2.0/{path}"
        answer = self.session.request(method, url, headers=sent, timeout=TIMEOUT, **extra)
        self.exchanges.append(answer)
        return answer

    def ok(self, method: str, path: str, body: Record | bytes | None = None, /, **headers: str) -> Any:  # noqa: ANN401 - JSON
        """Send a request that must succeed; return the first element of the answer's list."""
        answer = self.call(method, path, body, **headers)
        assert answer.status_code == 200, answer.text
        name = [part for part in path.partition("?")[0].split("/") if part[:1].isupper()]
        listed = "Attachments" if "Attachments" in name else name[-1]
        return answer.json()[listed][0]

    def refused(self, method: str, path: str, body: Record) -> str:
        """Send a request that breaks a rule; return what Xero would say."""
        answer = self.call(method, path, body)
        assert answer.status_code == 400, answer.text
        failure = answer.json()
        assert failure["Type"] == "ValidationException"
        return str(failure["Elements"][0]["ValidationErrors"][0]["Message"])

    def contact(self, name: str = "Acme Paper") -> str:
        return str(self.ok("PUT", "Contacts", {"Contacts": [{"Name": name}]})["ContactID"])

    def bill(self, contact: str, **changes: object) -> Record:
        """Return the body of a bill of 8.75 and tax; `changes` replace fields of it or of its line."""
        line = {"Description": "Paper", "Quantity": 3.5, "UnitAmount": 2.5, "AccountCode": "461", "TaxType": "INPUT"}
        line.update({name: changes.pop(name) for name in list(changes) if name in {*line, "TaxAmount", "LineAmount"}})
        return {
            "Type": "ACCPAY",
            "Contact": {"ContactID": contact},
            "InvoiceNumber": "SUP-1",
            "Date": "2026-10-10",
            "DueDate": "2026-10-28",
            "Status": "AUTHORISED",
            "LineAmountTypes": "Exclusive",
            "LineItems": [line],
            **changes,
        }

    def made_bill(self, contact: str, **changes: object) -> Any:  # noqa: ANN401 - JSON
        return self.ok("PUT", "Invoices", {"Invoices": [self.bill(contact, **changes)]})
