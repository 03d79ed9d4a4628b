"""Sign-in, remembered keys, limits, planned faults, and a process that can be stopped and started."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.unit.sandbox.xero.peer import TIMEOUT, Peer


def test_consent_with_pkce_gives_tokens_once(peer: Peer) -> None:
    verifier = "v" * 50
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = requests.get(
        f"{peer.standin.base_url}/identity/connect/authorize",
        params={
            "response_type": "code",
            "client_id": "app",
            "redirect_uri": "http://localhost:8123/",
            "state": "s1",
            "scope": "offline_access accounting.invoices",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        },
        allow_redirects=False,
        timeout=TIMEOUT,
    )
    back = parse_qs(urlsplit(asked.headers["Location"]).query)
    assert back["state"] == ["s1"]
    form = {
        "grant_type": "authorization_code",
        "client_id": "app",
        "redirect_uri": "http://localhost:8123/",
        "code": back["code"][0],
    }
    assert _token(peer, {**form, "code_verifier": "wrong"}).json() == {"error": "invalid_grant"}
    assert _token(peer, {**form, "code_verifier": verifier}).status_code == 200
    assert _token(peer, {**form, "code_verifier": verifier}).status_code == 400


def test_refresh_tokens_rotate_and_the_last_one_is_retriable_for_half_an_hour(peer: Peer) -> None:
    first = peer.control("POST", "tokens", client_id="app")["refresh_token"]
    second = _refresh(peer, first).json()["refresh_token"]
    assert second != first
    assert _refresh(peer, first).status_code == 200
    assert _refresh(peer, second, client="another").json() == {"error": "invalid_grant"}
    peer.control("POST", "clock", advance=31 * 60)
    assert _refresh(peer, first).json() == {"error": "invalid_grant"}
    assert _refresh(peer, second).status_code == 200


def test_access_ends_after_half_an_hour_and_is_for_connected_organisations_only(peer: Peer) -> None:
    assert peer.call("GET", "Organisation").status_code == 200
    assert peer.call("GET", "Organisation", xero_tenant_id="another").status_code == 403
    peer.control("POST", "clock", advance=30 * 60)
    answer = peer.call("GET", "Organisation")
    assert (answer.status_code, answer.json()["Title"]) == (401, "Unauthorized")


def test_a_key_replays_its_answer_for_six_minutes(peer: Peer) -> None:
    body = {"Invoices": [peer.bill(peer.contact())]}
    first = peer.call("PUT", "Invoices", body, Idempotency_Key="k1")
    peer.control("POST", "clock", advance=359)
    assert peer.call("PUT", "Invoices", body, Idempotency_Key="k1").json() == first.json()
    other = {"Invoices": [peer.bill(peer.contact("Other"))]}
    assert peer.call("PUT", "Invoices", other, Idempotency_Key="k1").status_code == 400
    peer.control("POST", "clock", advance=2)
    assert peer.call("PUT", "Invoices", body, Idempotency_Key="k1").json() != first.json()
    assert len(_bills(peer)) == 2
    assert peer.call("PUT", "Invoices", body, Idempotency_Key="k" * 129).status_code == 400


@pytest.mark.parametrize(("kind", "bills"), [("error_before", 0), ("error_after", 1)])
def test_a_500_is_remembered_under_its_key(peer: Peer, kind: str, bills: int) -> None:
    body = {"Invoices": [peer.bill(peer.contact())]}
    peer.control("POST", "faults", kind=kind, method="PUT")
    for _ in range(2):
        assert peer.call("PUT", "Invoices", body, Idempotency_Key="k1").status_code == 500
    assert len(_bills(peer)) == bills


def test_a_refusal_is_remembered_and_keeps_nothing(peer: Peer) -> None:
    body = {"Invoices": [peer.bill(peer.contact(), AccountCode="999")]}
    first = peer.call("PUT", "Invoices", body, Idempotency_Key="k1")
    assert peer.call("PUT", "Invoices", body, Idempotency_Key="k1").json() == first.json()
    assert _bills(peer) == []


def test_sixty_calls_a_minute(peer: Peer) -> None:
    remaining = [int(peer.call("GET", "Organisation").headers["X-MinLimit-Remaining"]) for _ in range(60)]
    assert remaining == list(range(59, -1, -1))
    refused = peer.call("GET", "Organisation")
    assert (refused.status_code, refused.headers["X-Rate-Limit-Problem"]) == (429, "minute")
    peer.control("POST", "clock", advance=int(refused.headers["Retry-After"]))
    assert peer.call("GET", "Organisation").status_code == 200


def test_five_at_once(peer: Peer) -> None:
    peer.control("POST", "faults", kind="hold_response", times=5)
    calls = [threading.Thread(target=peer.call, args=("GET", "Organisation")) for _ in range(5)]
    for call in calls:
        call.start()
    while sum(1 for entry in peer.control("GET", "requests") if entry["status"] == 200) < 5:
        pass
    refused = peer.call("GET", "Organisation")
    assert (refused.status_code, refused.headers["X-Rate-Limit-Problem"]) == (429, "concurrent")
    peer.control("POST", "release")
    for call in calls:
        call.join()
    assert peer.control("GET", "limits") == {"most_at_once": 5}


@pytest.mark.parametrize(("kind", "bills"), [("drop_request", 0), ("drop_response", 1), ("late", 0)])
def test_a_connection_that_is_cut(peer: Peer, kind: str, bills: int) -> None:
    body = {"Invoices": [peer.bill(peer.contact())]}
    peer.control("POST", "faults", kind=kind, method="PUT", path="/Invoices", seconds=100)
    with pytest.raises(requests.ConnectionError):
        peer.call("PUT", "Invoices", body, Idempotency_Key="k1")
    assert len(_bills(peer)) == bills
    peer.control("POST", "clock", advance=101)
    assert len(_bills(peer)) == (0 if kind == "drop_request" else 1)


def test_a_truncated_answer_a_gateway_page_a_401_and_a_429(peer: Peer) -> None:
    for kind in ("truncated", "bad_gateway", "unauthorised", "throttled"):
        peer.control("POST", "faults", kind=kind)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        peer.call("GET", "Organisation")
    assert [peer.call("GET", "Organisation").status_code for _ in range(3)] == [502, 401, 429]
    assert peer.call("GET", "Organisation").status_code == 200


def test_a_plan_can_skip_requests_and_be_dropped(peer: Peer) -> None:
    peer.control("POST", "faults", kind="error_before", skip=1, times=5)
    assert [peer.call("GET", "Organisation").status_code for _ in range(2)] == [200, 500]
    peer.control("DELETE", "faults")
    assert peer.call("GET", "Organisation").status_code == 200


def test_connections_are_refused_and_accepted_again(peer: Peer) -> None:
    peer.control("POST", "listen", open=False)
    with pytest.raises(requests.ConnectionError):
        peer.call("GET", "Organisation")
    peer.control("POST", "listen", open=True)
    assert peer.call("GET", "Organisation").status_code == 200


def test_unknown_routes_and_broken_bodies_are_refused(peer: Peer) -> None:
    assert peer.call("GET", "Nothing").status_code == 404
    assert peer.call("PUT", "Invoices", b"{").status_code == 400
    assert peer.call("PUT", "Invoices", b"[]").status_code == 400
    wrong = requests.post(f"{peer.standin.control_url}/faults", json={"kind": "fire"}, timeout=TIMEOUT)
    assert wrong.status_code == 400
    assert requests.get(f"{peer.standin.control_url}/nothing", timeout=TIMEOUT).status_code == 404


def test_as_a_process_it_remembers_across_a_restart(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bookdesk.sandbox.xero", "--state", str(tmp_path / "xero.db")]
    tenants = []
    for _ in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            addresses = json.loads(process.stdout.readline())
            token = requests.post(f"{addresses['control_url']}/tokens", json={"client_id": "a"}, timeout=TIMEOUT).json()
            bearer = {"Authorization": f"Bearer {token['access_token']}"}
            listed = requests.get(f"{addresses['base_url']}/connections", headers=bearer, timeout=TIMEOUT).json()
            tenants.append([item["tenantId"] for item in listed])
            process.terminate()
            assert process.wait(TIMEOUT) == 0
    assert tenants[0] == tenants[1]
    assert len(tenants[0]) == 1


def _token(peer: Peer, form: dict[str, str]) -> requests.Response:
    return requests.post(f"{peer.standin.base_url}/connect/token", data=form, timeout=TIMEOUT)


def _refresh(peer: Peer, token: str, client: str = "app") -> requests.Response:
    return _token(peer, {"grant_type": "refresh_token", "client_id": client, "refresh_token": token})


def _bills(peer: Peer) -> list[dict[str, object]]:
    found: list[dict[str, object]] = peer.control("GET", f"records/Invoices?tenant={peer.tenant}")
    return found
