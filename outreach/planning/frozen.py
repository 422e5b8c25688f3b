"""A day and the answer to it as JSON, for the process that solves, and turns as they are kept."""

from dataclasses import asdict
from typing import Any

from outreach.planning.model import (
    Answer,
    Batch,
    BatchKey,
    Breach,
    Day,
    Family,
    Guides,
    Limit,
    Outcome,
    Party,
    Relief,
    Station,
    Stop,
    Timetable,
    Turn,
    Way,
)

Json = dict[str, Any]


def frozen_day(day: Day) -> Json:
    return asdict(day)


def day_of(told: Json) -> Day:
    return Day(
        parties=tuple(
            Party(
                booking=each["booking"],
                arrives=each["arrives"],
                leaves_by=each["leaves_by"],
                stops=tuple(Stop(**stop) for stop in each["stops"]),
                batches=tuple(Batch(**batch) for batch in each["batches"]),
                in_order=each["in_order"],
            )
            for each in told["parties"]
        ),
        stations=tuple(
            Station(**(each | {"shows": tuple(each["shows"])})) for each in told["stations"]
        ),
        guides=tuple(Guides(**each) for each in told["guides"]),
        walk=told["walk"],
        walks=tuple((one, other, minutes) for one, other, minutes in told["walks"]),
        grid=told["grid"],
        patience=told["patience"],
    )


def frozen_turns(timetable: Timetable) -> list[list[int]]:
    return [[t.starts, t.ends, *t.batch, t.hall] for t in timetable.turns]


def timetable_of(told: list[list[int]]) -> Timetable:
    return Timetable.of(
        [
            Turn(starts, ends, BatchKey(booking, number), hall)
            for starts, ends, booking, number, hall in told
        ]
    )


def frozen_answer(answer: Answer) -> Json:
    return asdict(answer) | {"timetable": frozen_turns(answer.timetable)}


def answer_of(told: Json) -> Answer:
    return Answer(
        outcome=Outcome(told["outcome"]),
        timetable=timetable_of(told["timetable"]),
        value=told["value"],
        bound=told["bound"],
        limit=Limit(told["limit"]) if told.get("limit") else None,
        ways=tuple(way_of(way) for way in told["ways"]),
        obstacles=tuple(
            Breach(**(each | {"batches": tuple(BatchKey(*key) for key in each["batches"])}))
            for each in told["obstacles"]
        ),
    )


def way_of(told: Json) -> Way:
    return Way(
        told["cost"],
        tuple(Relief(**(each | {"family": Family(each["family"])})) for each in told["reliefs"]),
    )
