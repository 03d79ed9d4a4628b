"""The settings on one page, from what is changed often to what is read once."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from bookdesk.office.housekeeping import About
from bookdesk.ui import program
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import PRACTICE, Message, Place
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.form import FormRow, push, stacked
from bookdesk.ui.pieces.labels import heading, quiet, title
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.settings.backups.view import BackupsSection
from bookdesk.ui.settings.folders.view import FoldersSection
from bookdesk.ui.settings.layouts.view import LayoutsSection
from bookdesk.ui.settings.mail.view import MailSection
from bookdesk.ui.settings.mailboxes.view import MailboxesSection
from bookdesk.ui.settings.online.view import OnlineSection
from bookdesk.ui.settings.portal.view import PortalSection
from bookdesk.ui.settings.presenter import SettingsPresenter, formats, made_of, this_program
from bookdesk.ui.settings.recovery.view import RecoverySection
from bookdesk.ui.settings.security.view import SecuritySection

_WIDTH = 760
ABOUT, BACKUPS, SECURITY, RECOVERY, MAIL = "about", "backups", "security", "recovery", "mail"
PAID_ONLINE, PAY_PORTAL = "paid online", "pay portal"
MAILBOXES, FOLDERS, LAYOUTS, VERIFY = "mailboxes", "watched folders", "layouts", "verify"


class SettingsScreen(Screen):
    """Look, practice, safety, about."""

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        """Show what is chosen now."""
        super().__init__(desktop, "settings", parent)
        self.chooser = Chooser()
        self._presenter = SettingsPresenter(desktop)
        liked = self._presenter.liked
        self.scheme = Options(
            "Theme",
            [Choice("system", "As the system"), Choice("light", "Light"), Choice("dark", "Dark")],
            liked("scheme", "system"),
            ("system", "light", "dark"),
        )
        sizes = [Choice(str(size), f"{size} %") for size in program.TYPE_SIZES]
        self.size_of_type = Options("Type size", sizes, liked("type size", "100"))
        rows = [Choice("dense", "Dense"), Choice("comfortable", "Comfortable")]
        self.rows = Options("Rows", rows, liked("rows", "dense"))
        self.verify, self.verify_result = push("Verify now"), Banner()
        self.show_home = push("Show folder")
        self.people = push("People and access…")
        self.security = SecuritySection(desktop)
        self.recovery = RecoverySection(desktop, lambda: self.chooser)
        self.mail, self.online = MailSection(desktop), OnlineSection(desktop)
        self.portal = PortalSection(desktop)
        self.mailboxes, self.folders = MailboxesSection(desktop), FoldersSection(desktop, lambda: self.chooser)
        self.layouts = LayoutsSection(desktop)
        for grows in (self.security, self.mail, self.online, self.portal, self.mailboxes):
            grows.room_wanted.connect(self._show_part)
        self._mail = self._section("Mail", self.mail)
        self._mailboxes = self._section("Documents by mail", self.mailboxes)
        self._folders = self._section("Watched folders", self.folders)
        self._layouts = self._section("Layouts of suppliers", self.layouts)
        self._online = self._section("Paid online", self.online)
        self._portal = self._section("Pay portal", self.portal)
        self._security = self._section("Security", self.security)
        self._recovery = self._section("Recovery sheet", self.recovery)
        self._practice, self._made_of, self.readers = Facts(), Facts(), Facts()
        self.backups = BackupsSection(desktop, lambda: self.chooser)
        self._backups = self._section("Backups", self.backups)
        checked = quiet("Every page, the history, every document and what must always be true of the books.")
        self._verifying = self._section("Verify", checked, _left(self.verify), self.verify_result)
        self._about = self._section("About", quiet(this_program()), self._made_of)
        self._area = QScrollArea()
        self._wanted: QWidget | None = None
        self._lay_out()
        self._connect(desktop)

    def show_place(self, place: Place) -> None:
        """Ask how everything stands; a `view` scrolls to its section, such as mail or paid online."""
        self._presenter.describe()
        parts = (self.backups, self.security, self.recovery, self.mail, self.online, self.portal)
        for one in (*parts, self.mailboxes, self.folders, self.layouts):
            one.refresh()
        places = {ABOUT: self._about, BACKUPS: self._backups, SECURITY: self._security, RECOVERY: self._recovery}
        places |= {MAIL: self._mail, PAID_ONLINE: self._online, PAY_PORTAL: self._portal}
        places |= {MAILBOXES: self._mailboxes, FOLDERS: self._folders, LAYOUTS: self._layouts}
        places[VERIFY] = self._verifying
        self._wanted = places.get(place.view)
        if self._wanted is not None:
            self._area.ensureWidgetVisible(self._wanted, 0, 2 * GRID)
        self._scroll_to_wanted()

    def take_keyboard(self) -> None:
        """Begin at the first choice."""
        self.scheme.setFocus()

    def record(self) -> Place | None:
        """Return where all is shown that happened to the practice: what is set here is a part of it."""
        return Place("history", view=PRACTICE)

    def unsaved(self) -> str:
        """Return whether a recovery sheet is being made, or a passphrase typed."""
        if self.recovery.half_done():
            return "a recovery sheet"
        if self.security.half_typed():
            return "a passphrase"
        if self.online.half_typed():
            return "how customers pay online"
        if self.portal.half_typed():
            return "the pay portal"
        if self.mailboxes.half_typed():
            return "a mailbox"
        return "a mail account" if self.mail.half_typed() else super().unsaved()

    def leave(self) -> bool:
        """Stay while a recovery sheet is still to be kept."""
        if self.recovery.half_done():
            self.desktop.tell(Message("A recovery sheet is being made.", Tone.INFO, "Keep it, or go back in its card."))
            return False
        return super().leave()

    def scrolled_to_about(self) -> bool:
        """Whether what the program is can be seen."""
        return not self._about.visibleRegion().isEmpty()

    # -- inside

    def _scroll_to_wanted(self) -> None:
        """Scroll to the section that was asked for."""
        self._area.verticalScrollBar().setValue(self._wanted.y() - 2 * GRID if self._wanted is not None else 0)

    def _follow_growth(self) -> None:
        """Keep the section that was asked for in sight while sections above it grow with what they have to show."""
        if self._wanted is not None:
            QTimer.singleShot(0, self, self._scroll_to_wanted_still)

    def _scroll_to_wanted_still(self) -> None:
        if self._wanted is not None:
            self._scroll_to_wanted()

    def _want_nothing(self) -> None:
        """Leave it to the person, who has begun to scroll or to work, what he looks at."""
        self._wanted = None

    def _watch_keyboard(self, _: QWidget | None, now: QWidget | None) -> None:
        """Notice where the person works; the first choice has the keyboard before he does anything."""
        first = now is self.scheme or (now is not None and self.scheme.isAncestorOf(now))
        if now is not None and not first and self._area.isAncestorOf(now):
            self._want_nothing()

    def _show_part(self, part: QWidget) -> None:
        """Scroll to what has just grown, once everything has found its place; to where it begins if it is long."""
        if self._wanted is not None:  # it grew with what it has to show, not because of an act
            self._follow_growth()
            return
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._area.ensureWidgetVisible(part, 0, 2 * GRID)
        bar = self._area.verticalScrollBar()
        begins = part.mapTo(self._area.viewport(), QPoint(0, 0)).y() - 2 * GRID
        bar.setValue(bar.value() + min(begins, 0))

    def _lay_out(self) -> None:
        self._made_of.show_facts(made_of())
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(title("Settings"))
        column.addWidget(
            self._section(
                "How it looks",
                FormRow("Theme", self.scheme),
                FormRow("Type size", self.size_of_type),
                FormRow("Rows of tables", self.rows),
                quiet(f"Dates and amounts: {formats()}"),
            )
        )
        column.addWidget(self._section("This practice", self._practice, _left(self.show_home, self.people)))
        for card in (
            self._mail,
            self._mailboxes,
            self._folders,
            self._layouts,
            self._online,
            self._portal,
            self._security,
            self._recovery,
            self._backups,
            self._verifying,
        ):
            column.addWidget(card)
        column.addWidget(self._section("What reads scans and photos", self.readers))
        column.addWidget(self._about)
        column.addStretch(1)
        self._area.setWidget(ground)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)

    def _section(self, name: str, *parts: QWidget) -> QFrame:
        card = QFrame()
        card.setProperty("kind", "card")
        card.setMaximumWidth(sized(_WIDTH))
        inside = stacked(heading(name), *parts)
        column = QVBoxLayout(card)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.addWidget(inside)
        return card

    def _connect(self, desktop: Desktop) -> None:
        bar = self._area.verticalScrollBar()
        bar.rangeChanged.connect(self._follow_growth)
        bar.actionTriggered.connect(self._want_nothing)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._watch_keyboard)
        for name, options in (("scheme", self.scheme), ("type size", self.size_of_type), ("rows", self.rows)):
            options.chosen.connect(lambda value, name=name: self._presenter.like(name, value))
        self.show_home.setIcon(icon("folder", "text"))
        self.people.setIcon(icon("contacts", "text"))
        self.people.clicked.connect(lambda: desktop.go(Place("people")))
        self.verify.setIcon(icon("verify", "text"))
        self.show_home.clicked.connect(lambda: self.chooser.show_folder(desktop.office.practice.places.home))
        self.verify.clicked.connect(self._verify)
        self._presenter.described.connect(self._show_practice)
        self._presenter.readers_known.connect(self.readers.show_facts)
        self._presenter.verified.connect(lambda message: self._show_result(self.verify, self.verify_result, message))

    def _show_practice(self, about: About) -> None:
        mode = {"normal": "", "demo": "A sample: nothing leaves this computer", "training": "For training only"}
        self._practice.show_facts(
            [
                ("Name", about.name),
                ("Kind", mode.get(about.mode, about.mode)),
                ("Folder", str(about.home)),
                ("People", str(sum(person.active for person in about.people))),
                ("Computers", str(about.computers)),
            ]
        )

    def _verify(self) -> None:
        self.verify.setEnabled(False)
        self.verify_result.clear()
        self._presenter.verify()

    def _show_result(self, button: QWidget, banner: Banner, message: Message) -> None:
        button.setEnabled(True)
        banner.say(message)


def _left(*parts: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return made
