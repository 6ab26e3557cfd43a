"""The words for what a seat is."""

from typing import Any

from django import template

from cases.kinds import Side
from rooms.kinds import SeatRole

register = template.Library()


@register.filter
def as_role(code: str) -> Any:
    """As what somebody sits here."""
    return SeatRole(code).label


@register.filter
def as_side(code: str) -> Any:
    """The side of a seat; nothing for a seat of neither."""
    return Side(code).label if code else ""
