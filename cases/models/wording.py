"""What a centre or a court wrote for a passage of a paper. A released version stays as it is for ever: papers that were made with it are printed again."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from mediation.people.models import Centre, User
from mediation.walls import Wall


class Wording(models.Model):
    """One version. A draft until a second person releases it for a day to come; `form` and `name` are those of `cases.passages`."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    form = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    begins_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="wordings_are_numbered", fields=["centre", "form", "name", "number"]),
            models.UniqueConstraint(name="one_draft_of_a_wording", fields=["centre", "form", "name"], condition=Q(released_at=None)),
            models.CheckConstraint(
                name="a_wording_is_released_for_a_day_to_come_by_somebody_else",
                condition=Q(released_at=None, released_by=None, begins_at=None) | (Q(released_at__isnull=False, begins_at__gt=F("released_at")) & ~Q(released_by=F("written_by"))),
            ),
        ]
        triggers = [
            Wall(
                name="a_released_wording_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.released_at IS NOT NULL"),
                func="RAISE EXCEPTION 'a released wording stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_released_wording_stays';",
            ),
            Wall(
                name="wordings_stay",
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'wordings stay' USING ERRCODE = 'check_violation', CONSTRAINT = 'wordings_stay';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}.{self.name} {self.number}"

    @property
    def version(self) -> str:
        """As papers name it."""
        return f"{self.centre.short_name}第{self.number}版"
