"""Systems that send us disputes (hotline, police, a department, a court), and which dispute became which case."""

from django.db import models

from cases.kinds import Channel
from mediation.outreach.models import Endpoint
from mediation.people.models import Centre, User


class Sender(models.Model):
    """A sending system. It enters applications for one centre's area as `user`, who has no post and cannot sign in; only the hash of its key is kept."""

    code = models.SlugField(max_length=24, unique=True)
    name = models.CharField(max_length=60)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    endpoint = models.OneToOneField(Endpoint, models.PROTECT, related_name="+")
    key_hash = models.BinaryField(max_length=32, unique=True)
    suspended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.code


class Ticket(models.Model):
    """The case that a sender's own number became: at most one, however often it is sent."""

    sender = models.ForeignKey(Sender, models.PROTECT, related_name="tickets")
    reference = models.CharField(max_length=60)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    fingerprint = models.BinaryField(max_length=16)  # keyed: other words under the same number are noticed, and tell nobody anything
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_case_per_ticket", fields=["sender", "reference"])]

    def __str__(self) -> str:
        return f"ticket {self.pk}"
