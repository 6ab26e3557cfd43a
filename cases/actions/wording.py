"""Word a passage anew: write a draft, have a second person release it for a day to come. What was released is never changed; a newer version follows it."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.models import Wording
from cases.passages import Passage
from cases.reads.wording import words_papers
from mediation.papers.wording import faults_in
from mediation.people.models import Centre, User
from mediation.refusals import Invalid, NotFound, WrongMoment, WrongPerson


@transaction.atomic
def write(centre: Centre, passage: Passage, *, text: str, by: User) -> Wording:
    """Keep the draft of a passage, the only one there is; Invalid names everything that keeps it from standing on a paper."""
    _may(centre, passage, by)
    text = text.replace("\r\n", "\n").strip()
    faults = faults_in(text, places=passage.places, must=passage.must, most=passage.most)
    if not text and not passage.optional:
        faults.append(_("Please write something: this passage cannot be empty."))
    if faults:
        raise Invalid(" ".join(faults), fields={"text": faults})
    rows = Wording.objects.filter(centre=_held(centre), form=passage.form, name=passage.name)
    draft = rows.filter(released_at=None).first() or Wording(centre=centre, form=passage.form, name=passage.name, number=rows.count() + 1)
    draft.text, draft.written_by, draft.written_at = text, by, clock.now()
    draft.save()
    return draft


@transaction.atomic
def release(centre: Centre, passage: Passage, *, number: int, read_at: str, begins_on: date, by: User) -> Wording:
    """A second person lets the draft that was read hold from a day to come; a paper that was made before keeps its words."""
    draft = _draft(centre, passage, by)
    if (draft.number, draft.written_at.isoformat()) != (number, read_at):
        raise WrongMoment(_("The draft was changed after you read it. Please read it again."))
    if draft.written_by_id == by.pk:
        raise WrongPerson(_("Somebody else has to release it: nobody words papers alone."))
    now = clock.now()
    if begins_on <= timezone.localdate(now):
        raise Invalid(_("Please choose a day to come: papers that were made already keep their words."), fields={"begins_on": [_("A day to come, please.")]})
    draft.released_by, draft.released_at = by, now
    draft.begins_at = timezone.make_aware(datetime.combine(begins_on, time.min))
    draft.save(update_fields=["released_by", "released_at", "begins_at"])
    return draft


@transaction.atomic
def drop(centre: Centre, passage: Passage, *, by: User) -> None:
    """Throw the draft away."""
    _draft(centre, passage, by).delete()


def _draft(centre: Centre, passage: Passage, by: User) -> Wording:
    _may(centre, passage, by)
    draft = Wording.objects.filter(centre=_held(centre), form=passage.form, name=passage.name, released_at=None).select_related("centre").first()
    if draft is None:
        raise WrongMoment(_("There is no draft any more: somebody has released it or thrown it away."))
    return draft


def _may(centre: Centre, passage: Passage, by: User) -> None:
    if not words_papers(by, centre) or passage.kind != centre.kind:
        raise NotFound(_("There is nothing here for you."))


def _held(centre: Centre) -> Centre:
    """The centre's row, locked: two people who write at once follow each other."""
    return Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
