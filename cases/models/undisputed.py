"""Facts that nobody disputes (无争议事实记载): the only words of a mediation that may cross to the court (规则 18, 22; 特邀 22)."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q

from cases.models.party import Party
from cases.models.round import Round
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.walls import Wall

# Everybody at the table said yes, and both sides are at it.
ALL_SAID_YES = """
    IF TG_OP = 'UPDATE' AND OLD.agreed_at IS NOT DISTINCT FROM NEW.agreed_at THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT 1 FROM cases_party p WHERE p.case_id = NEW.case_id AND p.left_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM cases_factanswer a WHERE a.fact_id = NEW.id AND a.party_id = p.id AND a.yes)
    ) OR (SELECT count(DISTINCT p.side) FROM cases_party p WHERE p.case_id = NEW.case_id AND p.left_at IS NULL) < 2 THEN
        RAISE EXCEPTION 'a fact is undisputed when every party said yes' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_fact_needs_everybody';
    END IF;
    RETURN NEW;
"""


class UndisputedFactQuerySet(models.QuerySet["UndisputedFact"]):
    """Which facts stand, and which may cross."""

    def standing(self) -> Self:
        """Keep what was not taken off."""
        return self.filter(dropped_at=None)

    def for_court(self) -> Self:
        """Keep what every party of the case, as it stands now, confirmed: somebody who joined later has to confirm too."""
        missing = Party.objects.filter(case=OuterRef("case")).exclude(pk__in=FactAnswer.objects.filter(fact=OuterRef(OuterRef("pk")), yes=True).values("party"))
        return self.standing().filter(~Exists(missing), agreed_at__isnull=False)


class UndisputedFact(models.Model):
    """One sentence. Its words never change; another wording is another fact. `cases.actions.undisputed` is its only door."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="undisputed_facts")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = EncryptedTextField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = UndisputedFactQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="facts_are_numbered", fields=["case", "number"]),
            models.CheckConstraint(name="what_everybody_agreed_is_not_dropped", condition=Q(agreed_at=None) | Q(dropped_at=None)),
        ]
        triggers = [
            Wall(
                name="a_fact_needs_everybody",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.agreed_at IS NOT NULL"),
                func=ALL_SAID_YES,
            ),
            Wall(
                name="words_of_a_fact_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (NEW.text <> OLD.text AND NEW.text <> ''::bytea) OR NEW.sha256 <> OLD.sha256 OR (OLD.agreed_at IS NOT NULL AND NEW.agreed_at IS DISTINCT FROM OLD.agreed_at) THEN
                        RAISE EXCEPTION 'the words of a fact are only ever wiped' USING ERRCODE = 'check_violation', CONSTRAINT = 'words_of_a_fact_stay';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"fact {self.number}"

    @property
    def is_agreed(self) -> bool:
        """Did everybody confirm it?"""
        return self.agreed_at is not None


class FactAnswer(models.Model):
    """What one party says to one fact, in writing. It may be changed until everybody has confirmed."""

    fact = models.ForeignKey(UndisputedFact, models.CASCADE, related_name="answers")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    yes = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="one_answer_per_party_and_fact", fields=["fact", "party"])]
        triggers = [
            Wall(
                name="answers_to_an_agreed_fact_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM cases_undisputedfact f WHERE f.id = OLD.fact_id AND f.agreed_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'everybody has confirmed this fact' USING ERRCODE = 'check_violation', CONSTRAINT = 'answers_to_an_agreed_fact_stay';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
