"""The privilege wall: a mark in every word of a mediation, and not one of them in any byte that goes to the court (解释 107; 特邀 22)."""

import io
import secrets
import zipfile
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest
from django.utils import timezone

from cases.actions import contact, rounds, undisputed
from cases.actions.evidence import add_evidence
from courtlink.actions.file import file_lawsuit, join_confirmation
from courtlink.actions.identity import hand_in
from courtlink.models import Filing
from mediation.vault.actions import keep_bytes
from mediation.vault.reads import open_original
from rooms.actions import bids, drafts, minutes, notes, offers, remarks, sittings, talk
from rooms.actions.offers import Line, Words
from rooms.models import Minutes, Recording, RecordingPart
from rooms.reads.drafts import loaded
from rooms.sealing import bid_bytes, commitment_of
from tests.courtlink.test_court import WORDS
from tests.people import DRAWING, Story, staff
from tests.rooms.drafting import clause
from tests.rooms.test_room import opened
from tests.vault.makers import paper, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
LEAST, MOST, BETWEEN = Decimal("48213.77"), Decimal("51999.31"), Decimal("50106.54")
NONCES = {"applicant": "a1" * 32, "respondent": "b2" * 32}


class Marks(dict):
    """A random word for every place where somebody says something in confidence."""

    def __missing__(self, place: str) -> str:
        self[place] = "密" + secrets.token_hex(6)
        return self[place]


def bid(story: Story, sitting: int) -> None:
    """Both sides seal and open a figure; they meet in the middle."""
    bids.ask(sitting, by=staff("shen"), asked="押金", payer="respondent")
    figures = {"applicant": (story.lin, LEAST), "respondent": (story.wang, MOST)}
    for side, (person, amount) in figures.items():
        said = bid_bytes(case=story.case.number, attempt=1, bidding=1, side=side, amount=amount)
        bids.seal(sitting, by=person, number=1, commitment=commitment_of(bytes.fromhex(NONCES[side]), said))
    for side, (person, amount) in figures.items():
        bids.open_bid(sitting, by=person, number=1, amount=amount, nonce=NONCES[side])


def in_the_room(story: Story, sitting: int, marks: Marks) -> None:
    """What is said at the table, in caucus, to the own side, in offers, minutes, notes and drafts."""
    shen = staff("shen")
    for turn, (who, person) in enumerate({"lin": story.lin, "wang": story.wang, "shen": shen}.items()):
        talk.say(sitting, by=person, text=marks[f"room {who}"], client_id=f"r{turn}")
    talk.show_file(sitting, by=story.wang, upload=upload(paper(1, words=marks["room file"]), f"{marks['room file name']}.pdf"), client_id="f1")
    sittings.set_caucus(sitting, by=shen, side="applicant")
    talk.say(sitting, by=story.lin, text=marks["caucus lin"], client_id="c1")
    talk.say(sitting, by=shen, text=marks["caucus shen"], client_id="c2")
    notes.write_note(sitting, by=shen, kind="strategy", body=marks["note of the mediator"], in_caucus="applicant")
    offers.make_offer(sitting, by=story.lin, words=Words(terms=marks["confided offer"], amount=Decimal("2111.17"), payer="respondent"), private=True)
    sittings.set_caucus(sitting, by=shen, side="")
    line = Line(marks["offer line"], Decimal("2999.13"), marks["offer why"])
    offers.make_offer(sitting, by=story.wang, words=Words(terms=marks["offer"], amount=Decimal("2999.13"), payer="respondent", lines=(line,)))
    bid(story, sitting)
    minutes.fix_minutes(sitting, by=shen, text=marks["minutes"])
    minutes.confirm_minutes(sitting, by=story.lin, shown=Minutes.objects.get().sha256, agrees=False, words=marks["words to the minutes"])
    draft = drafts.open_draft(sitting, by=shen, audience="all")
    drafts.change(draft.pk, sitting, by=shen, update=clause(loaded(draft), marks["draft"], "c1"))
    remarks.remark(draft.pk, sitting, by=story.lin, clause="c1", words=marks["remark"])
    own = drafts.open_draft(sitting, by=shen, audience="applicant")
    drafts.change(own.pk, sitting, by=shen, update=clause(loaded(own), marks["draft of one side"], "c2"))
    recorded(sitting, marks)


def recorded(sitting: int, marks: Marks) -> None:
    """A recording and what a transcriber heard."""
    now = timezone.now()
    recording = Recording.objects.create(
        sitting_id=sitting,
        started_by=staff("shen"),
        started_at=now,
        stopped_at=now,
        why="pressed" if "pressed" in dict(Recording._meta.get_field("why").choices) else Recording._meta.get_field("why").choices[0][0],
    )
    film = keep_bytes(content=marks["recording"].encode(), name=f"{marks['recording name']}.webm", media_type="video/webm", by=None)
    heard = keep_bytes(content=marks["transcript"].encode(), name=f"{marks['transcript name']}.txt", media_type="text/plain", by=None)
    RecordingPart.objects.create(recording=recording, number=1, started_at=now, stopped_at=now, folder="x" * 32, made="ready", film=film, words=heard)


def around_the_room(story: Story, marks: Marks) -> None:
    """Answers, calls, private exhibits, facts that were not agreed."""
    rounds.reply(story.party("respondent").pk, answer="offer", words=marks["answer of the other side"], by=None)
    contact.note_contact(story.party("respondent").pk, by=staff("shen"), channel="phone", outcome="reached", note=marks["call"])
    undisputed.write_fact(story.case.pk, by=staff("shen"), text=marks["fact nobody confirmed"])
    one_yes = undisputed.write_fact(story.case.pk, by=staff("shen"), text=marks["fact one side confirmed"])
    undisputed.answer_fact(story.case.pk, by=story.lin, number=one_yes.number, yes=True)
    private = marks["private exhibit"]
    add_evidence(story.case.pk, by=story.lin, upload=upload(paper(1, words=private), f"{marks['private exhibit name']}.pdf"), purpose=marks["private purpose"], private=True)
    add_evidence(story.case.pk, by=story.wang, upload=upload(paper(1, words=marks["exhibit of the other side"]), "b.pdf"), purpose=marks["purpose of the other side"])


def texts_of(raw: bytes) -> list[str]:
    """A document as bytes, and, of a PDF, its text, every stream unpacked, its attachments and properties."""
    found = [raw.decode("utf-8", "replace"), raw.decode("utf-16-be", "replace"), raw.decode("latin-1")]
    if raw.startswith(b"%PDF-"):
        found += ["".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(raw))]
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            found += [repr(pdf.docinfo), *(bytes(file.get_file().read_bytes()).decode("utf-8", "replace") for file in pdf.attachments.values())]
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
                    try:
                        unpacked = bytes(thing.read_bytes())
                    except pikepdf.PdfError:  # a packing of pictures
                        continue
                    found += [unpacked.decode("utf-8", "replace"), unpacked.decode("utf-16-be", "replace")]
    return ["".join(text.split()) for text in found]


def texts_in(filing: Filing) -> list[str]:
    """Everything that can be read in a package."""
    with open_original(filing.package) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        return [filing.package.name, *archive.namelist(), *(text for name in archive.namelist() for text in texts_of(archive.read(name)))]


def leaked(filing: Filing, marks: Marks) -> set[str]:
    """Which places have a word in the package."""
    texts = texts_in(filing)
    figures = {
        name: (f"{value:.2f}", f"{value:,.2f}")
        for name, value in (("least", LEAST), ("most", MOST), ("midpoint", BETWEEN), ("offer", Decimal("2999.13")), ("confided", Decimal("2111.17")))
    }
    words = {place: any(mark in text for text in texts) for place, mark in marks.items()}
    numbers = {f"figure {name}": any(form in text for form in forms for text in texts) for name, forms in figures.items()}
    return {place for place, found in (words | numbers).items() if found}


def test_a_lawsuit_carries_what_its_filer_wrote_and_chose_and_not_a_word_of_the_mediation():
    marks = Marks()
    story, sitting = opened()
    in_the_room(story, sitting, marks)
    around_the_room(story, marks)
    chosen = add_evidence(
        story.case.pk, by=story.lin, upload=upload(paper(1, words=marks["chosen exhibit"]), f"{marks['name of the chosen file']}.pdf"), purpose=marks["purpose chosen"]
    )
    agreed = undisputed.write_fact(story.case.pk, by=staff("shen"), text=marks["fact everybody confirmed"])
    for person in (story.lin, story.wang):
        undisputed.answer_fact(story.case.pk, by=person, number=agreed.number, yes=True)
    hand_in(story.party("applicant").pk, by=story.lin, upload=upload(paper(1, words=marks["own identity paper"]), "id.pdf"))
    hand_in(story.party("respondent").pk, by=story.wang, upload=upload(paper(1, words=marks["identity paper of the other side"]), "id2.pdf"))
    story.draft().close().move("refuse", story.lin)
    words = WORDS | {"claims": marks["claims"], "facts": f"{marks['facts']}，押金到期未退。", "address": f"杭州市滨江区{marks['address']}路1号"}
    filing = file_lawsuit(story.case.pk, by=story.lin, words=words, evidence=[chosen.pk], drawing=DRAWING)
    assert leaked(filing, marks) == {"claims", "facts", "address", "chosen exhibit", "purpose chosen", "fact everybody confirmed", "own identity paper"}
    assert len(marks) > 25


def test_an_application_for_confirmation_carries_the_signed_text_and_not_a_word_of_how_it_came_about():
    marks = Marks()
    story, sitting = opened()
    in_the_room(story, sitting, marks)
    around_the_room(story, marks)
    story.settle()
    join_confirmation(story.case.pk, by=story.lin, words=WORDS | {"address": f"杭州市{marks['address']}路1号"}, drawing=DRAWING)
    filing = join_confirmation(story.case.pk, by=story.wang, words=WORDS | {"id_number": "330109199003070013"}, drawing=DRAWING)
    assert leaked(filing, marks) == {"address"}
    assert any("双方再无其他争议" in text for text in texts_in(filing))
