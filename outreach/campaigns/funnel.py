"""Invited, answered, held, came: which school stands where, and who came without an invitation."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from outreach.booking.invited_queries import placed_since
from outreach.booking.model import TAKES_PLACES, Booking, BookingState
from outreach.campaigns import queries
from outreach.campaigns.model import Answer, Campaign, Invitation, Reason, Step
from outreach.kernel.db import Tx
from outreach.season import kept

CAME = frozenset({BookingState.ARRIVED, BookingState.DONE})


@dataclass(frozen=True, slots=True)
class Standing:
    """An invitation and the booking that came of it."""

    invitation: Invitation
    booking: Booking | None

    @property
    def steps(self) -> frozenset[Step]:
        """Every figure of the funnel that counts this school; a later one counts in all before."""
        if self.booking is not None and self.booking.state in CAME:
            return frozenset(Step)
        if self.booking is not None and self.booking.state in TAKES_PLACES:
            return frozenset({Step.INVITED, Step.ANSWERED, Step.HELD})
        if self.booking is not None or self.invitation.answer is not Answer.OPEN:
            return frozenset({Step.INVITED, Step.ANSWERED})
        return frozenset({Step.INVITED})


@dataclass(frozen=True, slots=True)
class Funnel:
    """Campaigns counted together; schools, never pupils."""

    standings: tuple[Standing, ...]
    uninvited: tuple[Booking, ...]
    """Groups that came to the same sessions without an invitation."""

    @property
    def counts(self) -> Mapping[Step, int]:
        return {step: len(self.at(step)) for step in Step}

    @property
    def by_county(self) -> Mapping[str, Mapping[Step, int]]:
        codes = sorted({one.invitation.county_code for one in self.standings})
        return {
            code: {
                step: sum(one.invitation.county_code == code for one in self.at(step))
                for step in Step
            }
            for code in codes
        }

    @property
    def reasons(self) -> Mapping[Reason, int]:
        """Why schools declined, the most frequent first."""
        told = (one.invitation.reason for one in self.standings)
        return dict(Counter(reason for reason in told if reason is not None).most_common())

    def at(self, step: Step) -> list[Standing]:
        return [one for one in self.standings if step in one.steps]


def funnel(tx: Tx, campaigns: Sequence[Campaign], invitations: Collection[Invitation]) -> Funnel:
    """What became of these invitations, of one campaign or of several."""
    standings: list[Standing] = []
    uninvited: list[Booking] = []
    for campaign in campaigns:
        sessions = {each.session_id for each in kept.of_holder(tx, campaign.holder)}
        placed = placed_since(tx, sessions, since=campaign.made_at)
        of_school = _furthest(placed)
        mine = [one for one in invitations if one.campaign_id == campaign.id]
        standings += [Standing(one, of_school.get(one.school_id)) for one in mine]
        everybody = {one.school_id for one in queries.invitations(tx, [campaign.id])}
        uninvited += [one for one in placed if one.state in CAME and one.school_id not in everybody]
    alone = {one.id: one for one in uninvited}  # two campaigns may share a session
    return Funnel(tuple(standings), tuple(alone.values()))


def _furthest(placed: Collection[Booking]) -> dict[int, Booking]:
    """Of each school the booking that got furthest, the newest of several alike."""
    found: dict[int, Booking] = {}
    for one in placed:
        before = found.get(one.school_id)
        if before is None or _reached(one) >= _reached(before):
            found[one.school_id] = one
    return found


def _reached(one: Booking) -> int:
    return 2 if one.state in CAME else int(one.state in TAKES_PLACES)
