"""XML from strangers, made safe before anybody reads it (reliability-security.md §4.6).

Protects against documents that unfold, fetch or nest: a document type is refused before the parser meets an entity, nothing
is loaded from a file or the network, and size and depth are bounded.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from shared.files import findings
from shared.files.limits import LIMITS
from shared.files.problems import DamagedXml, FileTooLarge, UnsafeXml

PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "recover": False,
}
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ASIDE = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ELEMENT = re.compile(rb"<[^?!]")
_MIB = 1024 * 1024
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (LIMITS.xml_depth + 1) + ")")
"""Asked of the parser's own tree: a walk over the elements costs more than the parsing."""


def parse_xml(content: bytes, *, largest: int = LIMITS.xml) -> etree._Element:
    """The root element. Raises `FileTooLarge`, `UnsafeXml` or `DamagedXml`; comments and instructions are left out."""
    if len(content) > largest:
        raise FileTooLarge(size=-(-len(content) // _MIB), limit=largest // _MIB)
    refuse_doctype(content)
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, **PARSER_OPTIONS)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _syntax_problem(error) from None
    except ValueError:
        raise DamagedXml(line=1) from None
    if root is None:
        raise DamagedXml(line=1)
    # A document type in an encoding that hides it from the first look has not been followed either.
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnsafeXml(found=findings.DOCUMENT_TYPE)
    _refuse_depth(root)
    return root


def refuse_doctype(content: bytes) -> None:
    """Raise `UnsafeXml` when a document type stands before the first element, in whatever encoding."""
    head = content
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:4]:
        head = content.replace(b"\x00", b"")
    match = _DOCTYPE.search(head)
    # Below the first element it can only be text (a note in CDATA); the parser refuses everything else there.
    if match and not _ELEMENT.search(_ASIDE.sub(b"", head[: match.start()])):
        raise UnsafeXml(found=findings.DOCUMENT_TYPE)


def _syntax_problem(error: etree.XMLSyntaxError) -> DamagedXml | UnsafeXml:
    text = str(error.msg).lower()
    if "depth" in text or "nest" in text:
        return UnsafeXml(found=findings.DEEP_NESTING)
    return DamagedXml(line=error.lineno or 1)


def _refuse_depth(root: etree._Element) -> None:
    if _TOO_DEEP(root):
        raise UnsafeXml(found=findings.DEEP_NESTING)
