"""Judges exchanges with the stand-in by Xero's own OpenAPI description, which is not part of the project."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import requests
import yaml  # type: ignore[import-untyped]
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

HOST = "https://api.xero.com"
_COLLECTIONS = {
    "Invoices": "InvoiceID",
    "CreditNotes": "CreditNoteID",
    "Payments": "PaymentID",
    "Contacts": "ContactID",
    "Accounts": "AccountID",
    "BankTransactions": "BankTransactionID",
    "Overpayments": "OverpaymentID",
}


@lru_cache(maxsize=1)
def contract(shared: Path) -> OpenAPI:
    """Load the description once (two seconds)."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (shared / "data/apis/xero/xero_accounting.yaml").read_text(encoding="utf-8")
    return OpenAPI.from_dict(yaml.load(text, Loader=loader), config=Config(spec_validator_cls=None))  # noqa: S506 - a safe loader


def objections(shared: Path, exchanges: Iterable[requests.Response]) -> list[str]:
    """Return what the description says against any request or answer; nothing where all conform."""
    api, found = contract(shared), []
    warnings.filterwarnings("ignore", message="Unsupported scheme type", category=UserWarning)  # it judges no OAuth
    for exchange in exchanges:
        sent = exchange.request
        asked = _request(sent)
        reply = MockResponse(exchange.content, exchange.status_code, content_type=_kind(exchange.headers))
        errors = list(api.iter_response_errors(asked, reply))
        if "/Attachments/" not in asked.path:  # described as a string of format byte, sent as raw bytes: not checkable
            errors += api.iter_request_errors(asked)
        found += [
            f"{sent.method} {sent.path_url} {exchange.status_code}: {why}" for error in errors for why in _why(error)
        ]
    return found


def _request(sent: requests.PreparedRequest) -> MockRequest:
    path, query = urlsplit(sent.path_url).path, dict(parse_qsl(urlsplit(sent.path_url).query))
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body
    return MockRequest(
        HOST,
        (sent.method or "GET").lower(),
        path,
        path_pattern=path,
        args=query,
        view_args=_names(path),
        headers=dict(sent.headers),
        data=body,
        content_type=_kind(sent.headers, "application/json"),
    )


def _names(path: str) -> dict[str, str]:
    """Return the path parameters as the description names them."""
    match = re.search(r"/(\w+)/([0-9a-f-]{36})(?:/(Attachments|Allocations)/([^/]+))?", path)
    if not match or match[1] not in _COLLECTIONS:
        return {}
    names = {_COLLECTIONS[match[1]]: match[2]}
    inner = {"Attachments": "FileName", "Allocations": "AllocationID"}.get(match[3])
    return {**names, inner: unquote(match[4])} if inner else names


def _kind(headers: Any, otherwise: str = "application/octet-stream") -> str:  # noqa: ANN401 - any mapping of headers
    return str(headers.get("Content-Type") or otherwise).partition(";")[0]


def _why(error: Exception) -> list[str]:
    reasons = []
    for raw in getattr(error.__cause__, "schema_errors", None) or []:
        deepest = min(raw.context, key=lambda inner: len(inner.path), default=raw) if raw.context else raw
        reasons.append("/".join(map(str, deepest.absolute_path)) + ": " + deepest.message[:160])
    return reasons or [f"{type(error).__name__}: {error.__cause__ or error}"[:200]]
