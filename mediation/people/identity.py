"""Identity numbers (GB 11643) and credit codes of organisations (GB 32100): length, a real date, checksums. Old county codes are good."""

from datetime import date

from django.utils import timezone

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def valid_id_number(number: str) -> bool:
    """Tell whether an 18-character identity number can be right."""
    number = number.strip().upper()
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit():
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return born <= timezone.localdate() and number[17] == CHECK[total % 11]


def born_on(number: str) -> date:
    """The day of birth in a valid identity number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def is_man(number: str) -> bool:
    """What a valid identity number says of the gender: the seventeenth digit is odd."""
    return int(number[16]) % 2 == 1


def valid_credit_code(code: str) -> bool:
    """Tell whether an 18-character unified social credit code can be right, its organisation code included."""
    code = code.strip().upper()
    if len(code) != 18 or any(sign not in CREDIT_ALPHABET for sign in code):
        return False
    values = [CREDIT_ALPHABET.index(sign) for sign in code]
    if values[17] != -sum(value * weight for value, weight in zip(values[:17], CREDIT_WEIGHTS, strict=True)) % 31:
        return False
    body = -sum(int(sign, 36) * weight for sign, weight in zip(code[8:16], BODY_WEIGHTS, strict=True)) % 11
    return code[16] == "0123456789X"[body]
