"""Connect a system that sends disputes: manage.py connect_sender CODE NAME --channel hotline --centre SHORT --url URL."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.actions import senders
from cases.kinds import SENDING
from cases.models import Sender
from mediation.outreach.webhooks import move_endpoint
from mediation.people.models import Centre
from mediation.refusals import Refusal


class Command(BaseCommand):
    """Print the keys, once; --rotate exchanges them, --suspend and --resume close and open the door, --url alone moves the receiver."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, for which centre, and where it wants to be told."""
        parser.add_argument("code")
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--channel", choices=[channel.value for channel in SENDING])
        parser.add_argument("--centre", default="", help="short name of the mediation centre")
        parser.add_argument("--url", default="", help="where events are sent")
        parser.add_argument("--rotate", action="store_true", help="new keys; the old webhook keys sign along for a day")
        parser.add_argument("--suspend", action="store_true", help="take nothing from it any more")
        parser.add_argument("--resume", action="store_true", help="take its disputes again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one thing to a system that is known, or connect a new one."""
        try:
            sender = Sender.objects.select_related("endpoint").filter(code=options["code"]).first()
            if sender is None:
                self._show(senders.connect(**self._new(options)))
            elif options["rotate"]:
                self._show(senders.renew(sender))
            elif options["suspend"] or options["resume"]:
                senders.suspend(sender, ends=options["resume"])
            elif options["url"]:
                move_endpoint(sender.endpoint, options["url"])
            else:
                raise CommandError("This system is connected. Say --rotate, --suspend, --resume, or --url with another address.")
        except Centre.DoesNotExist as fault:
            raise CommandError(str(fault)) from fault
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal

    @staticmethod
    def _new(options: dict[str, Any]) -> dict[str, Any]:
        if not (options["channel"] and options["url"]) or options["rotate"] or options["suspend"] or options["resume"]:
            raise CommandError("No system is connected under this code. To connect it say its name, --channel, --centre and --url.")
        return {name: options[name] for name in ("code", "channel", "url")} | {
            "name": options["name"] or options["code"],
            "centre": Centre.objects.get(short_name=options["centre"]),
        }

    def _show(self, keys: senders.Keys) -> None:
        self.stdout.write(f"API key      {keys.api_key}\nsecret       {keys.secret}\npublic key   {keys.public_key}\nThey are shown once.")
