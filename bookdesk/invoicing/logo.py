"""The client's logo: any picture, made fit for paper, kept sealed, and on every paper from then on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

from bookdesk.core.errors import InputError
from bookdesk.core.ownfiles import FileTooLarge, read_own_file, shown_name
from bookdesk.core.vocabulary import PaperKind
from bookdesk.formats.paper.pictures import MOST_TAKEN, fit_logo
from bookdesk.invoicing.custom import settings_of
from bookdesk.models.actions import Action
from bookdesk.models.paper import Paper
from bookdesk.models.sales import SalesSettings
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.papers import NewPaper, keep


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that is fit for paper, as PNG, under the name of the file it came from; no picture is no logo."""

    file_name: str = ""
    picture: bytes | None = None


def read_logo(path: Path) -> Logo:
    """Read a picture that a person names, and make it fit for paper; nothing is kept. `InputError` as `fit_logo`."""
    try:
        content = read_own_file(path, MOST_TAKEN)
    except FileTooLarge:
        most = MOST_TAKEN // 1_000_000
        raise InputError(
            f"{shown_name(path)} has more than {most} MB, the most that a logo has.",
            "Save the picture smaller, some 2000 points wide.",
        ) from None
    return Logo(_png_name(path.name), fit_logo(content))


def choose_logo(desk: Desk, file_name: str, content: bytes) -> Paper:
    """Keep a picture as the client's logo and put it on his papers; those that were made stay as they are.

    `InputError` for what is no picture, too large, a drawing (SVG, PDF), or would unpack to more than memory bears.
    """
    logo = Logo(_png_name(file_name), fit_logo(content))
    with desk.books.change(Action.SALES_SETTINGS_EDITED, "logo chosen", actor=desk.actor) as work:
        settings = settings_of(work.session)
        row = put_on(work, desk, settings, logo)
        work.add(settings)
        work.commit()
    return row


def take_logo_off(desk: Desk) -> None:
    """Print papers without a logo from now on; `InputError` where there is none."""
    with desk.books.change(Action.SALES_SETTINGS_EDITED, "logo taken off", actor=desk.actor) as work:
        settings = settings_of(work.session)
        if settings.logo_id is None:
            raise InputError("There is no logo on the papers.", "Choose one first.")
        settings.logo_id = None
        work.commit()


def put_on(work: Change, desk: Desk, settings: SalesSettings, logo: Logo) -> Paper:
    """Keep a fit picture within a change, and name it as the logo of `settings`."""
    row = keep(work, desk, NewPaper(PaperKind.LOGO, None, logo.file_name, "image/png", logo.picture or b""))
    settings.logo_id = row.id
    return row


def _png_name(file_name: str) -> str:
    return f"{PurePath(file_name.replace(chr(92), '/')).stem or 'logo'}.png"
