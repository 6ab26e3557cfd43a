"""Beside a filing at the court: who has it open, and what the court tells the committee whose agreement it did not confirm."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from cases.models import Round
from courtlink.models.filing import Filing
from mediation.crypto import EncryptedTextField
from mediation.people.models import User
from mediation.people.roles import Role as Post

COURT_POSTS, CENTRE_POSTS = (Post.CLERK, Post.JUDGE), (Post.MANAGER, Post.DISPATCHER)


class Glance(models.Model):
    """Who has a filing open at the court at this moment, so that two people do not read the same papers. It says nothing of the past: `note_look` does."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="+")
    reader = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_glance_per_reader_and_filing", fields=["filing", "reader"])]

    def __str__(self) -> str:
        return f"{self.reader_id} at {self.filing_id}"


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Which of the court's feedback exists for whom."""

    def visible_to(self, user: Any) -> Self:
        """Whoever mediated, whoever runs that centre, and the court itself."""
        if getattr(user, "pk", None) is None or not user.is_active:
            return self.none()
        at = {posts: [post.centre_id for post in user.posts if post.role in posts] for posts in (COURT_POSTS, CENTRE_POSTS)}
        return self.filter(Q(round__centre__in=at[CENTRE_POSTS]) | Q(round__mediator=user) | Q(filing__case__court__in=at[COURT_POSTS]))


class Feedback(models.Model):
    """What a court tells the committee whose agreement it did not confirm (确认规定 12), and what the committee makes of it. The ground stands in the filing."""

    filing = models.OneToOneField(Filing, models.PROTECT, related_name="feedback")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")  # whose agreement it was
    at = models.DateTimeField()
    answer = EncryptedTextField(blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"feedback {self.pk}"

    def may_answer(self, user: Any) -> bool:
        """Is this who mediated, or their centre?"""
        return self.round.mediator_id == user.pk or any(post.role in CENTRE_POSTS and post.centre_id == self.round.centre_id for post in user.posts)
