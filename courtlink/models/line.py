"""The line to the courts: how each is reached, every call, every comparison of both records."""

from django.db import models
from django.db.models import Q

from courtlink.kinds import Adapter, Direction, Operation, Trouble
from courtlink.models.filing import Filing
from mediation.crypto import EncryptedTextField
from mediation.people.models import Centre


class Court(models.Model):
    """How papers reach the court of a centre. Without a row it is the clerks' pages here."""

    centre = models.OneToOneField(Centre, models.PROTECT, related_name="+")
    adapter = models.CharField(max_length=8, choices=Adapter.choices, default=Adapter.INBOX)
    endpoint = models.CharField(max_length=300, blank=True)  # https://…, without /court/v1
    public_key = models.CharField(max_length=80, blank=True)  # whpk_…: what its callbacks are checked with
    policy = models.JSONField(default=dict, blank=True)  # {"max_mb": 100, "kinds": ["lawsuit", "confirmation", "enforcement"]}; nothing said: no limit

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_court_of_its_own_system_has_an_address_and_a_key", condition=~Q(adapter=Adapter.HTTP) | ~Q(endpoint="") & ~Q(public_key="")),
            models.CheckConstraint(name="a_court_is_reached_in_a_known_way", condition=Q(adapter__in=Adapter.values)),
        ]

    def __str__(self) -> str:
        return f"{self.adapter} {self.centre_id}"


class Exchange(models.Model):
    """One call between us and a court, with its answer. What we send is kept as its hash (the package lies in the vault); what the court says, word for word."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="exchanges")
    direction = models.CharField(max_length=4, choices=Direction.choices)
    operation = models.CharField(max_length=10, choices=Operation.choices)
    message_id = models.CharField(max_length=120, unique=True)
    body_sha256 = models.CharField(max_length=64)  # of what was sent to whom the direction says
    words = EncryptedTextField(blank=True)  # the court's: its callback, or its answer to our call
    status = models.PositiveSmallIntegerField(null=True)  # nothing: the caller died, or nobody answered
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="an_exchange_goes_one_way", condition=Q(direction__in=Direction.values))]

    def __str__(self) -> str:
        return f"{self.direction} {self.operation} {self.message_id}"


class Comparison(models.Model):
    """One run that compared our record with the courts'."""

    at = models.DateTimeField()
    full = models.BooleanField(default=False)
    looked = models.PositiveIntegerField(default=0)
    agreed = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0)
    drifted = models.PositiveIntegerField(default=0)
    unreachable = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.looked}"
