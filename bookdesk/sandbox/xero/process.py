"""The stand-in as a process of its own, for the demo and for tests that survive a kill."""

from __future__ import annotations

import argparse
import json
from datetime import datetime

from bookdesk.sandbox.lifetime import wait_for_the_end
from bookdesk.sandbox.xero.clock import ShiftedClock
from bookdesk.sandbox.xero.samples import countries
from bookdesk.sandbox.xero.server import Standin
from bookdesk.sandbox.xero.service import Service
from bookdesk.sandbox.xero.settings import found_organisation
from bookdesk.sandbox.xero.state import State


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to end (SIGTERM, SIGINT, or the end of standard input); print the addresses as one JSON line."""
    options = _parser().parse_args(arguments)
    service = Service(State(options.state), ShiftedClock(options.start))
    if not list(service.state.all("", "Connections")):
        for given in options.organisation or ["Sample Trading Pty Ltd:AU"]:
            name, _, country = given.rpartition(":")
            found_organisation(service.state, name, country, service.clock.now())
    standin = Standin(service, options.port, options.control_port)
    standin.start()
    print(json.dumps({"base_url": standin.base_url, "control_url": standin.control_url}), flush=True)  # noqa: T201 - its one result
    wait_for_the_end(watch_input=options.until_input_ends)
    standin.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bookdesk.sandbox.xero", description="A stand-in for Xero on loopback.")
    parser.add_argument("--port", type=int, default=0, help="port of the API; 0 takes a free one")
    parser.add_argument("--control-port", type=int, default=0, help="port of the control routes")
    parser.add_argument("--state", default=":memory:", help="SQLite file it keeps its records in")
    parser.add_argument("--start", type=datetime.fromisoformat, help="instant its clock begins at, with time zone")
    parser.add_argument(
        "--organisation",
        action="append",
        metavar="NAME:COUNTRY",
        help=f"an organisation to begin with ({', '.join(countries())}); may be repeated",
    )
    parser.add_argument("--until-input-ends", action="store_true", help="end with the process that started it")
    return parser
