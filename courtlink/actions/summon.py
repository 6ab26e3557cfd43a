"""Tell people about their dates at the court: news at once, reminders when they are due. What was moved or cancelled reminds nobody."""

from django.utils import timezone
from procrastinate.contrib.django import app

from cases import clock
from cases.models import Case
from cases.notices import Notice, readers
from courtlink.kinds import HearingKind, HearingNews
from courtlink.models import Hearing
from courtlink.reads import leads_on, sides_that_know
from mediation.diary.reminders import speaks, still_ahead
from mediation.outreach.actions import tell


def spread(hearing: Hearing, news: HearingNews) -> None:
    """Have people told by a job that commits with the change."""
    job = app.configure_task("courtlink.tell_date", lock=f"case:{hearing.filing.case_id}")
    job.defer(hearing=hearing.pk, sequence=hearing.sequence, news=str(news))


def tell_date(hearing_id: int, sequence: int, news: str) -> None:
    """Write the messages of one happening; again it writes nothing new. News that a later change has overtaken stay unsaid."""
    hearing = _read(hearing_id)
    if hearing.sequence == sequence:
        _tell(hearing, news, f"hearing:{hearing.pk}:{sequence}:told")


def remember(hearing: Hearing) -> None:
    """Set the reminders that still lie ahead."""
    for due, minutes in still_ahead(hearing.begins, leads_on(timezone.localdate()), clock.now()):
        app.configure_task("courtlink.remind_date", schedule_at=due).defer(hearing=hearing.pk, sequence=hearing.sequence, minutes=minutes)


def remind_date(hearing_id: int, sequence: int, minutes: int) -> bool:
    """Remind everybody, unless the date was moved or cancelled since, has begun, or a nearer reminder is due already. Return whether it was told."""
    hearing = _read(hearing_id)
    if hearing.cancelled or hearing.sequence != sequence or not speaks(minutes, hearing.begins, leads_on(timezone.localdate()), clock.now()):
        return False
    _tell(hearing, "hearing_reminder", f"hearing:{hearing.pk}:{sequence}:{minutes}")
    return True


def _read(hearing_id: int) -> Hearing:
    return Hearing.objects.select_related("filing", "court").get(pk=hearing_id)


def _tell(hearing: Hearing, template: str, key: str) -> None:
    case = Case.objects.for_reading().get(pk=hearing.filing.case_id)
    where = " ".join(part for part in (hearing.court.name, hearing.where) if part)
    about = {"number": hearing.filing.docket_number or case.number, "begins": hearing.begins, "what": HearingKind(hearing.kind).label, "where": where, "online": hearing.link}
    for side in sides_that_know(hearing.filing):
        for number, reader in enumerate(readers(Notice(side, template), case)):
            said = reader["facts"] | about
            if said["link"] == case.page_url:
                said["link"] = hearing.page_url
            tell(template=template, key=f"{key}:{side[:3]}:{number}", **(reader | {"facts": said}))
