"""The story of a case for one reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.flow import BY_NAME
from cases.kinds import COLOUR_OF, ContactOutcome, CourtReason, DeclineReason, EndReason, Ground, HoldReason, PauseReason, SettledReason, Stage, TransferReason
from cases.models import Case

WORDS = {
    "submit": _("Application received"),
    "register_by_court": _("Registered by the court"),
    "accept": _("Application admitted, mediator appointed"),
    "agree": _("Agreement sealed and effective"),
    "settle_now": _("Agreement sealed and effective"),
    "place": _("Second mediation assigned"),
    "register_and_direct": _("Registered by the court and directed to mediation"),
    "mediation_proposed": _("The court asks both sides about mediation"),
    "court_statement": _("The court issued a mediation statement"),
    "arbitrate": _("Handed to labour arbitration"),
    "notarise": _("The agreement was notarised and can be enforced"),
    "breach": _("The mediator found that the agreement was not kept"),
    "sue": _("One side goes to court about the agreement"),
    "confirm": _("The court confirmed the agreement"),
    "revoke": _("The court revoked the confirmation"),
    "entrust": _("Entrusted to mediation by the court"),
    "refer": _("Second mediation asked for"),
    "ask_court": _("Court-directed mediation asked for"),
    "refuse": _("One side does not want to go on"),
    "fail": _("Mediation closed without agreement"),
    "withdraw": _("Application taken back"),
    "mediator_accepted": _("The mediator accepted the case"),
    "mediator_declined": _("The mediator could not take the case"),
    "mediator_silent": _("The mediator did not answer in time"),
    "round_expired": _("The period of this mediation is over"),
    "mediator_appointed": _("Another mediator was named"),
    "mediator_wished": _("Named a mediator"),
    "mediator_chosen": _("Both sides chose the same mediator"),
    "mediator_not_chosen": _("The sides did not choose together; the mediator is being appointed"),
    "mediator_kept": _("Keeps the mediator in spite of the disclosure"),
    "mediator_objected": _("Asked for another mediator"),
    "mediator_replaced": _("The mediator was taken off the case"),
    "objection_overruled": _("The objection was not followed: the mediator stays"),
    "extension_asked": _("More time was asked for"),
    "extension_agreed": _("Agreed to more time"),
    "extension_refused": _("Did not agree to more time"),
    "round_extended": _("The period was extended with everybody's consent"),
    "round_paused": _("The clock stands still"),
    "round_resumed": _("The clock goes on"),
    "round_granted": _("One more mediation was allowed"),
    "contacted": _("Tried to reach a party"),
    "held": _("The case is held"),
    "hold_released": _("The hold was lifted"),
    "split": _("What is not agreed became a case of its own"),
    "escalated": _("Reported to those above"),
    "chased": _("Chased up by those who watch the area"),
    "handover_undone": _("The mediator goes on with the case after all"),
    "obligation_claimed_applicant": _("The applicant says that an obligation is done"),
    "obligation_claimed_respondent": _("The respondent says that an obligation is done"),
    "obligation_waived": _("An obligation was given up"),
    "amendment_proposed": _("A new version of the agreement is being signed"),
    "amendment_dropped": _("The new version was taken off the table"),
    "agreement_amended": _("The agreement was amended"),
    "reschedule": _("The agreement was amended; it is kept again"),
    "visited": _("Return visit"),
    "joined": _("Gone on with in another case"),
    "parted": _("Taken apart again from the other case"),
    "signed_on_paper": _("A signature on paper was entered"),
    "paper_witnessed": _("A second person looked at the signature on paper"),
    "paper_refused": _("A signature on paper was not accepted"),
    "party_joined": _("Somebody joined the case"),
    "party_left": _("Somebody left the case"),
    "party_described": _("Said who they are"),
    "agent_named": _("Named somebody to act for a party"),
    "agent_ended": _("Somebody acts for a party no longer"),
    "speaker_elected": _("Chose who speaks for the group"),
    "attendant_proposed": _("Asked that somebody may take part"),
    "attendant_admitted": _("Everybody agreed that this person takes part"),
    "attendant_refused": _("Did not agree that this person takes part"),
    "answered_talk": _("Ready to talk"),
    "answered_offer": _("Made a proposal"),
    "answered_refuse": _("Does not want mediation"),
    "answered_help": _("Asked for help or another time"),
    "party_identified": _("Identity confirmed by phone"),
    "settlement_opened": _("The sides have agreed; the agreement is being written"),
    "talks_begun": _("Talks opened"),
    "sitting_booked": _("A time for the sitting was fixed"),
    "sitting_moved": _("The sitting was moved to another time"),
    "sitting_cancelled": _("The time for the sitting was cancelled"),
    "sitting_opened": _("Mediation sitting opened"),
    "colleague_invited": _("A colleague was invited to sit in"),
    "sitting_ended": _("Mediation sitting ended"),
    "minutes_fixed": _("The minutes of the sitting were put to everybody"),
    "minutes_confirmed": _("Everybody in the sitting answered to the minutes"),
    "inquiry_written": _("The mediator wrote down an inquiry"),
    "fact_agreed": _("Every party confirmed an undisputed fact in writing"),
    "recording_started": _("The sitting is being recorded, with everybody's consent"),
    "recording_kept": _("A recording of the sitting was kept"),
    "round_closed": _("This mediation ended without agreement"),
    "evidence_added": _("Showed something"),
    "evidence_replaced": _("Replaced an exhibit by a better copy"),
    "consent_withdrawn": _("Took a consent back"),
    "erasure_proposed": _("Deletion of the file proposed"),
    "erasure_refused": _("The file is kept longer"),
    "erased": _("The file was deleted; this record stays"),
    "evidence_taken_back": _("Took an exhibit back"),
    "agreement_frozen": _("The text of the agreement was fixed for signing"),
    "agreement_reopened": _("The text was taken back from signing"),
    "signed": _("Signed the agreement"),
    "obligations_enforced": _("The court enforced what was owed"),
    "obligation_done": _("An obligation was done"),
    "clock_ran_out": _("A deadline passed"),
    "court_is_late": _("The court did not decide in time"),
    "fee_paid": _("The court fee is paid"),
    "filing_opened": _("Papers for the court begun"),
    "filing_joined": _("Signed the joint application"),
    "filing_submitted": _("Sent to the court"),
    "filing_failed": _("Could not be delivered to the court"),
    "filing_resent": _("Sent to the court again"),
    "filing_received": _("Received by the court"),
    "filing_under_review": _("Being reviewed by the court"),
    "filing_drift": _("The court's record and ours differ"),
    "filing_returned": _("Returned by the court for correction"),
    "filing_accepted": _("Accepted by the court"),
    "filing_rejected": _("Rejected by the court"),
    "filing_prolonged": _("The court takes more time to decide"),
    "filing_decided": _("Decided by the court"),
    "hearing_set": _("The court set a date"),
    "hearing_moved": _("The court moved a date"),
    "hearing_cancelled": _("The court cancelled a date"),
    "filing_withdrawn": _("Papers taken back from the court"),
    "court_feedback": _("The court told the mediators why it did not confirm"),
    "feedback_answered": _("The centre answered the court's feedback"),
}
REASONS = {
    value: label
    for kinds in (ContactOutcome, Ground, HoldReason, PauseReason, EndReason, DeclineReason, TransferReason, CourtReason, SettledReason)
    for value, label in kinds.choices
}
ROLES = {
    "applicant": _("Applicant"),
    "respondent": _("Respondent"),
    "mediator": _("Mediator"),
    "dispatcher": _("Mediation centre"),
    "clerk": _("Court"),
    "manager": _("Centre manager"),
    "supervisor": _("Supervisor"),
    "entry": _("Entered for the citizen"),
    "system": _("System"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the time line."""

    at: datetime
    words: Any
    who: Any
    reason: Any
    colour: str
    moved: bool


def timeline(case: Case, audiences: frozenset[str], *, newest: int) -> list[Happening]:
    """The newest first, at most so many."""
    rows = case.steps.for_audiences(audiences).order_by("-seq").values_list("at", "name", "role", "reason", "from_stage", "to_stage")
    return [
        Happening(
            at=at,
            words=WORDS.get(name) or (BY_NAME[name].label if name in BY_NAME else name),
            who=ROLES.get(role, ""),
            reason=REASONS.get(reason, ""),
            colour=COLOUR_OF[Stage(to_stage)],
            moved=from_stage != to_stage,
        )
        for at, name, role, reason, from_stage, to_stage in rows[:newest]
    ]
