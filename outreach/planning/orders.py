"""The order in which a batch sees its halls, as a coordinator chooses it on the day board."""

from collections.abc import Sequence

from outreach.planning.first_fit import Pencil
from outreach.planning.model import BatchKey, Day, Stop, Timetable


def order_of(now: Sequence[int], wanted: Sequence[int]) -> tuple[int, ...]:
    """The halls in the order that was chosen place by place.

    `wanted` names a hall for each place. Whoever changes one place leaves that hall standing twice:
    it moves there, and the others keep their order around it. A hall that is none of the batch's
    changes nothing, so that any choice is an order.
    """
    moved = {
        place: hall
        for place, (hall, before) in enumerate(zip(wanted, now, strict=False))
        if hall != before and hall in now
    }
    first_at = {hall: place for place, hall in sorted(moved.items(), reverse=True)}
    placed = {place: hall for hall, place in first_at.items()}
    rest = iter(hall for hall in now if hall not in first_at)
    return tuple(placed[place] if place in placed else next(rest) for place in range(len(now)))


def reordered(day: Day, timetable: Timetable, batch: BatchKey, halls: Sequence[int]) -> Timetable:
    """The batch through its halls in this order, each as early as it fits between the others.

    Where nothing fits, the turn stands as soon as the batch could be there; the judge says what
    that breaks.
    """
    party = next(each for each in day.parties if each.booking == batch.booking)
    mine = timetable.of_batch(batch)
    stops = {turn.hall: Stop(turn.hall, turn.ends - turn.starts) for turn in mine}
    others = [turn for turn in timetable.turns if turn.batch != batch]
    pencil = Pencil(day, others)
    pencil.place_in_order(party, batch, [stops[hall] for hall in halls])
    return Timetable.of(pencil.turns)
