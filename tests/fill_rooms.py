"""Open rooms in the database of a running product, and sign their people in: `python -m tests.fill_rooms COUNT HISTORY`."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")
django.setup()

from django.test import Client  # noqa: E402 - after Django is set up

from mediation.people.models import Profile  # noqa: E402
from rooms.actions import seats, sittings, talk  # noqa: E402
from tests.people import Story, staff  # noqa: E402


def cookie(person) -> str:
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser.cookies["sessionid"].value


def main() -> None:
    count, history = int(sys.argv[1]), int(sys.argv[2])
    shen = staff("shen")
    Profile.objects.update_or_create(user=shen, defaults={"capacity": 32000})
    numbers = []
    for _ in range(count):
        story = Story.begin().accept().answer().bind().take()
        sitting = sittings.open_sitting(story.case.pk, by=shen).pk
        for person in (story.lin, story.wang):
            seats.take_seat(sitting, by=person, agreed=True)
        for number in range(history):
            talk.say(sitting, by=(story.lin, story.wang, shen)[number % 3], text="你好，我们来谈一谈押金的事情。", client_id=f"h{number}")
        numbers.append(story.case.number)
    print(json.dumps({"numbers": numbers, "cookies": [cookie(person) for person in (shen, story.lin, story.wang)]}))


main()
