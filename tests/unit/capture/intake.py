"""Documents dropped into a client's inbox, and what became of them."""

from __future__ import annotations

from sqlalchemy import func, select

from bookdesk.capture.service import CaptureService, Incoming, Intake
from bookdesk.models.bill import Bill, BillLine
from bookdesk.models.contact import Contact
from bookdesk.models.document import DocumentPage
from bookdesk.sandbox import papers
from bookdesk.store.desk import Desk

ROAST, CREDIT, STATEMENT, XML = (
    "southern-roast-SR-20418.pdf",
    "southern-roast-SRC-1042.pdf",
    "southern-roast-statement-may.pdf",
    "tidewater-TCC-003907.xml",
)
COST = "5-1000"


def taken(capture: CaptureService, files: dict[str, papers.Paper], *names: str) -> list[Intake]:
    capture.capture(Incoming(name, files[name].data) for name in names)
    return capture.read_waiting()


def bill(desk: Desk, number: str) -> Bill:
    with desk.books.query() as session:
        return session.scalars(select(Bill).where(Bill.number == number)).one()


def count(desk: Desk, model: type[Bill | Contact | BillLine | DocumentPage]) -> int:
    with desk.books.query() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0
