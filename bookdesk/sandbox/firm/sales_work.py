"""The selling side of a sample client: how he invoices, to whom, what he did for them, and what came of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from PIL import Image, ImageDraw

from bookdesk.contacts.service import ContactService
from bookdesk.core.vocabulary import NumberedKind
from bookdesk.invoicing.entered import Entered, EnteredLine
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.logo import choose_logo
from bookdesk.invoicing.products import ProductService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.settings import SettingsService
from bookdesk.ledger.numbering import Series
from bookdesk.sandbox.firm.scene import Scene

_SIDE = 240
"""Pixels of a sample logo's side."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who is sold to: a word the story knows him by, and his fields as a form has them."""

    key: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """Work that was done: for whom, how many days ago it was invoiced, its lines as product, quantity and text."""

    customer: str
    ago: int
    lines: tuple[tuple[str, str, str], ...]
    reference: str | None = None


def settle_sales(
    scene: Scene, letterhead: Mapping[str, str], series: Mapping[NumberedKind, Series], products: Iterable[str]
) -> None:
    """Decide how the client invoices; products are written as `CODE|name|price|unit`."""
    desk = scene.ann.desk
    settings = SettingsService(desk)
    settings.edit(letterhead)
    settings.number(series)
    choose_logo(desk, "mark.png", _mark(letterhead["accent"]))
    catalogue = ProductService(desk)
    for one in products:
        catalogue.add(dict(zip(("code", "name", "price", "unit"), one.split("|"), strict=True)))


def know(scene: Scene, customers: Sequence[Customer]) -> dict[str, str]:
    """Enter customers; returns their ids by what the story calls them."""
    service = ContactService(scene.ann.desk)
    of_customers = {"customer": "yes", "supplier": "no"}
    return {one.key: service.add({**of_customers, **one.fields}).id for one in customers}


def entered(scene: Scene, job: Job, known: Mapping[str, str]) -> Entered:
    """Return a job as it is written down."""
    catalogue = ProductService(scene.ann.desk)
    lines = tuple(
        EnteredLine(text, Decimal(quantity), product_id=catalogue.find(code).id) for code, quantity, text in job.lines
    )
    return Entered(known[job.customer], lines, reference=job.reference)


def invoiced(scene: Scene, jobs: Iterable[Job], known: Mapping[str, str]) -> list[str]:
    """Issue an invoice for each job on its day, the oldest first; returns their ids."""
    service, made = InvoiceService(scene.ann.desk), []
    for job in jobs:
        scene.at(scene.day(job.ago), 16)
        made.append(service.issue(service.draft(entered(scene, job, known)).id).id)
    return made


def offered(scene: Scene, job: Job, known: Mapping[str, str], *, holds: int) -> str:
    """Offer a job by an estimate that holds so many days; returns its id."""
    scene.at(scene.day(job.ago), 16)
    service = EstimateService(scene.ann.desk)
    wanted = entered(scene, job, known)
    until = scene.day(job.ago) + timedelta(days=holds)
    made = service.draft(Entered(wanted.contact_id, wanted.lines, reference=job.reference, due_date=until))
    return service.offer(made.id).id


def _mark(colour: str) -> bytes:
    """Draw a plain mark in a client's colour: a disc with a ring around it."""
    picture = Image.new("RGB", (_SIDE, _SIDE), "white")
    draw = ImageDraw.Draw(picture)
    for inset, fill in ((8, colour), (24, "white"), (40, colour)):
        draw.ellipse((inset, inset, _SIDE - inset, _SIDE - inset), fill=fill)
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()
