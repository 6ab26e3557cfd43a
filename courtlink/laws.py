"""Articles as people read them: the tables of rules name an act by its short mark, pages by its name."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

ACTS = {
    "CPL": gettext_lazy("Civil Procedure Law"),
    "PML": gettext_lazy("People's Mediation Law"),
    "民法典": gettext_lazy("Civil Code"),
    "电子签名法": gettext_lazy("Electronic Signature Law"),
    "解释": gettext_lazy("Interpretation of the Civil Procedure Law"),
    "执行工作若干规定": gettext_lazy("Provisions on Enforcement"),
    "登记": gettext_lazy("Provisions on Case Registration"),
    "证据规定": gettext_lazy("Provisions on Evidence in Civil Procedure"),
    "确认规定": gettext_lazy("Provisions on Judicial Confirmation"),
    "特邀": gettext_lazy("Provisions on Invited Mediation"),
    "规则": gettext_lazy("Rules for Online Mediation by the People's Courts"),
}
CITED = re.compile(r"(?P<act>[^\d\s]+) (?P<articles>\d.*)")
ARTICLE = re.compile(r"(?P<article>\d+)(?:\((?P<item>\d+)\))?")


def cited(law: str) -> str:
    """Say `CPL 122(2); 解释 354` in the reader's language; what names no act of the table stays as it is."""
    return _("; ").join(_one(part.strip()) for part in law.split(";"))


def _one(part: str) -> str:
    found = CITED.fullmatch(part)
    if found is None or found["act"] not in ACTS:
        return part
    articles = pgettext("between articles of a law", ", ").join(_article(one["article"], one["item"]) for one in ARTICLE.finditer(found["articles"]))
    return _("%(act)s, %(articles)s") % {"act": ACTS[found["act"]], "articles": articles}


def _article(article: str, item: str | None) -> str:
    return _("art. %(article)s no. %(item)s") % {"article": article, "item": item} if item else _("art. %(article)s") % {"article": article}
