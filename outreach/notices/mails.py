"""Messages become mails: the reader's language first, the other below."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask import current_app
from flask_babel import force_locale

from outreach.accounts import queries as accounts
from outreach.accounts.model import Person
from outreach.accounts.rules import LINK_LASTS
from outreach.disruption import answers
from outreach.disruption import queries as disruptions
from outreach.feedback import links
from outreach.feeds import render, text, visits
from outreach.feeds.model import Party, VisitFacts
from outreach.kernel.db import Tx
from outreach.kernel.settings import Settings
from outreach.notices import duty_letters, invited_letters, open_ways
from outreach.notices.duty_letters import DutyLetter
from outreach.notices.mime import header_id
from outreach.notices.model import (
    ABOUT_PAPERS,
    ANSWERED_BY_LINK,
    OF_DISRUPTION,
    OF_DUTIES,
    OF_LESSONS,
    OF_WISHES,
    SECRET,
    STILL_TRUE,
    TOLD_BY,
    WITHOUT_VISIT,
    Kind,
    invites,
)
from outreach.outbox.model import Mail, Message
from outreach.web.words import LANGUAGES

RULE = "\n\n" + "—" * 12 + "\n\n"


class UndeliverableError(Exception):
    """A message that cannot become a mail; `because` is a code shown on the outbox page."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


class OvertakenError(Exception):
    """A letter that was held up until it was no longer true; another one tells the rest."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Words in one language."""

    subject: str
    body: str


def compose(tx: Tx, message: Message, *, settings: Settings, now: datetime) -> Mail:
    """Find the words of a message, and the invitation that goes with it."""
    if message.kind not in set(Kind):
        raise UndeliverableError("unknown-kind")
    kind = Kind(message.kind)
    reader = _reader(tx, message)
    visit = _visit_facts(tx, kind, message.payload)
    duty = _duty_letter(tx, kind, message.payload)
    known = _known(kind, message.payload, visit=visit, settings=settings)
    if kind is Kind.NO_PLACE and visit is not None:
        known["ways"] = open_ways.find(tx, visit.booking_id, settings=settings, now=now)
    if kind in OF_DISRUPTION:
        known |= _disruption_facts(tx, message.payload, settings=settings)
    if kind is Kind.SCHOOL_INVITED:
        invited = invited_letters.facts(tx, message.payload, settings=settings, now=now)
        if invited is None:
            raise OvertakenError
        known |= invited
    if duty is not None:
        known |= {"duty": duty.facts, "link": f"{settings.base_url.rstrip('/')}/my-duties"}
    letters = [_letter(kind, reader, known, language=each) for each in _languages(reader)]
    return Mail(
        message_id=message.id,
        kind=message.kind,
        recipient_id=message.recipient_id,
        address=reader.email,
        subject=" / ".join(each.subject for each in letters),
        body=RULE.join(each.body for each in letters) + "\n",
        invitation=duty_letters.invitation(duty, reader, settings=settings)
        if duty is not None
        else _invitation(kind, visit, reader, settings=settings),
        header_id=header_id(message.fingerprint, settings=settings),
        at=now.replace(microsecond=0),
    )


def _reader(tx: Tx, message: Message) -> Person:
    if message.recipient_id is None:
        raise UndeliverableError("nobody-to-tell")
    reader = accounts.find_person(tx, message.recipient_id)
    if reader is None:
        raise UndeliverableError("reader-left")
    if not text.mail_address(reader.email):
        raise UndeliverableError("no-mail-address")
    return reader


def _visit_facts(tx: Tx, kind: Kind, payload: Mapping[str, Any]) -> VisitFacts | None:
    if kind in WITHOUT_VISIT:
        return None
    visit = visits.find_visit(tx, int(payload["booking_id"]))
    if visit is None:
        raise UndeliverableError("booking-gone")
    if visit.state not in STILL_TRUE.get(kind, {visit.state}):
        raise OvertakenError
    if kind is Kind.HOLD_REMINDER and not visit.papers:
        raise OvertakenError  # they came while the letter waited
    return visit


def _duty_letter(tx: Tx, kind: Kind, payload: Mapping[str, Any]) -> DutyLetter | None:
    if kind not in OF_DUTIES:
        return None
    letter = duty_letters.read(tx, kind, payload)
    if letter is None:
        raise OvertakenError
    return letter


def _languages(reader: Person) -> list[str]:
    return sorted(LANGUAGES, key=lambda each: each != reader.language)


def _known(
    kind: Kind,
    payload: Mapping[str, Any],
    *,
    visit: VisitFacts | None,
    settings: Settings,
) -> dict[str, Any]:
    """The variables of a letter's template."""
    base = settings.base_url.rstrip("/")
    known: dict[str, Any] = {
        "visit": visit,
        "link": None,
        "sessions_link": f"{base}/programmes",
    }
    if visit is not None:
        known["link"] = f"{base}/bookings/{visit.booking_id}"
        if kind is Kind.FEEDBACK_ASKED:
            known["feedback_link"] = f"{base}/f/{links.sign(visit.booking_id, settings=settings)}"
        if kind in ANSWERED_BY_LINK:
            known["answer_link"] = _answer_link(kind, payload, base)
        if kind in ABOUT_PAPERS:
            known["link"] += "/papers"
            known["paper"] = payload  # of one that was sent back: its kind, and the venue's words
    elif kind is Kind.SIGN_IN_LINK:
        if "token" not in payload:
            raise UndeliverableError("link-spent")
        known["sign_in_link"] = f"{base}/sign-in/link/{payload['token']}"
        known["minutes"] = int(LINK_LASTS.total_seconds() // 60)
    elif kind is Kind.LEFTOVER_RESULT:
        known["result"] = payload  # position, asks, number or because
        known["link"] = f"{base}/leftovers/{payload['release_id']}"
    elif kind is Kind.IMPORT_DONE:
        known["list"] = payload  # file_name, added, updated, skipped: counts, nothing personal
        known["link"] = f"{base}/schools/imports/{payload['import_id']}"
    elif kind is Kind.TEACHER_ACCEPTED:
        known["school"] = payload["school"]
        known["link"] = f"{base}/sign-in"
    return known | _told(kind, payload, base=base)


def _told(kind: Kind, payload: Mapping[str, Any], *, base: str) -> dict[str, Any]:
    """What letters about lessons and wishes say; nothing for the others."""
    if kind in OF_LESSONS:
        lesson = LessonTold.of(payload)
        return {"lesson": lesson, "link": f"{base}/lessons/{payload['session_id']}"}
    if kind is Kind.TASK_REMINDER:
        return {"task": payload, "link": f"{base}/workspace/tasks/{payload['task_id']}"}
    if kind in OF_WISHES:
        # The number, and the officer's own words.
        return {"wish": payload, "link": f"{base}/wishes/{payload['wish_id']}"}
    return {}


@dataclass(frozen=True, slots=True)
class LessonTold:
    """A live lesson as it was when the letter was decided on."""

    name: str
    name_en: str
    day: date
    starts: time

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "LessonTold":
        return cls(
            name=str(payload["programme"]),
            name_en=str(payload["programme_en"]),
            day=date.fromisoformat(payload["day"]),
            starts=time.fromisoformat(payload["starts"]),
        )


def _answer_link(kind: Kind, payload: Mapping[str, Any], base: str) -> str:
    """Where a school answers an offer, or whether it still comes, with one tap."""
    if "token" not in payload:
        raise UndeliverableError("link-spent")
    page = "reconfirm" if kind is Kind.RECONFIRM else "offer"
    return f"{base}/{page}/{payload['token']}"


def _disruption_facts(tx: Tx, payload: Mapping[str, Any], *, settings: Settings) -> dict[str, Any]:
    """What befell the group, the link that says so is known, and where its lesson is joined."""
    touch = disruptions.find_touch(tx, int(payload["touch_id"]))
    if touch is None:
        raise UndeliverableError("booking-gone")
    written = answers.token(touch.id, key=settings.signing_key())
    base = settings.base_url.rstrip("/")
    return {
        "touch": touch,
        "answer_link": f"{base}/told/{written}",
        "join_link": f"{base}/lessons/{touch.online.id}/join" if touch.online else None,
    }


def _letter(kind: Kind, reader: Person, known: dict[str, Any], *, language: str) -> Letter:
    with force_locale(language):
        page = current_app.jinja_env.get_template(f"mail/{kind}.txt")
        written = page.render(name=reader.name, **known)
    subject, _, body = written.strip().partition("\n")
    return Letter(text.line(subject), _without_gaps(text.paragraph(body)))


def _without_gaps(body: str) -> str:
    """At most one empty line in a row, wherever a template left something out."""
    kept: list[str] = []
    for line in (each.rstrip() for each in body.strip().split("\n")):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept)


def _invitation(
    kind: Kind, visit: VisitFacts | None, reader: Person, *, settings: Settings
) -> str | None:
    method = invites(kind, visit) if visit is not None else None
    if visit is None or method is None:
        return None
    with force_locale(reader.language):
        entry = visits.entry(visit, words=visits.Wording.here(), settings=settings)
    guest = Party(reader.name, reader.email)
    return render.invitation(entry, method=method, attendee=guest).decode()


def forward_text(visit: VisitFacts) -> str:
    """A few lines for a chat, in the language of the page, about a booking as it stands."""
    kind = Kind.NO_PLACE if visit.knows_no_place else TOLD_BY.get(visit.state)
    if kind is None:
        return ""
    page = current_app.jinja_env.get_template(f"mail/forward/{kind}.txt")
    return _without_gaps(text.paragraph(page.render(visit=visit)))


def keeps_copy(kind: str, *, settings: Settings) -> bool:
    """Whether the mail stays to be read on the outbox page after it has gone out."""
    return not (settings.sends_mail and kind in SECRET)
