"""Complaints that are filled in: a different, right value in every row."""

from datetime import date, timedelta

from courtlink.elements import Form, Row, form_for, forms_on

DAY = date(2026, 11, 21)
KINDS = list(forms_on(DAY))
KNOWN = {
    "id_number": "330108199003070017",
    "address": "杭州市滨江区江南大道100号1幢301室",
    "claims": "判令被告退还3400元\n诉讼费用由被告承担",
    "facts": "2026年3月1日在滨江区发生争议，催告三次未果。",
}


def form_of(kind: str) -> Form:
    return form_for(kind, on=DAY)


def value_of(row: Row, number: int) -> str:
    """A right value that no other row has, when the kind of row allows it."""
    if row.code in KNOWN:
        return KNOWN[row.code]
    if row.choices:
        return row.choices[number % len(row.choices)].value
    return {
        "money": f"{1000 + number}.50",
        "percent": f"{number % 90}.25",
        "date": (date(2025, 12, 1) + timedelta(days=number)).isoformat(),
        "text": f"第{number}项文字",
        "long": f"第{number}项说明，共两行。\n第{number}项第二行。",
    }[row.kind]


def full(kind: str, party_kind: str = "person") -> dict[str, str]:
    """Every row of a form that this kind of party is asked for."""
    form = form_of(kind)
    words = {row.code: value_of(row, number) for number, row in enumerate(form.asked_of(party_kind), start=1)}
    words["clause"] = "none"
    return words | {"form_kind": kind, "amount": f"{sum(float(words[row.code]) for row in form.rows if row.claimed) or 3400:.2f}"}


def printed(row: Row, value: str) -> list[str]:
    """What a filled row must show on paper."""
    if row.choices:
        return ["☑" + next(choice.label for choice in row.choices if choice.value == value)]
    if row.kind == "money":
        return [f"￥{float(value):,.2f}"]
    if row.kind == "date":
        day = date.fromisoformat(value)
        return [f"{day.year}年{day.month}月{day.day}日"]
    return [f"{value}%"] if row.kind == "percent" else value.splitlines()
