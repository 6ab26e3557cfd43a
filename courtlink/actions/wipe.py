"""Delete our copies of what went to the court when a case is deleted; the court's own are its own."""

from cases.models import Case
from courtlink.models import Exchange, Feedback, Filing, FilingClock, FilingConsent, FilingDocument, Hearing, IdentityPaper


def wipe_filings(case: Case) -> list[int | None]:
    """Blank words, numbers, signatures and what the court wrote; return packages, documents and identity papers."""
    filings = Filing.objects.filter(case=case)
    filings.update(words="", remark="")
    FilingConsent.objects.filter(filing__case=case).update(id_number="", address="", drawing="")
    FilingClock.objects.filter(filing__case=case).update(prolonged_why="")
    Exchange.objects.filter(filing__case=case).update(words="")
    Feedback.objects.filter(filing__case=case).update(answer="")
    Hearing.objects.filter(filing__case=case).update(contact="")
    documents = FilingDocument.objects.filter(filing__case=case)
    documents.update(review_words="")
    papers = IdentityPaper.objects.filter(party__case=case)
    handed_in = list(papers.values_list("file_id", flat=True))
    papers.delete()
    return [*handed_in, *filings.values_list("package_id", flat=True), *documents.values_list("file_id", flat=True)]
