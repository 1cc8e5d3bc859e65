import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidInput
from shared.storage import keys
from shared.storage.guards import check_key
from shared.storage.names import check_blob

anything = st.text(st.characters(), max_size=20)


@given(anything)
def test_every_id_comes_back_from_its_key(text):
    key = keys.encode(text)

    assert keys.decode(key) == text
    check_key(key)


@given(anything)
def test_every_id_comes_back_from_its_part_of_a_blobs_name(text):
    part = keys.blob_part(text)

    assert keys.decode(part) == text
    check_blob(f"a/{part}.json")


@given(st.one_of(anything, st.from_regex(r"\A0*[0-9]{1,14}\Z")))
def test_every_id_comes_back_from_its_ordered_key(text):
    assert keys.unordered(keys.ordered(text)) == text


@given(anything, anything)
def test_different_ids_never_share_a_key(one, other):
    assert (keys.encode(one) == keys.encode(other)) == (one == other)
    assert (keys.ordered(one) == keys.ordered(other)) == (one == other)
    assert (keys.blob_part(one) == keys.blob_part(other)) == (one == other)


@given(st.lists(anything, min_size=1, max_size=4))
def test_the_parts_of_a_key_come_back(parts):
    assert keys.split(keys.joined(*parts)) == tuple(parts)


@given(anything, anything, anything)
def test_a_customers_range_holds_its_partitions_and_no_others(one, other, contract):
    prefix = keys.customer_prefix(one)
    key = keys.partition(other, contract)

    assert (prefix <= key < keys.below(prefix)) == (one == other)


@given(st.integers(0, 10**12 - 1), st.integers(0, 10**12 - 1))
def test_natural_numbers_sort_as_numbers(one, other):
    assert (keys.ordered(str(one)) < keys.ordered(str(other))) == (one < other)


@pytest.mark.parametrize("text", ["240", "-240", "INC0001_a", "a-b"])
def test_usual_ids_stay_readable(text):
    assert keys.encode(text) == text


@pytest.mark.parametrize("number", [-1, 10**10])
def test_a_sequence_that_does_not_fit_is_refused(number):
    with pytest.raises(InvalidInput):
        keys.sequence(number)


IDS = st.sets(st.text(min_size=1, max_size=4), min_size=1)


@given(IDS)
def test_a_range_of_customers_holds_each_of_them(ids):
    lowest, after = keys.customer_range(ids)

    assert all(lowest <= keys.encode(one) < after for one in ids)


@given(IDS, st.text(max_size=3))
def test_a_range_of_contracts_holds_all_contracts_of_each_customer(ids, contract):
    lowest, after = keys.contract_range(ids)

    assert all(lowest <= keys.partition(one, contract) < after for one in ids)
