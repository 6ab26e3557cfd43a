"""A package is sealed before the case is locked; under the lock it goes only when everything is still as it says."""

import pytest

from cases import clock
from cases.models import Case, Party
from courtlink.actions import file, seal
from courtlink.kinds import DocumentKind, FilingKind
from courtlink.models import Filing
from courtlink.part import Part
from mediation.refusals import WrongMoment
from tests.courtlink.test_court import WORDS, red
from tests.people import DRAWING

pytestmark = pytest.mark.usefixtures("district")
PARTS = [Part(DocumentKind.COMPLAINT, "民事起诉状", b"%PDF-1.7 what is asked for")]


def send(story, monkeypatch, meanwhile):
    """Send a lawsuit; something happens between the sealing and the lock."""
    case, party = Case.objects.for_reading().get(pk=story.case.pk), story.party("applicant")
    locked = file.lock

    def late(case_id):
        meanwhile()
        return locked(case_id)

    monkeypatch.setattr(file, "lock", late)
    return file._send(case, FilingKind.LAWSUIT, PARTS, by=story.lin, party=party, words=WORDS, kept=WORDS, drawing=DRAWING, at=clock.now(), revises=None)


def test_what_nobody_changed_goes_with_the_number_in_its_manifest(monkeypatch):
    filing = send(red(), monkeypatch, lambda: None)
    assert (filing.state, filing.package.name, filing.package_sha256) == ("submitted", f"{filing.ref}.zip", filing.package.sha256)
    assert [(d.position, d.path, d.sha256) for d in filing.documents.all()] == [(1, "documents/01-complaint.pdf", filing.documents.get().file.sha256)]


@pytest.mark.parametrize("change", [{"name": "王小强"}, {"kind": "company"}])
def test_a_package_that_names_people_as_they_were_is_not_sent(monkeypatch, change):
    story = red()
    with pytest.raises(WrongMoment):
        send(story, monkeypatch, lambda: Party.objects.filter(case=story.case, side="respondent").update(**change))
    assert Filing.objects.count() == 0


def test_a_package_that_corrects_another_filing_than_the_last_one_is_not_sent():
    story = red()
    case = Case.objects.for_reading().get(pk=story.case.pk)
    package = seal.package_of(case, PARTS, kind=FilingKind.LAWSUIT, ref="A" * 20, revises=None, at=clock.now())
    old = Filing(ref="B" * 20, case=case, kind=FilingKind.LAWSUIT)
    with pytest.raises(WrongMoment):
        seal.submit(Filing(ref="A" * 20, case=case, kind=FilingKind.LAWSUIT, revises=old), case, package, by=story.lin, at=clock.now())
