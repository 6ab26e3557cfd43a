"""The words of a case: stages, colours, sides, reasons. A leaf that everything may import."""

from cases.kinds.case import COLOUR_OF, SENDING, Channel, ClosedAs, Colour, EffectBasis, HoldReason, ObligationKind, Stage, Turn
from cases.kinds.people import AgentKind, Answer, AttendantKind, Audience, PartyKind, Purpose, RevealReason, Side, Way
from cases.kinds.reasons import CourtReason, DeclineReason, SettledReason, TransferReason
from cases.kinds.rounds import ROUND_ENDS, ContactChannel, ContactOutcome, Disclosure, EndReason, Ground, Override, PauseReason, RoundKind, RoundState, Verdict

__all__ = [
    "COLOUR_OF",
    "ROUND_ENDS",
    "SENDING",
    "AgentKind",
    "Answer",
    "AttendantKind",
    "Audience",
    "Channel",
    "ClosedAs",
    "Colour",
    "ContactChannel",
    "ContactOutcome",
    "CourtReason",
    "DeclineReason",
    "Disclosure",
    "EffectBasis",
    "EndReason",
    "Ground",
    "HoldReason",
    "ObligationKind",
    "Override",
    "PartyKind",
    "PauseReason",
    "Purpose",
    "RevealReason",
    "RoundKind",
    "RoundState",
    "SettledReason",
    "Side",
    "Stage",
    "TransferReason",
    "Turn",
    "Verdict",
    "Way",
]
