"""Makes an archive file of a PDF of ours: PDF/A-3, level B (ISO 19005-3), with the e-invoice inside where there is one.

Its fonts are in the file already and its colours are plain red, green and blue; added are the profile that says which,
the metadata in XMP, and the attached XML as Factur-X 1.0 and ZUGFeRD 2 want it (Factur-X 1.0.07, 6): `factur-x.xml`,
an alternative of the whole document. No program for proving conformance may be had here, so it is checked by structure.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from pikepdf import Array, AttachedFileSpec, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String

from bookdesk.formats.srgb import srgb_profile

XML_NAME: Final = "factur-x.xml"
_PRINTED: Final = 4
"""The flag of an annotation that is printed (ISO 32000-1, table 165)."""
_SPACES: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
}
_FX: Final = {
    "DocumentFileName": (XML_NAME, "name of the embedded XML invoice file"),
    "DocumentType": ("INVOICE", "kind of document, INVOICE for credit notes as well"),
    "Version": ("1.0", "version of the Factur-X standard"),
    "ConformanceLevel": ("EN 16931", "profile of the embedded XML"),
}


def archived(pdf: bytes, made: date, xml: bytes | None = None) -> bytes:
    """Return a PDF of ours as archive file that says it was made on a day, with an e-invoice (CII) inside or without.

    Equal files give equal bytes.
    """
    with Pdf.open(BytesIO(pdf)) as file:
        title, author = (str(file.docinfo.get(name, "")) for name in (Name.Title, Name.Author))
        stamp = f"D:{made:%Y%m%d}000000Z"
        _inform(file, title, author, stamp)
        for page in file.pages:
            for note in page.get(Name.Annots, []):
                note[Name.F] = _PRINTED
        _intend(file)
        if xml is not None:
            _attach(file, xml, stamp)
        _describe(file, _metadata(title, author, made, with_xml=xml is not None))
        out = BytesIO()
        file.save(
            out,
            force_version="1.7",
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.disable,
            fix_metadata_version=False,
        )
        return out.getvalue()


def _inform(file: Pdf, title: str, author: str, stamp: str) -> None:
    """Say the same as the metadata where readers of before look."""
    file.trailer[Name.Info] = file.make_indirect(
        Dictionary(
            Title=String(title),
            Author=String(author),
            Creator=String("BookDesk"),
            Producer=String("BookDesk"),
            CreationDate=String(stamp),
            ModDate=String(stamp),
        )
    )


def _intend(file: Pdf) -> None:
    """Say which red, green and blue are meant."""
    profile = Stream(file, srgb_profile())
    profile[Name.N] = 3
    file.Root[Name.OutputIntents] = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=file.make_indirect(profile),
            )
        ]
    )


def _attach(file: Pdf, xml: bytes, stamp: str) -> None:
    described = AttachedFileSpec(
        file,
        xml,
        description="The invoice as data (EN 16931)",
        filename=XML_NAME,
        mime_type="text/xml",
        creation_date=stamp,
        mod_date=stamp,
        relationship=Name.Alternative,
    )
    file.attachments[XML_NAME] = described
    file.Root[Name.AF] = Array([described.obj])


def _describe(file: Pdf, xmp: bytes) -> None:
    metadata = Stream(file, xmp)
    metadata[Name.Type], metadata[Name.Subtype] = Name.Metadata, Name.XML
    file.Root[Name.Metadata] = file.make_indirect(metadata)


def _metadata(title: str, author: str, made: date, *, with_xml: bool) -> bytes:
    """Return the metadata in XMP: every name space on its description, where strict readers look for them."""
    day = f"{made.isoformat()}T00:00:00Z"
    said = (
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>"
        "<dc:format>application/pdf</dc:format>"
        "<pdf:Producer>BookDesk</pdf:Producer><xmp:CreatorTool>BookDesk</xmp:CreatorTool>"
        f"<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>"
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f"{_description(said, 'dc', 'pdf', 'xmp', 'pdfaid')}{_einvoice() if with_xml else ''}"
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _einvoice() -> str:
    """Return what Factur-X says of the attached XML, after the schema that PDF/A asks for names of one's own."""
    said = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in _FX.items())
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        f"<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{meaning}</pdfaProperty:description></rdf:li>"
        for name, (_, meaning) in _FX.items()
    )
    schema = (
        '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_SPACES['fx']}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>"
        "</rdf:li></rdf:Bag></pdfaExtension:schemas>"
    )
    return _description(schema, "pdfaExtension", "pdfaSchema", "pdfaProperty") + _description(said, "fx")


def _description(said: str, *prefixes: str) -> str:
    spaces = "".join(f' xmlns:{prefix}="{_SPACES[prefix]}"' for prefix in prefixes)
    return f'<rdf:Description rdf:about=""{spaces}>{said}</rdf:Description>'
