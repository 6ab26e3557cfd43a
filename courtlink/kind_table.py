"""What there is to know of each kind of filing (domain table of kinds, 6.4): one row a kind, read by every part of the line."""

from dataclasses import dataclass

from cases.kinds import Colour, Stage
from courtlink.kinds import DocumentKind, FilingKind, Result


@dataclass(frozen=True, slots=True)
class KindRow:
    """`at_receipt` and `at_acceptance` are codes of the court's clocks in cases/data/periods.csv."""

    stage: Stage  # in which it is sent, and while which it can still lead to something
    docket_type: str  # 类型代字 of its docket number (案号规定)
    papers: tuple[DocumentKind, ...]  # without which no court takes it
    materials: tuple[DocumentKind, ...]  # what a clerk expects to find: the bar of the desk counts these
    colour: Colour  # of its lane on the desk
    results: tuple[Result, ...]  # how it may end once it was accepted
    at_receipt: tuple[str, ...]
    at_acceptance: tuple[str, ...] = ()
    prolongs: tuple[str, str] | None = None  # the clock that the president of the court may prolong once, and the period by which
    joint: bool = False  # both sides sign it, and see it
    private: bool = False  # the other side does not see it here: the court tells them when its measures are taken
    decided_here: bool = True  # an accepted suit goes on in the court's own procedure


KIND_TABLE = {
    FilingKind.LAWSUIT: KindRow(
        stage=Stage.FAILED,
        docket_type="民初",
        papers=(DocumentKind.COMPLAINT, DocumentKind.SERVICE_ADDRESS),  # CPL 124; 登记 6
        materials=(
            DocumentKind.COMPLAINT,
            DocumentKind.SERVICE_ADDRESS,
            DocumentKind.IDENTITY,
            DocumentKind.CERTIFICATE,
            DocumentKind.EVIDENCE_LIST,
            DocumentKind.EVIDENCE,
        ),  # 登记 6; 证据规定 19
        colour=Colour.RED,
        results=(Result.JUDGMENT, Result.STATEMENT, Result.SUIT_WITHDRAWN),
        decided_here=False,
        at_receipt=("T-FILE7",),
    ),
    FilingKind.CONFIRMATION: KindRow(
        stage=Stage.AGREED,
        docket_type="民特",
        papers=(DocumentKind.APPLICATION, DocumentKind.AGREEMENT, DocumentKind.SERVICE_ADDRESS),  # 解释 353, 354
        materials=(DocumentKind.APPLICATION, DocumentKind.AGREEMENT, DocumentKind.PRESIDED, DocumentKind.SERVICE_ADDRESS, DocumentKind.IDENTITY),  # 解释 354; 确认规定 3
        colour=Colour.GREEN,
        results=(Result.CONFIRMED, Result.REFUSED),
        at_receipt=("T-CACC",),
        at_acceptance=("T-CDEC", "T-CDEC30"),
        prolongs=("T-CDEC", "T-CDECX"),  # 确认规定 5
        joint=True,
    ),
    FilingKind.ENFORCEMENT: KindRow(
        stage=Stage.BREACHED,
        docket_type="执",
        papers=(DocumentKind.ENFORCEMENT, DocumentKind.AGREEMENT, DocumentKind.SERVICE_ADDRESS),  # 执行工作若干规定 18
        materials=(DocumentKind.ENFORCEMENT, DocumentKind.AGREEMENT, DocumentKind.SERVICE_ADDRESS, DocumentKind.IDENTITY),
        colour=Colour.GREEN,
        results=(Result.ENFORCED, Result.NOT_ENFORCED),
        at_receipt=("T-ENF7",),
        private=True,
    ),
}
JOINT = tuple(kind for kind, row in KIND_TABLE.items() if row.joint)
PRIVATE = tuple(kind for kind, row in KIND_TABLE.items() if row.private)


def row_of(kind: str) -> KindRow:
    """The row of a kind, as a filing keeps it."""
    return KIND_TABLE[FilingKind(kind)]
