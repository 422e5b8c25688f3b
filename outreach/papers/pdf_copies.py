"""PDF files as they are sent: pages only, and nothing that acts by itself.

Runs in the reader's process, which has little memory and little time.
"""

import io
from collections.abc import Iterator
from typing import Any

from outreach.papers.rules import LARGEST_COPY, CopyUnusable

MOST_PAGES = 30
MOST_OBJECTS = 50_000
ACTIVE = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA",
     "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Sound", "/Rendition"}
)  # fmt: skip
KEPT_OF_PAGE = frozenset(
    {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit"}
)


BESIDE_THE_PICTURE = ("/Metadata", "/PieceInfo", "/OC")


def rewrite(content: bytes) -> bytes:
    """The pages of a PDF in a new file; refuses locked ones, long ones and those that act."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(content))
        why = _unusable(reader)
        kept = b"" if why else _pages_of(reader)
    except CopyUnusable:
        raise
    except Exception as fault:
        # Damaged files fail in a dozen ways: PdfReadError, KeyError, RecursionError, struct.error …
        raise CopyUnusable("broken") from fault
    if why:
        raise CopyUnusable(why)
    if len(kept) > 2 * LARGEST_COPY:
        raise CopyUnusable("too-large")
    return kept


def _unusable(reader: Any) -> str | None:
    if reader.is_encrypted:
        return "locked"
    if any(name in ACTIVE for name in _names(reader)):
        return "active"
    if not reader.pages:
        return "empty"
    return "too-many-pages" if len(reader.pages) > MOST_PAGES else None


def _pages_of(reader: Any) -> bytes:
    from pypdf import PdfWriter
    from pypdf.generic import StreamObject

    writer = PdfWriter()
    for page in reader.pages:
        for key in set(page) - KEPT_OF_PAGE:
            del page[key]
        writer.add_page(page)
    writer.metadata = None
    for thing in writer._objects:  # noqa: SLF001 - the library offers no walk over what it writes
        if isinstance(thing, StreamObject):
            for key in BESIDE_THE_PICTURE:
                thing.pop(key, None)
            if thing.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
                thing._data = without_notes(thing._data)  # noqa: SLF001 - as it is stored
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without the notes that cameras add, among them the place; the picture is untouched.

    Notes stand in segments APP1 to APP13, APP15 and COM before the picture; APP14 says how its
    colours are meant. What is no JPEG comes back as it was.
    """
    kept, at = [jpeg[:2]], 2
    while jpeg[at : at + 1] == b"\xff" and len(jpeg) >= at + 4:
        mark = jpeg[at + 1]
        if mark == 0xDA:  # here the picture begins
            break
        length = 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if not (0xE1 <= mark <= 0xED or mark in (0xEF, 0xFE)):
            kept.append(jpeg[at : at + length])
        at += length
    else:
        return jpeg
    return b"".join(kept) + jpeg[at:]


def _names(reader: Any) -> Iterator[str]:
    """Every key, and every name that is a value, of every object in the file."""
    from pypdf.generic import IndirectObject

    numbers = {(n, gen) for gen, table in reader.xref.items() for n in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise CopyUnusable("too-large")
    for number, generation in sorted(numbers):
        yield from _names_in(IndirectObject(number, generation, reader).get_object())


def _names_in(thing: Any) -> Iterator[str]:
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            yield from each
            waiting += [each.raw_get(key) for key in each]
        elif isinstance(each, ArrayObject):
            waiting += list(each)
        elif isinstance(each, NameObject):
            yield str(each)
