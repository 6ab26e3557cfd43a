"""Staff whom the mediator asks to sit in."""

from django.db import models

from cases.models import Round
from mediation.people.models import User
from rooms.kinds import SeatRole


class Invitation(models.Model):
    """A second mediator or an assisting judge, for every sitting of the round (特邀 19; 规则 16)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=[(SeatRole.CO_MEDIATOR.value, SeatRole.CO_MEDIATOR.label), (SeatRole.JUDGE.value, SeatRole.JUDGE.label)])
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_open_invitation", fields=["round", "user"], condition=models.Q(ended_at=None))]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
