"""Phone numbers as people write them."""

import pytest
from django.forms import ValidationError

from mediation.people.forms import clean_phone


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800000001", "13800000001"),
        ("138 0000 0001", "13800000001"),
        ("+86 138-0000-0001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("１３８０００００００１", "13800000001"),
        ("0571-8670 0001", "057186700001"),
        ("（0571）86700001", "057186700001"),
        ("+86 571 8670 0001", "057186700001"),
        ("021 5566 7788", "02155667788"),
    ],
)
def test_a_number_is_kept_as_its_digits(written, kept):
    assert clean_phone(written) == kept


@pytest.mark.parametrize("written", ["", "abc", "110", "12345", "1380000000", "12800000001", "+1 202 555 0100", "+852 5123 4567", "+7 912 345 67 89", "1" * 60])
def test_what_is_no_chinese_number_is_refused(written):
    with pytest.raises(ValidationError):
        clean_phone(written)


def test_a_landline_takes_no_text():
    assert clean_phone("13800000001", mobile=True) == "13800000001"
    with pytest.raises(ValidationError):
        clean_phone("0571-86700001", mobile=True)
