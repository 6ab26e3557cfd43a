"""What the templates of legal papers need: numbers in Chinese, and boxes that are ticked."""

from django import template

from mediation.papers import amounts

register = template.Library()
register.filter("money", amounts.money)
register.filter("ordinal", amounts.ordinal)


@register.filter
def ticks(chosen: object, choices: str | list[str]) -> str:
    """Print every choice with its box; the box of the chosen one is ticked (True and False are 是 and 否). Choices come as a list, or in one text with blanks between."""
    wanted = {True: "是", False: "否"}.get(chosen, chosen) if isinstance(chosen, bool) else chosen
    return "　".join(f"{'☑' if choice == wanted else '☐'}{choice}" for choice in (choices.split() if isinstance(choices, str) else choices))
