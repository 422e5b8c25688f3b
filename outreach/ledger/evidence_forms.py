"""What is sent as evidence: photos, scanned sheets, links."""

from typing import Any
from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import RadioField, StringField
from wtforms.validators import Length

from outreach.ledger.evidence_model import Consent, EvidenceKind
from outreach.ledger.more_form import plain
from outreach.ledger.words import CONSENTS, EVIDENCE_KINDS
from outreach.papers.rules import LARGEST_COPY
from outreach.web.personal import holds_personal_number
from outreach.web.words import _, lazy

AT_ONCE = 6


class EvidenceForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """Several photos at once, as a phone's picture chooser gives them; or a sheet; or a link."""

    kind = RadioField(
        lazy("种类"),
        choices=lambda: [(kind.value, EVIDENCE_KINDS[kind]) for kind in EvidenceKind],
        default=EvidenceKind.PHOTO.value,
    )
    files = MultipleFileField(lazy("照片或扫描件"))
    consent = RadioField(
        lazy("照片里的人"),
        choices=lambda: [(consent.value, CONSENTS[consent]) for consent in Consent],
        default=Consent.NOT_YET.value,
    )
    address = StringField(lazy("网址"), [Length(max=500)], filters=[plain])
    caption = StringField(lazy("说明"), [Length(max=100)], filters=[plain])

    @property
    def chosen(self) -> EvidenceKind:
        return EvidenceKind(self.kind.data)

    def sent(self) -> list[bytes]:
        """The files that were chosen, each read to one byte more than is allowed."""
        return [
            file.stream.read(LARGEST_COPY + 1)
            for file in self.files.data or ()
            if isinstance(file, FileStorage) and file.filename
        ]

    def fits(self) -> bool:
        """All complaints at once; the files are looked into afterwards."""
        fine = bool(self.validate())
        complaints: list[tuple[Any, str]] = []
        if holds_personal_number(self.caption.data or ""):
            complaints.append((self.caption, _("这里像是写了证件号或电话，请去掉。")))
        if fine and self.chosen is EvidenceKind.LINK and not _is_web_address(self.address.data):
            complaints.append((self.address, _("请填 http 或 https 开头的完整网址。")))
        for field, words in complaints:
            field.errors = [*field.errors, words]
        return fine and not complaints


def _is_web_address(text: str | None) -> bool:
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and " " not in (text or "")


class ConsentForm(FlaskForm):  # type: ignore[misc]
    consent = RadioField(
        lazy("照片里的人"),
        choices=lambda: [(consent.value, CONSENTS[consent]) for consent in Consent],
    )
