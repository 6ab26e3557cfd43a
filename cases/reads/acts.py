"""Signing acts as the signed paper carries them: names of people masked, since certificates travel further than papers."""

from datetime import datetime

from cases.kinds import PartyKind, Side
from cases.models import Agreement, Case, Party, Signature
from cases.models.agreement import SIGN_TEXT_VERSION
from cases.reads.agreement import SIDE_ZH
from mediation.masking import mask_name
from mediation.papers.signing.port import Act
from mediation.people.models import User

BY_PHONE, AT_DESK = "手机验证码", "调解员账号登录"


def act_of_party(case: Case, signature: Signature, party: Party) -> Act:
    """A party signed on a phone, or somebody with a power to settle did for it."""
    name = party.name if party.kind == PartyKind.ORGANISATION else mask_name(party.name)
    if party.user_id != signature.signer_id:
        name = f"{mask_name(signature.signer.name)}代{name}"
    return Act(
        name=name,
        role=SIDE_ZH[Side(party.side)],
        reference=f"{case.number}/{party.pk}",
        at=signature.at,
        document_sha256=signature.text_sha256,
        consent=signature.text_version,
        proof=BY_PHONE,
        drawing=signature.drawing,
    )


def act_of_mediator(case: Case, agreement: Agreement, mediator: User, *, text_sha256: str, drawing: str, at: datetime) -> Act:
    """The mediator signs last, as a public officer under the own name."""
    return Act(
        name=mediator.name,
        role="调解员",
        reference=f"{case.number}/v{agreement.version}",
        at=at,
        document_sha256=text_sha256,
        consent=SIGN_TEXT_VERSION,
        proof=AT_DESK,
        drawing=drawing,
    )
