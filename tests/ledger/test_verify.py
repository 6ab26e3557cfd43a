"""Whatever is done to a chain, the first link that does not hold is named."""

from hypothesis import assume, given
from hypothesis import strategies as st

from mediation.ledger.chain import GENESIS, link
from mediation.ledger.verify import Broken, Fault, verify

PAYLOADS = st.lists(st.fixed_dictionaries({"name": st.sampled_from(["submit", "accept", "refer"]), "facts": st.integers()}), min_size=2, max_size=12)


def chain_of(payloads):
    rows, prev = [], GENESIS
    for seq, payload in enumerate(payloads, start=1):
        rows.append((seq, prev, link(prev, {**payload, "seq": seq}), {**payload, "seq": seq}))
        prev = rows[-1][2]
    return rows


@st.composite
def chain_and_place(draw):
    rows = chain_of(draw(PAYLOADS))
    return rows, draw(st.integers(0, len(rows) - 1))


def flipped(value, data):
    place, bit = data.draw(st.integers(0, 31)), data.draw(st.integers(0, 7))
    return value[:place] + bytes([value[place] ^ (1 << bit)]) + value[place + 1 :]


@given(PAYLOADS)
def test_an_honest_chain_holds(payloads):
    rows = chain_of(payloads)

    assert verify(rows, length=len(rows), head=rows[-1][2]) is None


def test_no_chain_is_sound_too():
    assert verify([], length=0, head=GENESIS) is None


def test_hashes_may_come_from_the_database_as_memory():
    rows = [(seq, memoryview(prev), memoryview(own), payload) for seq, prev, own, payload in chain_of([{"a": 1}, {"a": 2}])]

    assert verify(rows) is None


@given(chain_and_place(), st.integers())
def test_a_changed_word_is_named(given_chain, other):
    rows, place = given_chain
    seq, prev, own, payload = rows[place]
    assume(payload["facts"] != other)
    rows[place] = (seq, prev, own, {**payload, "facts": other})

    assert verify(rows) == Broken(seq, Fault.WRONG_HASH)


@given(chain_and_place(), st.data())
def test_a_flipped_bit_of_a_hash_is_named(given_chain, data):
    rows, place = given_chain
    seq, prev, own, payload = rows[place]
    rows[place] = (seq, prev, flipped(own, data), payload)

    assert verify(rows) == Broken(seq, Fault.WRONG_HASH)


@given(chain_and_place(), st.data())
def test_a_flipped_bit_of_the_link_before_is_named(given_chain, data):
    rows, place = given_chain
    seq, prev, own, payload = rows[place]
    rows[place] = (seq, flipped(prev, data), own, payload)

    assert verify(rows) == Broken(seq, Fault.WRONG_PREV)


@given(chain_and_place())
def test_a_row_rewritten_with_its_own_hash_betrays_itself_at_the_next(given_chain):
    rows, place = given_chain
    assume(place < len(rows) - 1)
    seq, prev, _own, payload = rows[place]
    forged = {**payload, "name": "forged"}
    rows[place] = (seq, prev, link(prev, forged), forged)

    assert verify(rows) == Broken(seq + 1, Fault.WRONG_PREV)


@given(chain_and_place())
def test_a_rewritten_last_row_differs_from_the_head_kept_elsewhere(given_chain):
    rows, _place = given_chain
    head = rows[-1][2]
    seq, prev, _own, payload = rows[-1]
    forged = {**payload, "name": "forged"}
    rows[-1] = (seq, prev, link(prev, forged), forged)

    assert verify(rows, length=len(rows), head=head) == Broken(seq, Fault.WRONG_HEAD)


@given(chain_and_place())
def test_a_deleted_row_is_named(given_chain):
    rows, place = given_chain
    length = len(rows)
    del rows[place]

    assert verify(rows, length=length) == Broken(place + 1, Fault.GAP)


@given(chain_and_place())
def test_a_deleted_row_whose_followers_were_renumbered_is_named(given_chain):
    rows, place = given_chain
    assume(place < len(rows) - 1)
    del rows[place]
    renumbered = [(seq, *row[1:]) for seq, row in enumerate(rows, start=1)]

    assert verify(renumbered) == Broken(place + 1, Fault.WRONG_PREV)


@given(chain_and_place(), st.data())
def test_two_rows_that_changed_places_are_named(given_chain, data):
    rows, place = given_chain
    other = data.draw(st.integers(0, len(rows) - 1).filter(lambda number: number != place))
    rows[place], rows[other] = rows[other], rows[place]

    assert verify(rows) == Broken(min(place, other) + 1, Fault.GAP)


@given(chain_and_place())
def test_a_cut_chain_is_named_by_its_known_length(given_chain):
    rows, place = given_chain

    assert verify(rows[:place], length=len(rows)) == Broken(place + 1, Fault.GAP)


@given(chain_and_place())
def test_rows_added_behind_the_known_length_are_named(given_chain):
    rows, place = given_chain
    assume(place > 0)

    assert verify(rows, length=place) == Broken(place + 1, Fault.GAP)


def test_a_payload_that_no_chain_could_hold_is_a_wrong_hash_and_no_crash():
    rows = chain_of([{"a": 1}, {"a": 2}])
    rows[1] = (*rows[1][:3], {"a": 2.5})

    assert verify(rows) == Broken(2, Fault.WRONG_HASH)
