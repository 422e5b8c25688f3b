"""Files by what they contain: harmless ones are kept as pictures or pages, all others refused."""

import io
import random
import resource
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from outreach.papers import copies
from outreach.papers.model import Media
from outreach.papers.rules import LARGEST_COPY, CopyUnusable
from tests.papers import ground


def refused(content: bytes) -> str:
    with pytest.raises(CopyUnusable) as refusal:
        copies.harmless(content)
    return refusal.value.why


def an_archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/page.xml", "<w/>")
    return made.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A few hundred bytes that claim to be a picture of any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def active(**root: object) -> bytes:
    writer = ground.pdf()
    for key, value in root.items():
        writer.root_object[NameObject(f"/{key}")] = value
    return ground.content(writer)


SCRIPT = DictionaryObject(
    {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
)
LAUNCH = DictionaryObject({NameObject("/S"): NameObject("/Launch")})


def with_attachment() -> bytes:
    writer = ground.pdf()
    writer.add_attachment("list.xlsx", b"names")
    return ground.content(writer)


def with_password() -> bytes:
    writer = ground.pdf()
    writer.encrypt("secret", algorithm="RC4-128")
    return ground.content(writer)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_of_three_kinds_become_one(kind: str) -> None:
    kept, media = copies.harmless(ground.picture(kind))

    assert media is Media.PICTURE
    with Image.open(io.BytesIO(kept)) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (640, 480))


def test_a_picture_does_not_say_where_by_whom_or_with_what_it_was_taken() -> None:
    sent = ground.picture_with_place()
    with Image.open(io.BytesIO(sent)) as picture:
        assert picture.getexif().get_ifd(0x8825) != {}

    kept, _media = copies.harmless(sent)

    with Image.open(io.BytesIO(kept)) as drawn:
        assert dict(drawn.getexif()) == {}
    assert [word for word in (b"Exif", b"Phone of", b"taken at") if word in kept] == []


def test_a_picture_taken_sideways_is_kept_upright() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6

    kept, _media = copies.harmless(ground.picture(exif=notes))

    with Image.open(io.BytesIO(kept)) as drawn:
        assert drawn.size == (480, 640)


def test_what_hangs_behind_a_picture_stays_behind() -> None:
    kept, _media = copies.harmless(ground.picture() + an_archive() + b"<script>alert(1)</script>")

    assert (b"PK\x03\x04" in kept, b"<script>" in kept) == (False, False)


def test_a_huge_photo_is_made_small_enough_to_read_a_seal_on() -> None:
    kept, _media = copies.harmless(ground.picture(size=(6000, 4000)))

    with Image.open(io.BytesIO(kept)) as drawn:
        assert max(drawn.size) == copies.LONGEST_SIDE


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\0" * 100, "unknown"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "phone-picture"),
        (an_archive(), "office"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 40, "office"),
        (b"GIF89a" + b"\0" * 40, "other-picture"),
        (b"\xff\xd8\xff" + b"x" * (LARGEST_COPY + 1), "too-large"),
        (b"\xff\xd8\xff\xe0 no picture", "broken"),
        (ground.picture()[:400], "broken"),
        (png_of(60_000, 60_000), "too-many-pixels"),
        (b"%PDF-1.7\nno pages", "broken"),
        (with_password(), "locked"),
        (ground.content(ground.pdf(31)), "too-many-pages"),
        (active(OpenAction=SCRIPT), "active"),
        (active(OpenAction=LAUNCH), "active"),
        (active(AA=DictionaryObject({NameObject("/WC"): SCRIPT})), "active"),
        (active(AcroForm=DictionaryObject({NameObject("/XFA"): ArrayObject()})), "active"),
        (with_attachment(), "active"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_cannot_be_kept_is_refused_with_its_reason(content: bytes, why: str) -> None:
    assert refused(content) == why


def test_an_archive_that_calls_itself_a_pdf_is_an_archive() -> None:
    assert refused(an_archive()) == "office"  # names are not asked at all


def test_a_pdf_is_rewritten_with_its_pages_and_nothing_else() -> None:
    writer = ground.pdf(2)
    writer.add_metadata({"/Author": "Phone of a teacher"})
    sent = ground.content(writer) + an_archive()

    kept, media = copies.harmless(sent)

    assert media is Media.PDF
    found = PdfReader(io.BytesIO(kept))
    assert (len(found.pages), found.metadata) == (2, None)
    assert [word for word in (b"PK\x03\x04", b"Phone of") if word in kept] == []


def test_a_photo_inside_a_pdf_loses_its_place_too() -> None:
    made = io.BytesIO()
    with Image.open(io.BytesIO(ground.picture_with_place())) as photo:
        notes = photo.getexif()
        photo.save(made, "PDF", exif=notes)
    sent = made.getvalue()

    kept, _media = copies.harmless(sent)

    assert (b"Exif\0" in sent, b"Exif\0" in kept) == (True, False)
    [shown] = PdfReader(io.BytesIO(kept)).pages[0].images
    assert shown.image is not None
    assert shown.image.size == (640, 480)


def test_damaged_files_are_refused_and_never_fault() -> None:
    rng = random.Random(7)  # noqa: S311 - damage, no secret
    whole = [ground.picture(), ground.content(ground.pdf(2))]
    for _n in range(12):
        content = bytearray(rng.choice(whole))
        for _m in range(20):
            content[rng.randrange(8, len(content))] = rng.randrange(256)
        try:
            kept, _media = copies.harmless(bytes(content))
        except CopyUnusable:
            continue
        assert kept


def test_the_reader_takes_no_more_memory_than_it_may() -> None:
    program = (
        "from outreach.papers.copies import limit_this_process\n"
        "limit_this_process()\n"
        "try:\n    bytearray(2 * 1024**3)\nexcept MemoryError:\n    print('refused')\n"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "refused"
    assert resource.getrlimit(resource.RLIMIT_AS) != (copies.READER_MEMORY, copies.READER_MEMORY)
