"""How many cases stand where: changes that PostgreSQL adds to these tables whenever a case begins, moves or changes its colour.

Nothing is ever updated, so no two cases wait for each other; a job folds the rows together (`cases.actions.tallies`).
Whoever watches a district reads a few hundred sums instead of every case, and raw SQL is counted like everything else.
"""

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.clock import SHANGHAI
from cases.kinds import Colour
from mediation.people.models import Area
from mediation.walls import Wall


class Happening(models.TextChoices):
    """What a day is counted by."""

    NEW = "new", _("New")
    SETTLED = "settled", _("Settled")
    FAILED = "failed", _("Failed")


class Tally(models.Model):
    """A change of how many cases of a place show a colour; the sum is how many there are now."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    colour = models.CharField(max_length=8, choices=Colour.choices)
    cases = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="a_tally_has_a_colour", condition=models.Q(colour__in=Colour.values))]

    def __str__(self) -> str:
        return f"{self.area_id} {self.colour} {self.cases:+d}"


class DayTally(models.Model):
    """How many cases of a place began, became green or became red on a day in China."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    day = models.DateField()
    happening = models.CharField(max_length=8, choices=Happening.choices)
    cases = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="a_day_is_counted_by_something", condition=models.Q(happening__in=Happening.values))]
        indexes = [models.Index(name="day_tally_by_day", fields=["day"])]

    def __str__(self) -> str:
        return f"{self.area_id} {self.day} {self.happening} {self.cases}"


def counting() -> list[Wall]:
    """The triggers of `Case` that write both tables."""
    gone = "INSERT INTO cases_tally (area_id, colour, cases) VALUES (OLD.area_id, OLD.colour, -1);"
    came = "INSERT INTO cases_tally (area_id, colour, cases) VALUES (NEW.area_id, NEW.colour, 1);"
    ended = f"""
        IF OLD.colour IS DISTINCT FROM NEW.colour AND NEW.colour IN ('{Colour.GREEN}', '{Colour.RED}') THEN
            INSERT INTO cases_daytally (area_id, day, happening, cases)
            VALUES (NEW.area_id, {_day("now()")}, CASE NEW.colour WHEN '{Colour.GREEN}' THEN '{Happening.SETTLED}' ELSE '{Happening.FAILED}' END, 1);
        END IF;
    """  # noqa: S608 - words of our own tables
    began = f"INSERT INTO cases_daytally (area_id, day, happening, cases) VALUES (NEW.area_id, {_day('NEW.created_at')}, '{Happening.NEW}', 1);"  # noqa: S608
    moved = pgtrigger.Condition("((OLD.area_id, OLD.colour) IS DISTINCT FROM (NEW.area_id, NEW.colour))")
    return [
        _after("case_begins_to_count", pgtrigger.Insert, came + began),
        _after("case_counts_elsewhere", pgtrigger.Update, gone + came + ended, condition=moved),
        _after("case_counts_no_more", pgtrigger.Delete, gone),
    ]


def _after(name: str, operation: Any, func: str, **more: Any) -> Wall:
    return Wall(name=name, when=pgtrigger.After, operation=operation, func=f"{func} RETURN NULL;", **more)


def _day(moment: str) -> str:
    return f"({moment} AT TIME ZONE '{SHANGHAI.key}')::date"
