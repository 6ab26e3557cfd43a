"""What the court link hears of cases: it defers one job."""

from typing import Any

from django.dispatch import receiver

from cases.news import moved
from courtlink.models import Filing
from courtlink.tasks import follow


@receiver(moved, dispatch_uid="courtlink.follow")
def follow_moves(sender: Any, case_id: int, **news: Any) -> None:
    """A case has moved: papers that no longer fit are taken back. Cases without papers cost nothing more."""
    if Filing.objects.filter(case=case_id).exists():
        follow.configure(lock=f"case:{case_id}").defer(case=case_id)
