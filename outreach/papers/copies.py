"""Sealed copies as they are sent: looked into by what they contain, and made harmless.

A file is opened by a process of its own with limited memory and time. Pictures come back as JPEG
without anything but the picture; PDF files come back rewritten, with their pages and nothing else.
"""

import io
import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

from outreach.papers.model import Media
from outreach.papers.rules import LARGEST_COPY, CopyUnusable

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2600
"""Pixels; an A4 page at 220 dots an inch, on which a seal can be read."""

READER_SECONDS = 20
READER_MEMORY = 1024**3
REFUSED_EXIT = 3
AT_ONCE = threading.BoundedSemaphore(2)
"""So many files are opened at a time by one process; the rest waits its turn."""

OPENINGS = (
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "office"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"GIF8", "other-picture"),
    (b"BM", "other-picture"),
    (b"II*\x00", "other-picture"),
    (b"MM\x00*", "other-picture"),
)


def kind_of(content: bytes) -> str:
    """picture or pdf; refuses anything else before it is opened."""
    if not content:
        raise CopyUnusable("empty")
    if len(content) > LARGEST_COPY:
        raise CopyUnusable("too-large")
    if content[4:8] == b"ftyp":
        raise CopyUnusable("phone-picture")  # HEIC and its kin
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "picture"
    for opening, kind in OPENINGS:
        if content.startswith(opening):
            if kind not in ("picture", "pdf"):
                raise CopyUnusable(kind)
            return kind
    raise CopyUnusable("unknown")


def harmless(content: bytes) -> tuple[bytes, Media]:
    """What is kept of a file somebody sent; refuses what cannot be kept, and says why."""
    kind = kind_of(content)
    ours = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": os.environ.get("PATH", "")}
    try:
        with AT_ONCE:
            child = subprocess.run(
                [sys.executable, "-m", "outreach.papers.copies"],
                input=content,
                capture_output=True,
                timeout=READER_SECONDS * 2,
                check=False,
                env=ours,
            )
    except subprocess.TimeoutExpired as fault:
        raise CopyUnusable("broken") from fault
    if child.returncode == REFUSED_EXIT:
        raise CopyUnusable(json.loads(child.stdout)["why"])
    if child.returncode != 0 or not child.stdout:
        raise CopyUnusable("broken")
    return child.stdout, Media.PDF if kind == "pdf" else Media.PICTURE


def redraw(content: bytes) -> bytes:
    """A picture as a JPEG of its own: upright, on white, without place, time, device or anything
    that was hidden before, behind or beside the picture.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # asked below, where the answer can be given in words
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise CopyUnusable("too-many-pixels")
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    seen = upright.convert("RGBA")
    page = Image.new("RGB", seen.size, "white")
    page.paste(seen, mask=seen.getchannel("A"))
    drawn = io.BytesIO()
    page.save(drawn, "JPEG", quality=85, optimize=True)
    return drawn.getvalue()


def limit_this_process() -> None:
    """For good: what the reader takes beyond this ends the process, not the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (READER_MEMORY, READER_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (READER_SECONDS, READER_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """The child process: a file on standard input, the harmless one on standard output."""
    limit_this_process()
    content = sys.stdin.buffer.read()
    try:
        if kind_of(content) == "pdf":
            from outreach.papers.pdf_copies import rewrite

            kept = rewrite(content)
        else:
            kept = redraw(content)
    except CopyUnusable as refusal:
        json.dump({"why": refusal.why}, sys.stdout)  # the libraries log to the other one
        sys.exit(REFUSED_EXIT)
    sys.stdout.buffer.write(kept)


if __name__ == "__main__":
    main()
