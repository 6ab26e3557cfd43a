"""Numbers as Chinese papers write them.

Amounts in capitals follow 支付结算办法 (People's Bank, 1997), annex 1, whose own examples are the tests.
"""

from decimal import Decimal, InvalidOperation

CAPITALS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
PLAIN = "零一二三四五六七八九"
GROUP = 10_000
LARGEST = Decimal(10) ** 16  # fen are exact below it, and four groups are enough


def in_capitals(amount: Decimal) -> str:
    """Return an amount of yuan in capitals, as 壹仟肆佰零玖元伍角; raises ValueError below 0, above 10^16 or finer than a fen."""
    fen = amount * 100
    if not amount.is_finite() or not 0 <= amount < LARGEST or fen != fen.to_integral_value():
        raise ValueError("not an amount of money")
    yuan, rest = divmod(int(fen), 100)
    jiao, fen_left = divmod(rest, 10)
    if not rest:
        return (_whole(yuan) or CAPITALS[0]) + "元整"
    text = f"{_whole(yuan)}元" if yuan else ""
    if yuan and (not jiao or yuan % 10 == 0):
        text += CAPITALS[0]
    if jiao:
        text += CAPITALS[jiao] + "角"
    if fen_left:
        text += CAPITALS[fen_left] + "分"
    return text


def money(value: object) -> str:
    """Return 人民币 in capitals and figures; a text that is no amount comes back as it is."""
    try:
        amount = Decimal(str(value))
        return f"人民币{in_capitals(amount)}（￥{amount:,.2f}）"
    except (InvalidOperation, ValueError):
        return str(value)


def ordinal(number: int) -> str:
    """Return a counting number from 1 to 9999 in plain Chinese, as 二十一."""
    text = _group(number, PLAIN, ("", "十", "百", "千"))
    return text.removeprefix("一") if text.startswith("一十") else text


def _whole(yuan: int) -> str:
    """Return whole yuan in capitals, empty for none."""
    text, gap = "", False
    for power in range(len(GROUPS) - 1, -1, -1):
        group = yuan // GROUP**power % GROUP
        if not group:
            gap = bool(text)
            continue
        if text and (gap or group < GROUP // 10):
            text += CAPITALS[0]
        text += _group(group, CAPITALS, UNITS) + GROUPS[power]
        gap = False
    return text


def _group(number: int, digits: str, units: tuple[str, ...]) -> str:
    """Return up to four digits with their units; zeros between them are said once."""
    text, gap = "", False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if not digit:
            gap = bool(text)
            continue
        text += (digits[0] if gap else "") + digits[digit] + units[power]
        gap = False
    return text
