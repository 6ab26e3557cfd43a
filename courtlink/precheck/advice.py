"""What to do about a return, one sentence for each reason: the clerk's ready text, and what the citizen reads when the clerk added nothing."""

from django.utils.translation import gettext_lazy as _

from courtlink.kinds import ReturnReason as R

ADVICE = {
    R.MISSING_ID: _("Write the identity number (or the organisation's credit code) exactly as it stands on the paper."),
    R.MISSING_ID_COPY: _("Hand in both sides of the identity card; for an organisation the licence and the certificate of its legal representative."),
    R.MISSING_ADDRESS: _("Write the full address: district, road, house and room, and a telephone at which you can be reached."),
    R.MISSING_DEFENDANT: _("Give an address, a telephone or another lead by which the court can find the defendant."),
    R.UNCLEAR_CLAIM: _("Write each claim in a line of its own: who is to do or pay what, how much, by which day."),
    R.UNCLEAR_FACTS: _("Tell when and where it happened, what was agreed and what went wrong, in the order of time."),
    R.MISSING_ROW: _("Fill in the field that is named; without it the form says nothing."),
    R.AMOUNT_DIFFERS: _("The amount in question must be the sum of what you claim. Please correct one of them."),
    R.MISSING_EVIDENCE: _("Add what shows that your facts are true, and say for each exhibit what it proves."),
    R.MISSING_AUTHORITY: _("Add the power of attorney, or the proof of guardianship, of whoever acts for you."),
    R.WRONG_COURT: _("Another court may be competent. Say why this court is, or file there."),
    R.LIMITATION: _("Say what interrupted the period of limitation and when, and add the proof."),
    R.EARLIER_AGREEMENT: _("A confirmed agreement is enforced, not sued for again. Apply for enforcement."),
    R.EXCLUDED_MATTER: _("This matter goes another way. The centre tells you where to turn."),
    R.INK_NEEDED: _("Print this paper, sign it by hand and bring it to the court."),
    R.UNSEALED_AGREEMENT: _("The agreement must be in writing, signed by everybody and sealed by the committee."),
    R.WINDOW_OVER: _("The joint application is no longer possible. You can make a new agreement or file a lawsuit."),
    R.UNPRINTABLE: _("Write the sign that cannot be printed in another way."),
    R.ILLEGIBLE: _("Take the photo again in good light, the whole page, and sharp."),
}
