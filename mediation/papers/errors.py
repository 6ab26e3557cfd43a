"""What can go wrong when a paper is made."""

from django.utils.translation import gettext_lazy as _

from mediation.refusals import Refusal


class PaperError(Refusal):
    """The paper was not made; `code` says why to programs, nothing of its text is repeated."""

    status = 503
    code = "paper-not-made"
    title = _("The paper could not be made")

    def __init__(self, *, code: str = "", **facts: object) -> None:
        super().__init__(_("The paper could not be made just now. Nothing was changed; please try again in a minute."), code=code, **facts)
