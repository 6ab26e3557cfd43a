"""Texts that several people write together: the draft at the table, and one of each side with the mediator alone.

The log of changes is only ever added to; its bytes are sealed with a key of the draft, so that deleting a case
wipes one key and nothing of the log can be read again, while its chain of hashes still verifies.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from cases.kinds import Audience, Side
from cases.models import Round
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.walls import append_only
from rooms.kinds import Reader
from rooms.models.sitting import Sitting


class DraftQuerySet(models.QuerySet["Draft"]):
    """Which drafts a reader may see."""

    def of(self, sitting: Sitting) -> Self:
        """Those of a sitting: the one of its round, and those that its mediator writes with one side."""
        return self.filter(Q(audience=Audience.ALL) | Q(mediator=sitting.mediator_id), round=sitting.round_id)

    def visible_to(self, reader: str) -> Self:
        """Keep what this reader may read: "mediator", "applicant", "respondent" or "joint"."""
        if reader == Reader.MEDIATOR:
            return self
        return self.filter(audience__in=[Audience.ALL, *({reader} & set(Side.values))])


class Draft(models.Model):
    """One text. `audience` all: at the table; a side: between the mediator and that side."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    mediator = models.ForeignKey(User, models.PROTECT, related_name="+")  # who opened it
    audience = models.CharField(max_length=12, choices=Audience.choices)
    pen = models.CharField(max_length=12, choices=Audience.choices, blank=True)  # who may write besides the mediator
    key = EncryptedTextField(blank=True)  # of the log; empty when the case was deleted
    last_seq = models.PositiveIntegerField(default=0)
    snapshot = models.BinaryField(default=bytes)  # all changes up to snapshot_seq in one, sealed like them
    snapshot_seq = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)  # goes up with everything beside the text that its readers see
    written_sha256 = models.CharField(max_length=64, blank=True)  # of the agreement's draft when both said the same
    opened_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_draft_at_the_table", fields=["round"], condition=Q(audience=Audience.ALL)),
            models.UniqueConstraint(name="one_draft_of_a_side_with_its_mediator", fields=["round", "mediator", "audience"], condition=~Q(audience=Audience.ALL)),
            models.CheckConstraint(name="a_draft_is_for_all_or_for_a_side", condition=Q(audience__in=[Audience.ALL, *Side.values])),
            models.CheckConstraint(name="nobody_writes_what_they_cannot_read", condition=Q(audience=Audience.ALL) | Q(pen="") | Q(pen=models.F("audience"))),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def is_joint(self) -> bool:
        """At the table?"""
        return self.audience == Audience.ALL

    @property
    def readers(self) -> tuple[str, ...]:
        """Whose pages show it."""
        return (*Reader.values,) if self.is_joint else (Reader.MEDIATOR, self.audience)


class DraftUpdate(models.Model):
    """One change of a text, by one person: kept as it came, sealed, chained."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="updates")
    seq = models.PositiveIntegerField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    data = models.BinaryField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["draft", "seq"]
        constraints = [models.UniqueConstraint(name="changes_are_dense_and_single", fields=["draft", "seq"])]
        triggers = append_only("draft_update")

    def __str__(self) -> str:
        return f"change {self.seq} of draft {self.draft_id}"

    def payload(self, data_sha256: str) -> dict[str, Any]:
        """What the hash covers; the sealed bytes by their own hash, so that the chain verifies without the key."""
        return {"draft": self.draft_id, "seq": self.seq, "author": self.author_id, "at": self.at, "data": data_sha256}


class DraftComment(models.Model):
    """A remark on one clause, for everybody who reads the draft."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="comments")
    number = models.PositiveSmallIntegerField()  # within the draft
    clause = models.CharField(max_length=24)
    words = EncryptedTextField(blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["draft", "number"]
        constraints = [models.UniqueConstraint(name="comments_are_numbered", fields=["draft", "number"])]

    def __str__(self) -> str:
        return f"comment {self.number} on draft {self.draft_id}"
