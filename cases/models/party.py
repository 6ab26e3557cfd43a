"""The people in the quarrel, and what they answer."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.kinds import Answer, PartyKind, Side, Way
from cases.models.limits import legal_limit
from mediation.crypto import EncryptedTextField
from mediation.masking import mask_name, mask_phone
from mediation.people.models import User


def grown_since(at: datetime) -> date:
    """Whoever was born on this day or before is of age at that moment."""
    today = timezone.localdate(at)
    year = today.year - legal_limit("adult_age", today)
    try:
        return today.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)


class Parties(models.Manager["Party"]):
    """Everybody who is or was a party."""

    def of(self, user: Any) -> models.QuerySet["Party"]:
        """The parties that a person is or acts for."""
        return self.filter(Q(user=user) | Q(agents__contains=[user.pk]))


class SeatedParties(Parties):
    """Parties who did not leave the case."""

    def get_queryset(self) -> models.QuerySet["Party"]:
        """Leave out who left."""
        return super().get_queryset().filter(left_at=None)


class Party(models.Model):
    """One person or organisation on one side. A respondent needs no account: `invite` is the key of the link."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="parties")
    side = models.CharField(max_length=12, choices=Side.choices)
    kind = models.CharField(max_length=12, choices=PartyKind.choices, default=PartyKind.PERSON)
    name = models.CharField(max_length=80)
    phone = EncryptedTextField(blank=True)
    phone_index = models.BinaryField(max_length=16, null=True)
    id_number = EncryptedTextField(blank=True)
    id_index = models.BinaryField(max_length=16, null=True)
    address = EncryptedTextField(blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    born_on = models.DateField(null=True)
    legal_head = models.CharField(max_length=80, blank=True)  # 法定代表人 of an organisation
    # Who acts for this party now (`Agent` rows are the proof), so that no page needs another query.
    agents = ArrayField(models.BigIntegerField(), default=list)
    represented_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # elected by a group (CPL 56, 57)
    settles_through = models.BooleanField(default=False)  # and may sign an agreement for it (CPL 62)
    left_at = models.DateTimeField(null=True)
    invite = EncryptedTextField(blank=True)
    invite_hash = models.BinaryField(max_length=32, unique=True, null=True)
    invited_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    # The newest of its replies; the row of `Reply` stays as the proof.
    answered = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_round = models.PositiveSmallIntegerField(null=True)
    answered_words = EncryptedTextField(blank=True)

    objects = SeatedParties()
    everybody = Parties()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(name="party_by_phone", fields=["phone_index"]),
            models.Index(name="party_by_id_number", fields=["id_index"]),
            GinIndex(name="party_by_agent", fields=["agents"]),
        ]
        constraints = [
            models.UniqueConstraint(name="one_seat_per_person_and_case", fields=["case", "user"]),
            models.CheckConstraint(name="nobody_represents_themselves", condition=Q(represented_by=None) | ~Q(represented_by=F("pk"))),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.pk}"

    @property
    def masked_name(self) -> str:
        """The name as strangers and lists see it."""
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        """The phone as lists see it."""
        return mask_phone(self.phone) if self.phone else ""

    @property
    def is_minor(self) -> bool:
        """Not of age (民法典 17): a guardian acts, and nobody outside reads the name."""
        return self.born_on is not None and self.born_on > grown_since(timezone.now())

    @property
    def shown_name(self) -> str:
        """The name as pages show it: a child's is masked."""
        return self.masked_name if self.is_minor else self.name

    def acted_by(self, user_id: int | None) -> bool:
        """May this person act as this party: the party itself, when of age, or somebody who acts for it?"""
        return user_id is not None and (user_id in self.agents or (user_id == self.user_id and not self.is_minor))

    @property
    def speaker(self) -> "Party":
        """Who answers for this party: the elected representative of a group, or the party itself."""
        chosen = next((p for p in self.case.parties.all() if p.pk == self.represented_by_id), None)
        return chosen or self

    @property
    def answer(self) -> str:
        """The newest answer about the round that is in question now, or nothing."""
        return self.answered if self.answered_round == self.case.round_in_question else ""

    @property
    def answer_text(self) -> str:
        """The answer in words."""
        return str(self.get_answered_display()) if self.answer else ""

    @property
    def words(self) -> str:
        """What was said with the answer, for the mediator."""
        return self.answered_words if self.answer else ""

    @property
    def consents_now(self) -> bool:
        """Has this party said yes to the round in question (规则 4)?"""
        speaker = self.speaker
        return speaker.answer in (Answer.TALK, Answer.OFFER) and (bool(speaker.agents) or not speaker.is_minor)

    @property
    def invite_url(self) -> str:
        """The personal link; whoever holds it can answer, not read the papers."""
        return f"{settings.PUBLIC_URL}/A/{self.invite}"


class Reply(models.Model):
    """What a party said about one round, with the version of the text that was shown."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="replies")
    round_number = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=8, choices=Answer.choices)
    words = EncryptedTextField(blank=True)
    text_version = models.CharField(max_length=16)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.SELF)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"{self.answer} {self.pk}"
