"""Refusals of the case machine."""

from django.utils.translation import gettext_lazy as _

from mediation.refusals import Invalid, WrongMoment


class MoveRefused(WrongMoment):
    """The case cannot make this move from where it stands."""

    code = "move-refused"


class ReasonMissing(Invalid):
    """A move that ends something needs a coded reason (规则 25; 登记 7)."""

    code = "reason-missing"


class FactsMissing(WrongMoment):
    """The move exists, but something that must come first is missing."""

    code = "facts-missing"
    title = _("Something is still missing")
