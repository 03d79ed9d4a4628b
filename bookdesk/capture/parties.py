"""Who sent a document: names from zones, letterhead and footer. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bookdesk.capture.envelopes import senders_of
from bookdesk.capture.identity import OwnIdentity, name_key
from bookdesk.capture.kinds import is_title
from bookdesk.capture.labels import Label, compact, phrases
from bookdesk.capture.lines import CELL_GAP, Cell, Line, Sheet
from bookdesk.capture.memory.layouts import Recalled
from bookdesk.capture.ranking.ranker import Ranking
from bookdesk.capture.roles import Role
from bookdesk.capture.zones import Zone, party_at
from bookdesk.core.currencies import EXPONENTS
from bookdesk.reading.words import Box

_LEGAL = re.compile(
    r"(?<![0-9])(?<![0-9]\s)\b(?:gmbh|mbh|ag|kg|kgaa|ohg|ug|e\.\s?k|e\.\s?v|gbr|se|ltd|limited|inc|llc|llp|plc|corp|corporation|company|pty|pte|sdn\.?\s?bhd|bhd|s/b"
    r"|b\.?v|n\.?v|s\.?a\.?r\.?l|sas|sasu|s\.a|srl|s\.r\.l|s\.p\.a|s\.l|aps|a/s|oyj?|ab|a\.g|eurl|enterprise|trading|partners|sons)\b\.?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?i)\b(?:street|road|avenue|ave|blvd|lane|drive|suite|floor|box|jalan|jln|taman|lorong|bandar|rue|chemin|strasse|straße|weg|platz|allee)\b"
    r"|straße\b|strasse\b|\b[0-9]{4,6}\s+[^\W\d]{3}|^[0-9]+[,\s]|^no\.?\s?[0-9]|[^\W\d]+\s[0-9]{1,4}[a-z]?$|^lot\b|^unit\b"
)
_TOWN = re.compile(r"(?<![0-9])[0-9]{4,5}[ ]+([^\W\d_][^\W\d_.-]{2,}(?:[ ](?:am|an|im|bei|a\.)[ ][^\W\d_]+)?)")
"""A town behind its postcode, as on the Continent."""
_TOWN_AND_STATE = re.compile(r"^[A-Z][^\W\d_. '-]*(?:[ '-][A-Z]?[^\W\d_]+)*\s?,\s?[A-Z]{2}\b")
"""`Las Vegas, NV`: how lines of addresses end in America and Canada."""
_TRADES = frozenset("restaurant cafe café bar bistro hotel pizzeria trattoria pension".split())  # noqa: SIM905 - words
"""What a house is, over or under the name that it has."""
_WEB = re.compile(r"(?i)(?:@|www\.|https?://)([\w-]+(?:\.[\w-]+)*)\.[a-z]{2,}")
_SEPARATORS = re.compile(r"\s+[-\u2013\u2014]\s+|\s*[\u2022\u00b7|\u2219]\s*|,\s(?=.*[0-9])|\s{3,}")
_NOT_NAMES = re.compile(
    r"(?i)^(?:page|seite|tel|fax|phone|date|datum|total|thank|welcome|danke|merci|cash|reg|gst|tax|vat|original|copy|duplicate|bank|iban|bic"
    r"|description|terms|to|from|qty|item|amount|price|conditions|adresse|anschrift|address|email|e-mail|internet|stylesheet|print|closed"
    r"|uid|ust|eur|passenger|give us|tell us|achtung|vielen|kundenbeleg|willkommen|beleg|kasse)\b"
    r"|^(?:check|chk|table|server|tisch|terminal)\s?[#:0-9]"
)
_CARD_HOUSES = re.compile(
    r"(?i)\b(?:adyen|concardis|elavon|first data|ingenico|intercard|nexi|payone|six payment|sumup|telecash|vr payment"
    r"|worldline|worldpay|zettle)\b"
)
"""Who handles cards for shops: their names and the law's words stand on the slips of tills."""
_CLAUSE = 3
_PUBLIC_MAIL = frozenset(
    [
        "gmail",
        "googlemail",
        "outlook",
        "hotmail",
        "yahoo",
        "icloud",
        "gmx",
        "web",
        "t-online",
        "bigpond",
        "btinternet",
        "live",
        "aol",
    ]
)
_SHORTEST_DOMAIN = 4
"""Letters below which a name is part of a web address by accident."""
_WORDS = 9
_TOP, _FOOT = 0.22, 0.86
_ROLL = 0.62
"""Width over height below which a page is a till's."""
_PRICED = re.compile(r"[^\W\d_].*\s-?[0-9]+[.,]\s?[0-9]{2}(?:\s?\S{1,2})?$")
"""A till's line of goods: it ends with its price, or with a currency's sign or the mark of its tax rate behind that."""
_READ = 0.6
_LETTERS = 3


@dataclass(frozen=True, slots=True)
class NameFind:
    """A name as printed, the tokens it rests on, and how much speaks for it."""

    text: str
    line: int
    page: int
    first: int
    last: int
    box: Box
    score: float
    why: str
    margin: float = 1.0
    """Points by which it leads the next other name."""


def supplier_name(  # noqa: PLR0913, PLR0917 - what a name rests on
    sheet: Sheet,
    zones: Sequence[Zone],
    labels: Sequence[Label],
    own: OwnIdentity,
    recalled: Recalled,
    ranking: Ranking,
    known: Sequence[str] = (),
) -> NameFind | None:
    """Return the best name of the sender. `known` are names of the books' suppliers, which count for more."""
    scorer = _Scorer(sheet, zones, labels, own, known)
    voted = ((one.score + recalled.vote("supplier_name", one), one, one.why) for one in scorer.names())
    names = (replace(one, score=score) for score, one, _ in ranking.weigh("supplier_name", voted))
    ranked = sorted(names, key=lambda name: -name.score)
    if not ranked or ranked[0].score <= 0.2:  # noqa: PLR2004 - less is noise
        return None
    best, key = ranked[0], name_key(ranked[0].text)
    rival = next((one.score for one in ranked if key not in name_key(one.text) and name_key(one.text) not in key), 0.0)
    best = replace(best, margin=best.score - rival)
    if scorer.is_sender(best):
        return best
    return _with_second_line(_in_full(_stacked(best, sheet), ranked), sheet)


_LARGE = 1.3
_MOST_STACKED = 4


def _stacked(name: NameFind, sheet: Sheet) -> NameFind:
    """Join a name set large over several lines: the cells below that are as large, close and aligned."""
    height = name.box[3] - name.box[1]
    heights = sorted(line.height for line in sheet.lines)
    if height < _LARGE * heights[len(heights) // 2]:
        return name
    text, bottom = name.text, name.box[3]
    for line in sheet.lines[name.line + 1 : name.line + _MOST_STACKED]:
        cell = next((cell for cell in line.cells if abs(cell.box[0] - name.box[0]) < 0.01), None)  # noqa: PLR2004 - one edge
        if cell is None or line.page != name.page:
            break
        size = cell.box[3] - cell.box[1]
        if abs(size - height) > 0.15 * height or cell.box[1] - bottom > height or any(map(str.isdigit, cell.text)):
            break
        text, bottom = f"{text} {cell.text}", cell.box[3]
    return replace(name, text=text)


def _in_full(short: NameFind, names: Sequence[NameFind]) -> NameFind:
    """Return the full name where the best one is its beginning: `Peel` of `Peel and Partners Design Ltd`."""
    key = name_key(short.text)
    longer = [name for name in names if name_key(name.text).startswith(f"{key} ") and name.score > 0.1]  # noqa: PLR2004 - not the buyer
    full = max(longer, key=lambda name: (bool(_LEGAL.search(name.text)), name.score), default=None)
    if full is None or (_LEGAL.search(short.text) and not _LEGAL.search(full.text)):
        return short
    return replace(full, score=max(full.score, short.score), margin=short.margin)


AGENTS = frozenset(map(compact, ("buyer", "agency")))
"""Headings of whom the customer sent: beside `Advertiser` or `Bill to` they name somebody else."""
_IN_FORMS = AGENTS | {compact("advertiser")}
"""Headings that forms also have as labels of a row."""


def name_in(sheet: Sheet, zone: Zone, zones: Sequence[Zone]) -> NameFind | None:
    """Return the name a zone starts with: behind its heading, behind `Name:`, or on the first line below."""
    beside, far = _is_row_label(sheet, zone), None
    for line in sheet.lines[zone.label.line :]:
        if line.page != zone.page or line.box[1] > zone.box[3] or (beside and line.number > zone.label.line):
            return far
        for found in _values(line, zone, zones):
            if _starts_label(sheet, found):
                continue
            if line.number > zone.label.line or found.box[0] - zone.label.box[2] < _BESIDE:
                return found
            far = far or found
    return far


_BESIDE = 0.3
"""Share of the page's width within which a name is beside its heading; further off it may be the other party's."""


def _is_row_label(sheet: Sheet, zone: Zone) -> bool:
    """Whether a heading is the label of a row, `Buyer: | | Total cost: | 9,025.00`: below it stands another row."""
    if zone.label.phrase not in _IN_FORMS:
        return False
    line = sheet.lines[zone.label.line]
    behind = [cell for cell in line.cells if cell.first > zone.label.last and zone.holds(line.page, cell.box)]
    return line.tokens[zone.label.last].text.endswith(":") and bool(behind)


def _starts_label(sheet: Sheet, found: NameFind) -> bool:
    """Whether the words are the beginning of a label that goes on in the next cell: `Globale | Nummer:`."""
    tokens = sheet.lines[found.line].tokens[found.first : found.first + 4]
    starts = (compact("".join(token.text for token in tokens[:count])) for count in range(1, 5))
    return any(role not in _NAMES_TOO for start in starts for role, _ in phrases().get(start, ()))


_NAMES_TOO = frozenset({Role.SELLER, Role.BUYER, Role.PARTY_END, Role.NAME, Role.TITLE, Role.NUMBER, Role.TENDER})
"""Roles whose phrases may also be a company's name."""
_KEY = re.compile(r"(?i)^(?:name|firma|company|nom|naam)\s*:?\s*")
_NUMBERED = re.compile(r"\s*\([0-9]+\)?$")
"""A customer's number behind his name: `Bernie 2020 Inc (33287)`."""


def _values(line: Line, zone: Zone, zones: Sequence[Zone]) -> Iterator[NameFind]:
    """Yield what may be a name on a line of a zone, its heading and keys (`Name:`) left out."""
    after_key = False
    for cell in line.cells:
        start = zone.label.last + 1 if line.number == zone.label.line and cell.first <= zone.label.last else cell.first
        if start > cell.last or (cell.last < zone.label.first and line.number == zone.label.line):
            continue
        part = line.cell(start, cell.last)
        text = _NUMBERED.sub("", _KEY.sub("", part.text.lstrip(": ").strip()))
        inside = [other for other in zones if other.holds(line.page, part.box)]
        if not text and inside and _KEY.match(part.text):
            after_key = True
        if not text or not inside or max(inside, key=lambda other: (other.box[1], other.box[0])) is not zone:
            continue
        aligned = -0.03 < part.box[0] - zone.label.box[0] < 0.12 or after_key or line.number == zone.label.line  # noqa: PLR2004 - an indent
        if aligned and is_namelike(text):
            yield NameFind(text, line.number, line.page, start, cell.last, part.box, 1.0, f"under {_shown(line, zone)}")


def _shown(line: Line, zone: Zone) -> str:
    del line
    return "the seller's heading" if zone.role is Role.SELLER else "the buyer's heading"


def is_namelike(text: str) -> bool:
    """Return whether a text may be the name of somebody: letters, no label, no address of the web."""
    letters = sum(map(str.isalpha, text))
    digits = sum(map(str.isdigit, text))
    key = compact(text.rstrip(":"))
    if letters < 2 or digits > letters / 2:  # noqa: PLR2004 - one letter names nobody
        return False
    return key not in phrases() and not _WEB.search(text) and not text.endswith(":")


class _Scorer:
    """Weighs every cell of a document as the sender's name."""

    def __init__(
        self, sheet: Sheet, zones: Sequence[Zone], labels: Sequence[Label], own: OwnIdentity, known: Sequence[str]
    ) -> None:
        self._sheet, self._zones, self._own = sheet, zones, own
        self._senders = {(one.cell.line, name_key(one.name)) for one in senders_of(sheet)}
        self._ends = {(label.line, label.first) for label in labels if _ends_a_name(label)}
        self._domains = {
            re.sub(r"[^a-z0-9]", "", part)
            for match in _WEB.finditer(sheet.text.lower())
            for part in match[1].split(".")
            if part not in _PUBLIC_MAIL and len(part) > 2  # noqa: PLR2004 - www, co
        }
        self._known = {name_key(name) for name in known}
        self._towns = {name_key(match[1]) for match in _TOWN.finditer(sheet.text)}
        self._holders = {label.line: label for label in labels if label.weight(Role.HOLDER)}
        heights = sorted(line.height for line in sheet.lines)
        self._roll = bool(sheet.lines) and sheet.lines[0].wide < _ROLL
        self._legible = [line.number for line in sheet.lines if line.page == 1 and _is_legible(line)]
        self._usual = heights[len(heights) // 2] if heights else 0.0
        self._counts: dict[str, int] = {}
        for line in sheet.lines:
            for cell in line.cells:
                for part in _SEPARATORS.split(cell.text):
                    key = name_key(part)
                    self._counts[key] = self._counts.get(key, 0) + 1

    def names(self) -> Iterator[NameFind]:
        """Yield names with their scores."""
        for zone in self._zones:
            if zone.role is Role.SELLER and (found := name_in(self._sheet, zone, self._zones)):
                score, why = self._score(found.text, self._sheet.lines[found.line], found.box)
                yield NameFind(
                    found.text,
                    found.line,
                    found.page,
                    found.first,
                    found.last,
                    found.box,
                    score + 0.9,
                    f"seller; {why}",
                )
        for line in self._sheet.lines:
            for cell in (*map(self._before_label, line.cells), *_spaced(line)):
                text = _bare(_SEPARATORS.split(cell.text)[0])
                if not is_namelike(text) or len(text.split()) > _WORDS:
                    continue
                last = cell.first + max(1, len(text.split())) - 1
                box = line.cell(cell.first, min(last, cell.last)).box
                score, why = self._score(text, line, box)
                yield NameFind(text, line.number, line.page, cell.first, min(last, cell.last), box, score, why)

    def is_sender(self, name: NameFind) -> bool:
        """Whether a name begins the sender's line over an address: what stands below it is somebody else."""
        return (name.line, name_key(name.text)) in self._senders

    def _before_label(self, cell: Cell) -> Cell:
        """Return what stands before a label in a cell: `Quillon Bau GmbH` of `Quillon Bau GmbH USt-IdNr. DE1234`."""
        end = next((at for at in range(cell.first + 1, cell.last + 1) if (cell.line, at) in self._ends), None)
        return cell if end is None else self._sheet.lines[cell.line].cell(cell.first, end - 1)

    def _score(self, text: str, line: Line, box: Box) -> tuple[float, str]:
        evidence = [
            *self._by_form(text),
            *self._by_place(line, box),
            (0.8, "a supplier of these books") if name_key(text) in self._known else None,
            (0.5, "the sender's line over the address") if (line.number, name_key(text)) in self._senders else None,
            (0.4, "named in the web address") if self._in_domain(text) else None,
            (0.12 * min(2, self._counts.get(name_key(text), 1) - 1), "printed again"),
            (0.5, "holder of the account") if line.number in self._holders else None,
            (-0.8 * max(0.0, 0.75 - _legibility(line, box)), "badly legible"),
            (-0.4 if len(name_key(text)) < 3 else 0.0, "too short"),  # noqa: PLR2004 - initials at least
            (-2.0, "the client himself") if self._own.is_name(text) else None,
        ]
        kept = [entry for entry in evidence if entry]
        return sum(weight for weight, _ in kept), "; ".join(reason for weight, reason in kept if weight >= 0.1)  # noqa: PLR2004 - worth saying

    def _by_form(self, text: str) -> Iterator[tuple[float, str]]:
        if _LEGAL.search(text) and not _TOWN_AND_STATE.match(text):  # NV is Nevada, too
            yield 0.45, "legal form"
        if _ADDRESS.search(text) or _TOWN_AND_STATE.match(text) or name_key(text) in self._towns:
            yield -0.45, "an address"
        if _NOT_NAMES.match(text) or is_title(text) or text in EXPONENTS:
            yield -0.8, "a heading"
        if len(name_key(_LEGAL.sub("", text))) < 3 and not name_key(text).isdigit():  # noqa: PLR2004 - nothing but a legal form
            yield -0.6, "no name beside the legal form"
        if text == text.lower():
            yield -0.4, "no capital"
        elif text[0].islower() and len(text.split()) >= _CLAUSE:
            yield -0.5, "amid a sentence"
        if _CARD_HOUSES.search(text):
            yield -0.4, "who handled the card"
        digits = sum(map(str.isdigit, text))
        if digits > 2:  # noqa: PLR2004 - 99 Speed Mart, 7-Eleven
            yield -0.3, "digits"
        if compact(text.partition(":")[0]) in phrases() or (text.endswith(".") and len(text.split()) > 4):  # noqa: PLR2004 - a sentence
            yield -0.5, "a label"

    def _by_place(self, line: Line, box: Box) -> Iterator[tuple[float, str]]:
        party = party_at(self._zones, line.page, box)
        if party is Role.BUYER:
            yield -1.0, "buyer"
        if line.page == 1 and line.box[1] < _TOP + 0.3:
            yield self._near_top(line), "letterhead"
        elif line.box[1] > _FOOT:
            yield 0.1, "footer"
        if line.page > 1:
            yield -0.15, "later page"
        if self._roll and _PRICED.search(line.text):
            yield -0.5, "goods with their price"
        if line.height > 1.25 * self._usual:
            yield 0.15, "large"

    def _near_top(self, line: Line) -> float:
        """Weigh how near a line is to the top; a till begins with the shop's name, a letter often with other things."""
        place = bisect_left(self._legible, line.number)
        return max(0.0, 0.65 - 0.12 * place) if self._roll else max(0.0, 0.4 - 0.025 * place)

    def _in_domain(self, text: str) -> bool:
        key = re.sub(r"[^a-z0-9]", "", compact_ascii(name_key(text)))
        if len(key) < _SHORTEST_DOMAIN:
            return False
        first = re.sub(r"[^a-z0-9]", "", compact_ascii(name_key(text).partition(" ")[0]))
        return any(
            (len(domain) >= _SHORTEST_DOMAIN and (domain in key or key in domain))
            or (len(first) > _SHORTEST_DOMAIN and domain.startswith(first))
            for domain in self._domains
        )


def _ends_a_name(label: Label) -> bool:
    """Whether a label begins something else than a name, of several words or letters enough to be no part of one."""
    return any(label.weight(role) >= 1 for role in _NO_NAMES) and len(label.phrase) >= _LONG_ENOUGH


_NO_NAMES = (Role.TAX_ID, Role.IBAN, Role.ACCOUNT, Role.ROUTING)
_LONG_ENOUGH = 4
_SPACED = 2.5
"""Heights between the words of a name that is set wide, as tills do; more lies between columns."""


def _spaced(line: Line) -> Iterator[Cell]:
    """Yield runs of cells that stand so close that they may be one name set wide."""
    first = 0
    for index in range(1, len(line.tokens) + 1):
        if index < len(line.tokens) and line.gap(index) <= _SPACED:
            continue
        if any(line.gap(place) > CELL_GAP for place in range(first + 1, index)):
            yield line.cell(first, index - 1)
        first = index


def _bare(text: str) -> str:
    """Return a name without the dirt around it and without the registration number printed behind it."""
    return _REGISTRATION.sub("", _NUMBERED_COMPANY.sub("", text.strip(_DIRT))).strip(_DIRT)


_DIRT = " ,;:+*-=_|\\/'\"\u2018\u2019\u201c\u201d~."


def _is_legible(line: Line) -> bool:
    """Whether a line has a word that is one: letters enough, of which the engine is sure."""
    return any(token.confidence > _READ and sum(map(str.isalpha, token.text)) >= _LETTERS for token in line.tokens)


def _legibility(line: Line, box: Box) -> float:
    """Return the mean confidence of the words in a box of a line."""
    sure = [token.confidence for token in line.tokens if box[0] <= (token.box[0] + token.box[2]) / 2 <= box[2]]
    return sum(sure) / len(sure) if sure else 1.0


_IN_ADDRESSES = str.maketrans("éèáàó", "eeaao", "") | {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}


def compact_ascii(text: str) -> str:
    """Return German letters as web addresses write them."""
    return text.translate(_IN_ADDRESSES)


def _with_second_line(name: NameFind, sheet: Sheet) -> NameFind:
    """Join a name that goes on below (the legal form stands there) or began above (only the legal form was found)."""
    if name_key(name.text) in _TRADES:
        return _joined(name, sheet.lines[name.line + 1 : name.line + 2], above=False, whatever=True) or name
    if len(name_key(_LEGAL.sub("", name.text))) < 3:  # noqa: PLR2004 - nothing but a legal form
        return _joined(name, sheet.lines[max(0, name.line - 1) : name.line], above=True) or name
    if _LEGAL.search(name.text):
        return name
    return _joined(name, sheet.lines[name.line + 1 : name.line + 2], above=False) or name


def _joined(name: NameFind, lines: Sequence[Line], *, above: bool, whatever: bool = False) -> NameFind | None:
    """Return the name with the aligned cell of a neighbouring line, if that completes it: below, with a legal form.

    With `whatever` no legal form is needed, but it may be no address.
    """
    for line in lines:
        for cell in line.cells:
            apart = name.box[1] - cell.box[3] if above else cell.box[1] - name.box[3]
            left, middle = abs(cell.box[0] - name.box[0]), abs(cell.box[0] + cell.box[2] - name.box[0] - name.box[2])
            fits = line.page == name.page and apart < 1.2 * line.height and (left < 0.02 or middle < 0.1)  # noqa: PLR2004 - left or centred
            completes = above or _LEGAL.search(cell.text) or (whatever and not _ADDRESS.search(cell.text))
            if not fits or not completes or any(map(str.isdigit, cell.text)):
                continue
            text = f"{cell.text} {name.text}" if above else f"{name.text} {_bare(cell.text) if whatever else cell.text}"
            return replace(name, text=text)
    return None


_MISREAD_FORM = re.compile(r"\bS[OU0]N\.? BHD\b")
_NUMBERED_COMPANY = re.compile(r"\s*\(?[0-9]{5,}\s?-\s?[A-Z\u00a5]\b.*$")
"""A company's number behind its name, and what follows it."""
_REGISTRATION = re.compile(
    r"\s*\(?\s*(?:co\.?\s?(?:reg\.?)?\s?(?:no\.?)?[\s:.]*)?[0-9]{4,}\s?-?\s?[A-Z0-9]{0,2}\s?\)?$", re.IGNORECASE
)


def tidy_name(text: str) -> str:
    """Drop a registration number printed after a name, and mend the legal form that OCR misreads most."""
    return _REGISTRATION.sub("", _MISREAD_FORM.sub("SDN BHD", text)).strip(" ,;:*-=_\"'\u201c\u2018|") or text
