"""Who paid whom, and for what, inside one payment of a camt entry (namespaces already dropped)."""

from __future__ import annotations

from lxml import etree

from bookdesk.formats.statements.text import joined, squeeze


def party_of(part: etree._Element, *, money_in: bool) -> tuple[str | None, str | None]:
    """Return name and account of the other side: the debtor of money in, the creditor of money out."""
    parties = part.find("RltdPties")
    if parties is None:
        return _agent(part, money_in=money_in), None
    side = "Dbtr" if money_in else "Cdtr"
    ultimate = "UltmtDbtr" if money_in else "UltmtCdtr"
    name = _name(parties.find(side)) or _name(parties.find(ultimate)) or _agent(part, money_in=money_in)
    account = parties.find(f"{side}Acct/Id")
    number = None if account is None else account.findtext("IBAN") or account.findtext("Othr/Id")
    return name, (number or "").strip() or None


def remittance_of(part: etree._Element) -> tuple[str, str | None]:
    """Return the free text and the structured reference (creditor reference, QR reference, RF)."""
    free = [squeeze(item.text or "") for item in part.findall("RmtInf/Ustrd")]
    structured = [squeeze(item.text or "") for item in part.findall("RmtInf/Strd/CdtrRefInf/Ref")]
    added = [squeeze(item.text or "") for item in part.findall("RmtInf/Strd/AddtlRmtInf")]
    invoices = [squeeze(item.text or "") for item in part.findall("RmtInf/Strd/RfrdDocInf/Nb")]
    return joined(*free, *structured, *invoices, *added), next(iter(structured), None)


def _name(party: etree._Element | None) -> str | None:
    """Return a party's name; from version 8 it stands one level deeper, in Pty or Agt."""
    if party is None:
        return None
    for path in ("Nm", "Pty/Nm", "Agt/FinInstnId/Nm"):
        found = squeeze(party.findtext(path) or "")
        if found:
            return found
    return None


def _agent(part: etree._Element, *, money_in: bool) -> str | None:
    agent = part.find(f"RltdAgts/{'DbtrAgt' if money_in else 'CdtrAgt'}/FinInstnId")
    return None if agent is None else squeeze(agent.findtext("Nm") or "") or None
