"""Print addresses and fresh one-time sign-in links for the staff of the demonstration district."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mediation.people.actions import invite
from mediation.people.models import Area, Membership

POSTER = "330108002"  # 长河街道: its first community hangs on the wall of the demonstration


class Command(BaseCommand):
    """Print addresses and fresh one-time sign-in links."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print; each link works once, for twelve hours."""
        if not settings.DEMO:
            raise CommandError("One-time links are printed in the demonstration only (DEMO=1).")
        url = settings.PUBLIC_URL
        community = Area.objects.filter(code__startswith=POSTER, level="community").first()
        self.stdout.write(f"\n  Home page        {url}/\n  Text messages    {url}/outbox   (codes and links that would go to phones)")
        if community is not None:
            self.stdout.write(f"  Poster (PDF)     {url}/poster/{community.code}.pdf   {community.name}\n  Scan it          {url}/I/{community.intake_token}")
        self.stdout.write("\n  One-time sign-in links (each works once, twelve hours; `make logins` prints new ones)")
        for post in Membership.objects.current().select_related("user", "centre").order_by("pk"):
            self.stdout.write(f"    {post.get_role_display():<16} {post.user.name}  {post.centre.short_name}\t{url}{invite(user=post.user)}")
        self.stdout.write("")
