"""People at the table beside the parties: those who act for a party, and those who attend with everybody's consent."""

from django.db import models
from django.db.models import Q

from cases.kinds import AgentKind, AttendantKind, Side
from cases.models.party import Party
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.vault.models import StoredFile


class Agent(models.Model):
    """Somebody who acts for a party. “Full power” alone gives no power to settle (解释 89): that is said expressly."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="agent_rows")
    kind = models.CharField(max_length=12, choices=AgentKind.choices)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    phone = EncryptedTextField()
    may_settle = models.BooleanField(default=False)  # admit, change, give up claims; sign an agreement (CPL 62)
    document = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # power of attorney, proof of guardianship
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="one_open_power_per_person_and_party", fields=["party", "user"], condition=Q(until=None))]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Attendant(models.Model):
    """An interpreter, a companion, an expert: admitted once every party has said yes (PML 20)."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="attendants")
    kind = models.CharField(max_length=12, choices=AttendantKind.choices)
    side = models.CharField(max_length=12, choices=Side.choices, blank=True)  # whom a companion comes with
    name = models.CharField(max_length=80)
    phone = EncryptedTextField(blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # enters the room with this phone
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed = models.ManyToManyField(Party, related_name="+")
    admitted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="an_attendant_is_admitted_or_refused", condition=Q(admitted_at=None) | Q(refused_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
