"""What each stage means to people: whose turn it is, which clock runs, what comes next."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.kinds import Colour, Stage, Turn

S = Stage
# Whose turn it is while a case stands in a stage; `Deadline` rows say by when.
TURN = {
    S.INTAKE: Turn.DISPATCHER,
    S.FIRST_MEDIATION: Turn.MEDIATOR,
    S.REFERRAL: Turn.DISPATCHER,
    S.SECOND_MEDIATION: Turn.MEDIATOR,
    S.COURT_REGISTRATION: Turn.CLERK,
    S.DIRECTED_MEDIATION: Turn.MEDIATOR,
    S.FAILED: Turn.APPLICANT,
    S.FILED: Turn.CLERK,
    S.AGREED: Turn.PARTIES,
    S.CONFIRMED: Turn.PARTIES,
    S.BREACHED: Turn.PARTIES,
    S.PERFORMED: Turn.NOBODY,
    S.WITHDRAWN: Turn.NOBODY,
    S.DECLINED: Turn.NOBODY,
    S.TRANSFERRED: Turn.NOBODY,
}
# The clock that opens with a stage (codes of cases/data/periods.csv). Ends have none but the return visit.
CLOCK = {
    S.INTAKE: "T-ADM",
    S.FIRST_MEDIATION: "T-ACC",
    S.REFERRAL: "T-PLACE",
    S.SECOND_MEDIATION: "T-ACC",
    S.COURT_REGISTRATION: "T-APPT",
    S.DIRECTED_MEDIATION: "T-ACC",
    S.FAILED: "T-LIM",
    S.AGREED: "T-CONF30",
    S.CONFIRMED: "T-ENF",
    S.BREACHED: "T-ENF",
    S.PERFORMED: "T-VISIT",
}
# Clocks that go on when a case comes to a stage: what was promised or agreed does not begin anew.
KEPT = {
    S.FIRST_MEDIATION: ("T-CALL", "T-FUP"),
    S.FILED: ("T-FEE",),
    S.DIRECTED_MEDIATION: ("T-FEE",),
    S.AGREED: ("T-CONF30", "T-OBL"),
    S.CONFIRMED: ("T-OBL", "T-ENF"),
    S.BREACHED: ("T-CONF30", "T-OBL", "T-ENF"),
}
# Promises of the centre that begin with every application and show only on its own desk.
SERVICE_CLOCKS = ("T-RESP", "T-DISP", "T-CALL", "T-FUP")
# And the court's clock for an enforcement: whoever owes must not read of it before the court acts.
STAFF_CLOCKS = (*SERVICE_CLOCKS, "T-ENF7")
NEXT_STEP = {
    S.INTAKE: _("The centre reads your application and names a mediator."),
    S.FIRST_MEDIATION: _("The mediator speaks with both sides."),
    S.REFERRAL: _("A second mediator is being found. Both sides are asked for their consent."),
    S.SECOND_MEDIATION: _("The second mediator speaks with both sides."),
    S.COURT_REGISTRATION: _("The court registers the dispute and directs it to mediation."),
    S.DIRECTED_MEDIATION: _("A mediator named by the court speaks with both sides."),
    S.FAILED: _("A lawsuit can be filed online."),
    S.FILED: _("The court goes on with the lawsuit."),
    S.AGREED: _("Do what was agreed. Both sides can ask the court to confirm the agreement."),
    S.CONFIRMED: _("Do what was agreed. The agreement can be enforced."),
    S.BREACHED: _("Something was not done in time. The mediator is calling."),
    S.PERFORMED: _("Everything is done."),
    S.WITHDRAWN: _("The application was taken back."),
    S.DECLINED: _("Another way is open; see the notice."),
    S.TRANSFERRED: _("Another authority goes on with it."),
}
WORD = {
    Colour.YELLOW: pgettext_lazy("colour", "Applied"),
    Colour.ORANGE: pgettext_lazy("colour", "Second mediation"),
    Colour.BLUE: pgettext_lazy("colour", "Directed by the court"),
    Colour.RED: pgettext_lazy("colour", "May be filed in court"),
    Colour.GREEN: pgettext_lazy("colour", "Settled"),
    Colour.GREY: pgettext_lazy("colour", "Closed"),
}
