"""The people in the quarrel, and what they answer."""

from django.conf import settings
from django.db import models

from cases.kinds import Answer, PartyKind, Side
from mediation.crypto import EncryptedTextField
from mediation.masking import mask_name, mask_phone
from mediation.people.models import User


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
    invite = EncryptedTextField(blank=True)
    invite_hash = models.BinaryField(max_length=32, unique=True, null=True)
    invited_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    # The newest of its replies; the row of `Reply` stays as the proof.
    answered = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_round = models.PositiveSmallIntegerField(null=True)
    answered_words = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="party_by_phone", fields=["phone_index"])]
        constraints = [models.UniqueConstraint(name="one_seat_per_person_and_case", fields=["case", "user"])]

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
        return self.answer in (Answer.TALK, Answer.OFFER)

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
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"{self.answer} {self.pk}"
