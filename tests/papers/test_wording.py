"""What people write for papers is words and named places, and never anything else."""

import pytest

from cases.passages import CENTRE, PASSAGES
from mediation.papers.wording import faults_in, filled

HOSTILE = [
    "{{ centre }}",
    "{% load static %}{% include 'secret.html' %}",
    "{调解组织.password}",
    "{调解组织!r}",
    "{0}",
    "{}",
    "{调解组织",
    "}调解组织{",
    "{{调解组织}}",
    "{settings.SECRET_KEY}",
    "%(centre)s{self.__class__.__mro__}",
    "${jndi:ldap://127.0.0.1/x}",
    "\x00",
    "a\x1b[31m",
    "倒\u202e写",
    "零\u200b宽",
    "叠\u0301\u0301\u0301",
    "私\ue000用",
    "\U0010ffff",
    "缺字\U0002a6df\U00020000𡒄",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_wording_is_refused_with_a_sentence(text):
    assert [bool(fault) for fault in faults_in(text, places=[CENTRE], must=(), most=800)] != []


def test_what_the_law_wants_is_asked_for_word_by_word():
    for one in PASSAGES:
        assert len(faults_in("别的话", places=one.places, must=one.must, most=one.most)) == len(one.must)


def test_what_is_filled_in_is_never_read_again():
    assert filled("{a}和{b}", {"a": "{b}", "b": "{{x}}<b>"}) == ("{b}和{{x}}<b>",)
    with pytest.raises(KeyError):
        filled("{a}", {})


def test_long_wording_is_refused():
    assert faults_in("字" * 801, places=(), must=(), most=800) != []
    assert faults_in("字\n" * 31, places=(), must=(), most=800) != []
