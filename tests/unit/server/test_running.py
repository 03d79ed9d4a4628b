"""The portal as a host runs it: one command, real sockets, killed in the middle, backed up and restored."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, func, select

from bookdesk.gateways.stripe.webhooks import sign
from bookdesk.protocol import commands, messages, signing, versions
from bookdesk.protocol.envelope import FIRM, HEADER, TIME_HEADER
from bookdesk.server import run
from bookdesk.server.commandline import main
from bookdesk.server.pairing import new_code, pair
from bookdesk.server.settings import PortalSettings, read_settings
from bookdesk.server.storage.engine import Store
from bookdesk.server.storage.moneytables import MessageRow
from bookdesk.server.storage.tables import DocumentRow
from tests.support.desk import TOKEN, Desk, opened

SECRET = "whsec_portal_of_the_tests"  # noqa: S105 - a stand-in's
KEY = "rk_test_portalofthetests0123456789"


@dataclass
class Program:
    """The portal's own process, started again as often as it is killed."""

    folder: Path
    port: int
    process: subprocess.Popen[str] | None = None
    said: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        own = {"FOLDER": str(self.folder), "PORT": str(self.port), "ADDRESS": f"http://127.0.0.1:{self.port}"}
        return {f"BOOKDESK_PORTAL_{name}": value for name, value in own.items()}

    def start(self) -> None:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("BOOKDESK_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bookdesk.server"],
            env={**plain, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def line(self, holding: str) -> str:
        """Return the next line that it says with this in it."""
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if holding in line:
                return line.strip()
        raise AssertionError(f"it ended without saying {holding!r}: {self.said}")

    def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=60)
        self.said += rest.splitlines()
        return self.process.returncode

    def client(self) -> httpx.Client:
        transport = httpx.HTTPTransport(retries=9)  # until it listens
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", transport=transport, timeout=60)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Program(tmp_path / "portal", port)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.communicate()


def posted(client: httpx.Client, hook: str, number: int) -> int:
    about = {"object": {"id": f"ch_{number}", "object": "charge"}}
    event = {"id": f"evt_{number}", "object": "event", "type": "charge.succeeded", "created": 1_790_000_000}
    body = json.dumps({**event, "api_version": "2026-10-28.endive", "data": about}).encode()
    headers = {"Stripe-Signature": sign(body, SECRET, datetime.now(UTC))}
    return client.post(hook, content=body, headers=headers).status_code


def set_up(settings: PortalSettings, firm: Desk) -> Desk:
    """Open a tenant and publish a document, by a second process of the same portal: this one."""
    heart = run.open_portal(settings)
    firm.portal = heart.portal
    desk = opened(heart.portal, firm)
    boxed = (desk.boxed("gateway key", KEY), (desk.boxed("webhook secret", SECRET),))
    named = {"display_name": "Deli", "locale": "en", "currency": "EUR", "zone": "Europe/Berlin"}
    desk.send(commands.SetTenant(**named), commands.SetGateway("stripe", "acct_1", *boxed), desk.paper())  # type: ignore[arg-type] # texts
    heart.portal.close()
    return desk


@pytest.mark.slow
def test_one_command_makes_pairs_serves_loses_nothing_when_killed_and_tells_no_secret(program: Program) -> None:
    program.start()
    code = program.line("Code for pairing").rpartition(" ")[2]
    firm = Desk(None, FIRM, "office")  # type: ignore[arg-type] # it speaks by HTTP first
    asked = messages.Pairing(code, "office", signing.public_of(firm.key), "Office", versions.spoken())
    with program.client() as client:
        paired = client.post("/sync/pair", content=messages.to_json(asked))
        assert paired.status_code == 200
        assert client.post("/sync/pair", content=messages.to_json(asked)).status_code == 403
        assert client.get("/sync/state").status_code == 400
        desk = set_up(read_settings(program.environment), firm)
        assert client.get(f"/d/{TOKEN}").status_code == 200
        assert client.get(f"/d/{TOKEN}x").status_code == 404
        acknowledged = [number for number in range(40) if posted(client, desk.hook, number) == 204]
        assert len(acknowledged) == 40
        assert program.end(signal.SIGKILL) < 0
    program.start()
    with program.client() as client:
        assert client.post("/sync/pair", content=b"{}").headers[TIME_HEADER]
        assert posted(client, desk.hook, 0) == 204
        store = Store(read_settings(program.environment).database_url)
        with store.reading() as session:
            assert session.scalar(select(func.count()).select_from(MessageRow)) == 40
        store.close()
    assert program.end(signal.SIGTERM) in {0, -signal.SIGTERM}
    told = "\n".join(line for line in program.said if "Code for pairing" not in line)
    assert "/d/{token}" in told
    for secret in (TOKEN, SECRET, KEY, desk.hook.rpartition("/")[2], "kim@example.org", "Koala", HEADER):
        assert secret not in told


@pytest.fixture
def environment(tmp_path: Path, database: str) -> dict[str, str]:
    url = "" if database.startswith("sqlite") else database
    return {"BOOKDESK_PORTAL_FOLDER": str(tmp_path / "portal"), "BOOKDESK_PORTAL_DATABASE": url}


def test_a_backup_is_restored_over_another_day_and_the_keys_with_it(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "portal.backup")
    assert main(["pair"], environment) == 0
    code = capsys.readouterr().out.splitlines()[1].rpartition(" ")[2]
    heart = run.open_heart(read_settings(environment))
    firm = Desk(None, FIRM, "office")  # type: ignore[arg-type] # its portal is given below
    pair(heart, messages.Pairing(code, "office", signing.public_of(firm.key), "Office", versions.spoken()))
    heart.store.close()
    set_up(read_settings(environment), firm)
    assert main(["backup", file], environment) == 0
    assert main(["backup", file], environment) == 1
    assert Path(file).stat().st_mode & 0o077 == 0
    portal = run.open_portal(read_settings(environment)).portal
    with portal.heart.store.writing() as session:
        session.execute(delete(DocumentRow))
    portal.close()
    (tmp_path / "portal" / run.KEY_FILE).unlink()
    assert main(["restore", file], environment) == 0
    portal = run.open_portal(read_settings(environment)).portal
    found = portal.services.link(TOKEN)
    assert found is not None
    assert portal.services.document(found) is not None
    portal.close()
    capsys.readouterr()
    assert main(["check"], environment) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "All fits."
    assert [line for line in told if "nobody can pay before" in line and "Client koala" in line]
    assert "1 documents cannot be paid before their desk told anew what is open of them." in told


def test_a_host_lists_devices_and_revokes_one_which_is_told_why(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["devices"], environment) == 0
    assert capsys.readouterr().out == "No device is known yet.\n"
    heart = run.open_heart(read_settings(environment))
    firm = Desk(None, FIRM, "office")  # type: ignore[arg-type] # its portal is given below
    pair(heart, messages.Pairing(new_code(heart), "office", signing.public_of(firm.key), "Office", versions.spoken()))
    heart.store.close()
    desk = set_up(read_settings(environment), firm)
    assert main(["devices"], environment) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(
        f"office  of the firm, 'Office', key {signing.fingerprint(signing.public_of(firm.key))}, last"
    )
    assert second.startswith(f'{desk.device}  of client koala, "Kim\'s desk"')
    assert main(["revoke", "elsewhere"], environment) == 1
    assert "No device of that name" in capsys.readouterr().err
    assert main(["revoke", "office"], environment) == 0
    told = capsys.readouterr().out
    assert ", revoked 20" in told
    assert "1 devices of clients may still speak" in told
    assert main(["revoke", desk.device], environment) == 0
    portal = run.open_portal(read_settings(environment)).portal
    firm.portal = desk.portal = portal
    for device, words in ((firm, "Pair the firm anew"), (desk, "let the client in again")):
        batch = messages.Batch(versions.spoken(), tuple(sorted(versions.CAPABILITIES)), ())
        reply = device.write("/sync/commands", messages.to_json(batch))
        assert reply.status == 401
        assert words in messages.from_json(messages.Refusal, reply.body).remedy
    portal.close()


@pytest.mark.parametrize("content", [b"", b"no gzip", b"\x1f\x8b\x08\x00"])
def test_what_is_no_backup_changes_nothing(
    environment: dict[str, str], tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pair"], environment) == 0
    before = (tmp_path / "portal" / run.KEY_FILE).read_bytes()
    file = tmp_path / "portal.backup"
    file.write_bytes(content)
    assert main(["restore", str(file)], environment) == 1
    assert "no whole backup" in capsys.readouterr().err
    assert (tmp_path / "portal" / run.KEY_FILE).read_bytes() == before


@pytest.mark.parametrize(
    "changed",
    [
        {"ADDRESS": "http://pay.example"},
        {"ADDRESS": "https://pay.example/path"},
        {"PORT": "many"},
        {"COLOUR": "red"},
        {"GATEWAY_URL": "https://elsewhere.example"},
        {"SMTP_SECURITY": "hope"},
        {"CONFIG": "/nowhere/portal.toml"},
        {"DATABASE": "mysql://x"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_settings_that_would_fail_later_are_refused_now(
    tmp_path: Path, changed: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    own = {"FOLDER": str(tmp_path / "portal"), **changed}
    assert main(["check"], {f"BOOKDESK_PORTAL_{name}": value for name, value in own.items()}) == 2
    assert capsys.readouterr().err.strip().count(".") >= 2


def test_settings_come_from_a_file_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / "portal.toml"
    file.write_text('address = "https://pay.example"\nport = 9000\n', "utf-8")
    found = read_settings({"BOOKDESK_PORTAL_CONFIG": str(file), "BOOKDESK_PORTAL_PORT": "9001", "HOME": "x"})
    assert (found.address, found.port) == ("https://pay.example", 9001)
