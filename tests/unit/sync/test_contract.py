"""Our requests and the answers to them, judged by Xero's own description."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.xero_contract import objections
from tests.unit.sync.scene import Scene

pytestmark = pytest.mark.slow


def test_everything_we_send_and_get_conforms_to_xeros_own_description(
    stage: Scene, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchanges: list[requests.Response] = []
    plain = requests.Session.request

    def recorded(self: requests.Session, *args: Any, **more: Any) -> requests.Response:  # noqa: ANN401 - passed on
        answer = plain(self, *args, **{**more, "stream": False})
        if "/api.xro/" in answer.url:
            exchanges.append(answer)
        return answer

    monkeypatch.setattr(requests.Session, "request", recorded)
    service = stage.ready()
    bill = stage.bill()
    credit = stage.bill("CN-1", net="20.00", credit=True, document=False)
    stage.pay(bill, 8800, credit, 2200)
    service.preview()
    for path in ("/Contacts", "/Invoices", "/Attachments/", "/CreditNotes", "/Allocations", "/Payments"):
        stage.fault("error_before", method="PUT", path=path)
    assert service.send(patience=3000).done
    sent = {(one.request.method, one.request.path_url.partition("?")[0].rpartition("/")[2]) for one in exchanges}
    assert {("GET", "Contacts"), ("GET", "Attachments"), ("GET", "Payments"), ("PUT", "Allocations")} <= sent
    judged = [one for one in exchanges if one.status_code != 500]
    assert objections(shared, judged) == []
