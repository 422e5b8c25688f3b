"""Stages and grades: what the province's schools teach."""

from enum import StrEnum


class Stage(StrEnum):
    """A level of schooling; a school has one or several."""

    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"
    VOCATIONAL = "vocational"


def stage_of_grade(grade: int) -> Stage:
    """The stage of a grade: 0 is preschool, 1–6 primary, 7–9 junior, 10–12 senior."""
    if not 0 <= grade <= 12:
        raise ValueError(f"no such grade: {grade}")
    if grade == 0:
        return Stage.PRESCHOOL
    if grade <= 6:
        return Stage.PRIMARY
    return Stage.JUNIOR if grade <= 9 else Stage.SENIOR
