"""What one side tells the mediator in a caucus is looked for everywhere as everybody else: pages, API, exports, search, files, papers, packages."""

import subprocess
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.kinds import Side
from rooms.actions import drafts, notes, offers, remarks, seats, sittings, talk
from rooms.actions.offers import Line, Words
from rooms.models import DraftUpdate, Message, Sitting
from rooms.reads.drafts import loaded
from tests.access.test_matrix import Scene, routes
from tests.people import staff
from tests.rooms.drafting import clause
from tests.vault.makers import picture

MARK = "底线玖仟玖佰"
READERS = ("applicant", "respondent", "mediator", "dispatcher", "clerk")  # everybody else meets 404 at every door (test_matrix)
INSIDE = {"rooms.Message", "rooms.Offer", "rooms.SheetLine", "rooms.Note", "rooms.DraftComment"}  # where it is kept, encrypted


class Confided(Scene):
    """The scene of the access matrix, in which one side has told the mediator something in every way there is."""

    def __init__(self, side: str) -> None:
        self.side = side
        super().__init__()

    def begin(self, sitting: Sitting) -> None:
        teller, shen = (self.story.lin if self.side == Side.APPLICANT else self.story.wang), staff("shen")
        sittings.set_caucus(sitting.pk, by=shen, side=self.side)
        talk.say(sitting.pk, by=teller, text=MARK, client_id="1")
        talk.say(sitting.pk, by=shen, text=f"我明白：{MARK}", client_id="2")
        self.file = talk.show_file(sitting.pk, by=teller, upload=SimpleUploadedFile(f"{MARK}.jpg", picture()), client_id="3")
        self.paper = Message.objects.get(pk=self.file.pk)
        offers.make_offer(sitting.pk, by=teller, private=True, words=Words(terms=MARK, amount=Decimal(1), payer="respondent", lines=(Line(MARK, Decimal(1), MARK),)))
        notes.write_note(sitting.pk, by=shen, kind="strategy", body=MARK, in_caucus=self.side)
        draft = drafts.open_draft(sitting.pk, by=shen, audience=self.side)
        drafts.change(draft.pk, sitting.pk, by=shen, update=clause(loaded(draft), MARK, "c1"))
        remarks.remark(draft.pk, sitting.pk, by=teller, clause="c1", words=MARK)
        seats.raise_hand(sitting.pk, by=teller, raised=True)
        sittings.set_caucus(sitting.pk, by=shen, side="")


def read(answer) -> str:
    """All that a reader could make of an answer: papers as their text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"%PDF"):
        return subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout.decode()
    return body.decode("utf-8", "replace")


def seen_by(scene: Scene, who: str) -> dict[str, str]:
    """Every address that answers this person, and what it says."""
    browser = Client()
    if scene.people[who] is not None:
        browser.force_login(scene.people[who], backend="mediation.people.backends.Citizens")
    paths = [scene.path(route, names) for route, names in routes()]
    number = scene.values["number"]
    paths += [f"/room/{number}/draft?zone={zone}" for zone in Side.values] + [f"/room/{number}/draft/aside?zone={zone}" for zone in Side.values]
    paths += [f"/desk?q={quote(MARK)}", f"/room/{number}/file/{scene.paper.pk}", *(f"/court/{scene.filing.ref}/document/{d.pk}" for d in scene.filing.documents.all())]
    found = {}
    for path in paths:
        answer = browser.get(path)
        if answer.status_code < 500:
            found[path] = read(answer).replace(f"q={quote(MARK)}", "").replace(f'value="{MARK}"', "")
    return found


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("side", Side.values)
def test_no_byte_of_a_caucus_reaches_anybody_else_anywhere(side):
    scene = Confided(side)
    knows = {side, "mediator"}
    leaks = {who: [path for path, words in seen_by(scene, who).items() if MARK in words] for who in READERS}
    assert {who: paths for who, paths in leaks.items() if paths and who not in knows} == {}
    for who in knows:  # the crawl does find it where it belongs
        assert {path.split("?")[0].rsplit("/", 1)[-1] for path in leaks[who]} >= {scene.values["number"], "offers", "draft"}


@pytest.mark.usefixtures("district")
def test_what_is_confided_lies_only_in_the_rooms_own_tables_and_never_in_plain_bytes():
    Confided(Side.APPLICANT)
    holders = set()
    for model in apps.get_models():
        for row in (model.everybody if hasattr(model, "everybody") else model._default_manager).values():
            if MARK in str(row):
                holders.add(model._meta.label)
    assert holders <= INSIDE | {"vault.StoredFile"}
    assert not any(MARK.encode() in bytes(row.data) for row in DraftUpdate.objects.all())
