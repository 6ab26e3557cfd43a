"""Keepers of time are killed while they ring: no alarm is missed, none comes twice."""

import random
import time
from collections import Counter

import pytest

from cases.models import Deadline, Step
from cases.reads.chain import broken_chains
from mediation.outreach.models import Message
from tests.keepers import copies, keeper, stage, wait_for

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
CLOCKS, KILLS = 600, 6


def test_no_alarm_is_missed_or_doubled_when_keepers_are_killed():
    cases, model = stage(40)
    keepers = [keeper(), keeper()]
    try:
        copies(cases, model, count=CLOCKS, begin=4, every=0.03)
        chance = random.Random(3)
        for _kill in range(KILLS):
            time.sleep(2 + chance.random() * 2)
            victim = chance.randrange(2)
            keepers[victim].kill()
            keepers[victim].wait()
            keepers[victim] = keeper()
        assert wait_for(CLOCKS, 90)
        time.sleep(1)
    finally:
        for process in keepers:
            process.terminate()
            process.wait(10)
    assert Step.objects.filter(name="clock_ran_out").count() == CLOCKS
    assert Deadline.objects.filter(expired_at__isnull=False).count() == CLOCKS
    told = Counter(Message.objects.filter(template="overdue").values_list("key", flat=True))
    assert (len(told), set(told.values())) == (CLOCKS, {1})
    assert {broken for _, broken in broken_chains()} == {None}
