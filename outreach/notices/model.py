"""What people are told of."""

from enum import StrEnum
from typing import Literal

from outreach.booking.model import BookingState
from outreach.feeds.model import COMING, NOT_COMING, VisitFacts


class Kind(StrEnum):
    """Kinds of messages; the value names the template and never changes."""

    BOOKING_SUBMITTED = "booking-submitted"
    BOOKING_HELD = "booking-held"
    BOOKING_CONFIRMED = "booking-confirmed"
    BOOKING_RETURNED = "booking-returned"
    BOOKING_DECLINED = "booking-declined"
    BOOKING_CHANGED = "booking-changed"
    BOOKING_RESCHEDULED = "booking-rescheduled"
    BOOKING_CANCELLED = "booking-cancelled"
    BOOKING_WAITLISTED = "booking-waitlisted"
    BOOKING_PROMOTED = "booking-promoted"
    BOOKING_LAPSED = "booking-lapsed"
    NO_PLACE = "no-place"
    OFFER_REMINDER = "offer-reminder"
    RECONFIRM = "reconfirm"
    BOOKING_JOINED = "booking-joined"
    LEFTOVER_RESULT = "leftover-result"
    HOLD_REMINDER = "hold-reminder"
    PAPER_RETURNED = "paper-returned"
    SESSION_MOVED = "session-moved"
    SESSION_CANCELLED = "session-cancelled"
    CONDITIONS_CHANGED = "conditions-changed"
    DISRUPTION_CANCELLED = "disruption-cancelled"
    DISRUPTION_MOVED = "disruption-moved"
    DISRUPTION_UNDONE = "disruption-undone"
    SIGN_IN_LINK = "sign-in-link"
    IMPORT_DONE = "import-done"
    TEACHER_ACCEPTED = "teacher-accepted"
    FEEDBACK_ASKED = "feedback-asked"
    TIMETABLE_PUBLISHED = "timetable-published"
    DUTY_GIVEN = "duty-given"
    DUTY_CHANGED = "duty-changed"
    DUTY_TAKEN_AWAY = "duty-taken-away"
    LESSON_TEST = "lesson-test"
    LESSON_FAILED = "lesson-failed"
    LESSON_MOVED = "lesson-moved"
    LESSON_CALLED_OFF = "lesson-called-off"
    TASK_REMINDER = "task-reminder"
    WISH_ANSWERED = "wish-answered"
    WISH_DECLINED = "wish-declined"
    SCHOOL_INVITED = "school-invited"


# Letters to guides, each with an invitation of its own.
OF_DUTIES = frozenset({Kind.DUTY_GIVEN, Kind.DUTY_CHANGED, Kind.DUTY_TAKEN_AWAY})

OF_LESSONS = frozenset(
    {Kind.LESSON_TEST, Kind.LESSON_FAILED, Kind.LESSON_MOVED, Kind.LESSON_CALLED_OFF}
)
OF_WISHES = frozenset({Kind.WISH_ANSWERED, Kind.WISH_DECLINED})

WITHOUT_VISIT = (
    OF_DUTIES
    | OF_LESSONS
    | OF_WISHES
    | {
        Kind.LEFTOVER_RESULT,
        Kind.SIGN_IN_LINK,
        Kind.IMPORT_DONE,
        Kind.TEACHER_ACCEPTED,
        Kind.SCHOOL_INVITED,
        Kind.TASK_REMINDER,
    }
)

ANSWERED_BY_LINK = frozenset({Kind.BOOKING_PROMOTED, Kind.OFFER_REMINDER, Kind.RECONFIRM})

# A mail that opens the door, or answers for a school, is not kept once it has gone out.
SECRET = frozenset({Kind.SIGN_IN_LINK, Kind.SCHOOL_INVITED}) | ANSWERED_BY_LINK

OF_DISRUPTION = frozenset(
    {Kind.DISRUPTION_CANCELLED, Kind.DISRUPTION_MOVED, Kind.DISRUPTION_UNDONE}
)

# Letters whose link leads to the page of papers.
ABOUT_PAPERS = frozenset({Kind.BOOKING_HELD, Kind.HOLD_REMINDER, Kind.PAPER_RETURNED})

# Letters that change nothing in the reader's calendar.
WITHOUT_INVITATION = WITHOUT_VISIT | {
    Kind.BOOKING_SUBMITTED,
    Kind.BOOKING_RETURNED,
    Kind.BOOKING_WAITLISTED,
    Kind.NO_PLACE,
    Kind.HOLD_REMINDER,
    Kind.FEEDBACK_ASKED,
    Kind.BOOKING_PROMOTED,
    Kind.OFFER_REMINDER,
    Kind.RECONFIRM,
    Kind.CONDITIONS_CHANGED,
    Kind.PAPER_RETURNED,
    Kind.TIMETABLE_PUBLISHED,
}


# Whose words are copied from a page of their own.
NOT_FORWARDED = WITHOUT_VISIT | {Kind.FEEDBACK_ASKED}


# While a booking stands so, a letter of the kind is still true. Once it does not, the letter is
# not sent: another one tells of the step that overtook it.
STILL_TRUE = {
    Kind.BOOKING_SUBMITTED: frozenset({BookingState.SUBMITTED}),
    Kind.BOOKING_HELD: frozenset({BookingState.HELD}),
    Kind.BOOKING_PROMOTED: frozenset({BookingState.OFFERED}),
    Kind.OFFER_REMINDER: frozenset({BookingState.OFFERED}),
    Kind.RECONFIRM: frozenset({BookingState.CONFIRMED}),
    Kind.BOOKING_JOINED: frozenset(BookingState) - NOT_COMING,
    Kind.HOLD_REMINDER: frozenset({BookingState.HELD}),
    Kind.PAPER_RETURNED: frozenset(BookingState) - NOT_COMING,
    Kind.BOOKING_RETURNED: frozenset({BookingState.RETURNED}),
    Kind.BOOKING_WAITLISTED: frozenset({BookingState.WAITLISTED}),
    Kind.NO_PLACE: frozenset({BookingState.WAITLISTED}),
    Kind.BOOKING_CONFIRMED: COMING - {BookingState.HELD},
    Kind.CONDITIONS_CHANGED: frozenset(BookingState) - NOT_COMING,
    Kind.BOOKING_CHANGED: frozenset(BookingState) - NOT_COMING,
    Kind.BOOKING_RESCHEDULED: frozenset(BookingState) - NOT_COMING,
    Kind.SESSION_MOVED: frozenset(BookingState) - NOT_COMING,
    Kind.DISRUPTION_CANCELLED: frozenset({BookingState.FORCE_MAJEURE}),
    Kind.DISRUPTION_MOVED: frozenset(BookingState) - NOT_COMING,
    Kind.DISRUPTION_UNDONE: frozenset(BookingState) - NOT_COMING,
    Kind.TIMETABLE_PUBLISHED: frozenset(BookingState) - NOT_COMING,
}

# The kind of letter that says how a booking stands; nothing is forwarded after the day.
TOLD_BY = {
    BookingState.SUBMITTED: Kind.BOOKING_SUBMITTED,
    BookingState.HELD: Kind.BOOKING_HELD,
    BookingState.CONFIRMED: Kind.BOOKING_CONFIRMED,
    BookingState.RETURNED: Kind.BOOKING_RETURNED,
    BookingState.WAITLISTED: Kind.BOOKING_WAITLISTED,
    BookingState.OFFERED: Kind.BOOKING_PROMOTED,
    BookingState.DECLINED: Kind.BOOKING_DECLINED,
    BookingState.CANCELLED: Kind.BOOKING_CANCELLED,
    BookingState.LAPSED: Kind.BOOKING_LAPSED,
    BookingState.FORCE_MAJEURE: Kind.SESSION_CANCELLED,
}


def invites(kind: Kind, visit: VisitFacts) -> Literal["REQUEST", "CANCEL"] | None:
    """What a letter of this kind does to the reader's calendar.

    Judged by the booking as it is when the letter goes out.
    """
    if kind in WITHOUT_INVITATION:
        return None
    if visit.state in COMING:
        return "REQUEST"
    return "CANCEL" if visit.state in NOT_COMING else None
