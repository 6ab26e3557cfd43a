"""What can go wrong when a file is asked for."""

from django.utils.translation import gettext_lazy as _

from mediation.refusals import NotFound, Refusal


class LockedAway(Refusal):
    """The file was put into quarantine: nobody gets its bytes."""

    code = "file-locked-away"
    title = _("This file is locked away")

    def __init__(self) -> None:
        super().__init__(_("This file may be harmful, so nobody can open it. Please ask the owner to send it again."))


class Erased(NotFound):
    """The time to keep it is over: the row and its hash stay, the bytes are gone."""

    code = "file-erased"

    def __init__(self) -> None:
        super().__init__(_("This file was deleted when the time to keep it was over."))


class NothingToShow(NotFound):
    """There is no harmless copy of this file."""

    code = "no-preview"

    def __init__(self) -> None:
        super().__init__(_("This file cannot be shown here. You can download it instead."))


class Lost(Refusal):
    """The row is there and its bytes are not: an incident, never the reader's fault."""

    status = 503
    code = "file-lost"
    title = _("This file cannot be opened now")

    def __init__(self) -> None:
        super().__init__(_("The file is not where it should be. Please try again later, and tell the mediation centre if it happens again."))
