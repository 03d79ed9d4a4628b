"""The stand-in as a process of its own, and how another one starts it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bookdesk.sandbox.lifetime import ChildStandin, wait_for_the_end
from bookdesk.sandbox.stripe.server import Standin, running_clock
from bookdesk.sandbox.stripe.settings import DESK_KEY, DESK_RIGHTS, FULL_KEY, PORTAL_KEY, PORTAL_RIGHTS, Settings
from bookdesk.sandbox.stripe.world import World


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to end (SIGTERM, SIGINT, or the end of standard input); print the addresses as one JSON line."""
    options = _parser().parse_args(arguments)
    begin = options.start or datetime.now(UTC)
    settings = Settings(country=options.country, currency=options.currency)
    world = World(options.seed, int(begin.timestamp()), settings)
    running = None if options.stand_still else running_clock
    standin = Standin(world, options.port, options.control_port, running=running)
    standin.start()
    keys = {
        "key": FULL_KEY,
        "desk_key": world.keys.add(DESK_KEY, DESK_RIGHTS),
        "portal_key": world.keys.add(PORTAL_KEY, PORTAL_RIGHTS),
    }
    told = {"base_url": standin.base_url, "control_url": standin.control_url, **keys}
    print(json.dumps(told), flush=True)  # noqa: T201 - its one result
    wait_for_the_end(watch_input=options.until_input_ends)
    standin.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bookdesk.sandbox.stripe", description="A stand-in for Stripe on loopback.")
    parser.add_argument("--port", type=int, default=0, help="port of API and hosted pages; 0 takes a free one")
    parser.add_argument("--control-port", type=int, default=0, help="port of the control routes")
    parser.add_argument("--seed", type=int, default=0, help="where its ids come from")
    parser.add_argument("--start", type=datetime.fromisoformat, help="instant its clock begins at, with time zone")
    parser.add_argument("--stand-still", action="store_true", help="move its clock by control routes only")
    parser.add_argument("--country", default="IE", help="country of its account")
    parser.add_argument("--currency", default="eur", help="currency of its account")
    parser.add_argument("--until-input-ends", action="store_true", help="end with the process that started it")
    return parser


@dataclass
class RunningStripe(ChildStandin):
    """A stand-in that runs beside, its clock standing still at `start` or running along with the machine's."""

    start_at: str = ""

    module = "bookdesk.sandbox.stripe"

    def arguments(self) -> Sequence[str]:
        """Return where its clock stands."""
        return ["--stand-still", "--start", self.start_at] if self.start_at else []

    def advance(self, seconds: int) -> None:
        """Move its clock on."""
        self.control("POST", "clock", {"advance": seconds})

    def pay(self, session_id: str, means: str = "card") -> int:
        """Pay on a session's page; return its status."""
        return int(self.control("POST", "pay", {"session": session_id, "means": means})["status"])

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return what it holds of a kind (`charge`, `checkout.session`, ...)."""
        found: list[dict[str, Any]] = self.control("GET", f"records/{kind}")
        return found
