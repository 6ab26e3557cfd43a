"""What the mediator asked somebody about the dispute, and what was answered (调查记录, form 3.4). The mediator's own: no side and no court reads it."""

import pgtrigger
from django.db import models

from cases.models.round import Round
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.walls import Wall


class Inquiry(models.Model):
    """One talk, written down once. Its words never change; a second talk is a second record."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="inquiries")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    place = EncryptedTextField()
    asked = EncryptedTextField()
    relation = EncryptedTextField(blank=True)
    present = EncryptedTextField(blank=True)
    text = EncryptedTextField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "inquiries"
        constraints = [models.UniqueConstraint(name="inquiries_are_numbered", fields=["case", "number"])]
        triggers = [
            Wall(
                name="words_of_an_inquiry_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (NEW.text <> OLD.text AND NEW.text <> ''::bytea) OR (NEW.sha256, NEW.at) IS DISTINCT FROM (OLD.sha256, OLD.at) THEN
                        RAISE EXCEPTION 'the words of an inquiry are only ever wiped' USING ERRCODE = 'check_violation', CONSTRAINT = 'words_of_an_inquiry_stay';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"inquiry {self.number}"
