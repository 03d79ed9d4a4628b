"""The portal is asked what its own description allows and what it does not; it never breaks and keeps its word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # has none
from schemathesis.generation import GenerationMode
from starlette.types import ASGIApp

from bookdesk.protocol.envelope import HEADER, TIME_HEADER
from bookdesk.server.assembly import Portal
from bookdesk.server.openapi import description
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.whole import portal_app
from tests.support.desk import Desk
from tests.support.portal_client import ADDRESS, PortalClient

DESCRIPTION = description()
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
OPERATIONS = [(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods]
FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(params=["sqlite"])
def database(tmp_path: Any) -> str:  # noqa: ANN401 - pytest's own path
    """One database is enough for what is decided before it is asked."""
    return f"sqlite:///{tmp_path}/portal.db"


@pytest.fixture
def app(portal: Portal) -> ASGIApp:
    return portal_app(portal.for_pages(), PageSettings(ADDRESS, (), b"k" * 32), portal.routes())


@pytest.fixture
def client(app: ASGIApp) -> Iterator[PortalClient]:
    with PortalClient(app) as client:
        yield client


def cases(path: str, method: str, mode: GenerationMode) -> st.SearchStrategy[Any]:
    return SCHEMA[path][method.upper()].as_strategy(generation_mode=mode)


def sent(client: PortalClient, case: Any) -> httpx.Response:  # noqa: ANN401 - schemathesis has no types here
    """Send what was generated, as it is, and hold the answer to the description."""
    body = case.body if isinstance(case.body, dict | list | str | int | float | bool | None) else None
    content = b"" if case.media_type is None else json.dumps(body).encode()
    headers = {name: str(value).encode() for name, value in (case.headers or {}).items()}
    return client.ask(case.method, case.formatted_path, params=case.query or None, headers=headers, content=content)


def held(pattern: str, method: str, response: httpx.Response) -> None:
    """Hold an answer to what is promised of it."""
    promised = DESCRIPTION["paths"][pattern][method]["responses"]
    assert str(response.status_code) in promised, response.text
    said = promised[str(response.status_code)]
    assert response.headers["cache-control"] == "no-store"
    if "content" in said:
        schema = said["content"]["application/json"]["schema"] | {"components": DESCRIPTION["components"]}
        Draft202012Validator(schema).validate(response.json())
        assert response.headers[TIME_HEADER]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
def test_whatever_is_asked_the_answer_is_one_that_is_described(
    client: PortalClient, path: str, method: str, mode: GenerationMode
) -> None:
    if mode is GenerationMode.NEGATIVE and path.startswith("/hooks"):
        mode = GenerationMode.POSITIVE  # any JSON at all is allowed there: nothing is left to be wrong

    @FEW
    @given(cases(path, method, mode))
    def ask(case: Any) -> None:  # noqa: ANN401 - as above
        held(path, method, sent(client, case))

    ask()


@pytest.mark.parametrize(
    ("path", "method"), [one for one in OPERATIONS if "pair" not in one[0] and "hooks" not in one[0]]
)
def test_whatever_a_known_device_signs_the_answer_is_one_that_is_described(
    client: PortalClient, desk: Desk, path: str, method: str
) -> None:
    @FEW
    @given(cases(path, method, GenerationMode.POSITIVE))
    def ask(case: Any) -> None:  # noqa: ANN401 - as above
        writes = method == "post"
        content = json.dumps(case.body).encode() if writes else b""
        request, signed = desk.request(method.upper(), path, content, desk.seq + 1 if writes else 0)
        response = client.ask(method, path, headers={HEADER: signed.header}, content=content)
        held(path, method, response)
        assert response.status_code != 401
        if writes and response.status_code == 200:
            desk.seq, desk.prev = request.seq, request.hash()

    ask()


@pytest.mark.parametrize("hook", ["hook", "nobody"])
@given(body=st.binary(max_size=200), signature=st.text(st.characters(codec="ascii"), max_size=80))
@FEW
def test_a_message_that_is_not_the_gateway_s_is_not_kept(
    client: PortalClient, desk: Desk, hook: str, body: bytes, signature: str
) -> None:
    path = desk.hook if hook == "hook" else f"/hooks/{hook}"
    response = client.ask("POST", path, headers={"Signature": signature.encode()}, content=body)
    assert response.status_code == (400 if hook == "hook" else 404)


def test_the_description_names_every_route_and_nothing_else(portal: Portal) -> None:
    methods = {(route.path, method.lower()) for route in portal.routes() for method in route.methods or ()}
    assert set(OPERATIONS) == {(path, method) for path, method in methods if method != "head"}
