"""The floors that the HubSpot benchmark compares with."""

import pytest

from bench.hubspot_requests import least_changes, least_first, least_writes


@pytest.mark.parametrize(
    ("counts", "least"),
    [
        ((200, 600, 1_000), 20),
        ((1_000, 3_000, 5_000), 92),
        ((5_000, 10_000, 25_000), 402),
    ],
)
def test_a_first_sync_is_compared_with_lists_of_a_hundred(counts, least):
    assert least_first(*counts) == least


@pytest.mark.parametrize(
    ("counts", "least"),
    [((0, 0, 0), 3), ((1, 1, 1), 5), ((450, 900, 1_500), 19)],
)
def test_changes_are_compared_with_searches_and_associations(counts, least):
    assert least_changes(*counts) == least


def test_writes_are_compared_with_batches():
    assert least_writes(1_000) == 10 + 10 + 1
