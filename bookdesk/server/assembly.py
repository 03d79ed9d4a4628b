"""A portal put together: heart, work behind the requests, routes for desks and gateways, services for the pages."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from starlette.routing import Route

from bookdesk.server.buckets import Buckets
from bookdesk.server.codes import Codes
from bookdesk.server.collecting.auto import AutoPay
from bookdesk.server.collecting.letting_go import LettingGo
from bookdesk.server.collecting.looking import Looking
from bookdesk.server.collecting.outcomes import Outcomes
from bookdesk.server.collecting.paying import Paying
from bookdesk.server.collecting.rereading import Rereading
from bookdesk.server.customers.accounts import Accounts
from bookdesk.server.customers.answers import Answers
from bookdesk.server.customers.grants import Grants
from bookdesk.server.customers.services import Services
from bookdesk.server.customers.showing import Showing
from bookdesk.server.gatewaydoor import GatewayDoor
from bookdesk.server.heart import Heart
from bookdesk.server.mailing import Mailer
from bookdesk.server.messages import Messages
from bookdesk.server.pages.port import PortalServices
from bookdesk.server.sync.routes import SyncRoutes
from bookdesk.server.webhooks import Hooks, Intake
from bookdesk.server.worker import Worker


@dataclass(frozen=True, slots=True)
class Portal:
    """All parts of a running portal."""

    heart: Heart
    door: GatewayDoor
    outcomes: Outcomes
    services: Services
    worker: Worker
    sync: SyncRoutes
    hooks: Hooks
    woken: threading.Event

    def routes(self) -> list[Route]:
        """Return the routes for desks and gateways."""
        return [*self.sync.routes(), *self.hooks.routes()]

    def for_pages(self) -> PortalServices:
        """Return the heart as the pages know it."""
        return self.services

    def close(self) -> None:
        """Write what waits and let go of everything."""
        self.hooks.intake.close()
        self.door.close()
        self.heart.store.close()


def assemble(heart: Heart, mailer: Mailer, sender: str = "") -> Portal:
    """Put a portal together over its heart; `sender` is who mails codes where a tenant names nobody."""
    door, outcomes = GatewayDoor(heart.gateways, heart.keys), Outcomes(heart)
    looking, buckets, showing, grants = (
        Looking(heart, door, outcomes),
        Buckets(heart.store),
        Showing(heart),
        Grants(heart),
    )
    rereading = Rereading(heart, door, outcomes)
    paying, auto = Paying(heart, door, outcomes, looking, rereading), AutoPay(heart, door, outcomes)
    codes = Codes(heart, showing, grants, mailer, sender)
    accounts, answers = Accounts(heart, showing), Answers(heart)
    services = Services(heart, buckets, grants, showing, paying, answers, accounts, codes)
    worker = Worker(heart, Messages(heart, door, outcomes), looking, rereading, auto, LettingGo(heart, door))
    woken = threading.Event()
    hooks = Hooks(heart, door, Intake(heart.store), woken)
    return Portal(heart, door, outcomes, services, worker, SyncRoutes(heart, buckets), hooks, woken)
