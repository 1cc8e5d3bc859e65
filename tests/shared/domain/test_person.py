"""People who sign in."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.person import Person

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def person(**fields):
    return Person(tid="t", oid="o", **fields)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(-1, True), (0, True), (15, True), (15.1, False)]
)
def test_a_proof_of_identity_counts_for_a_time(minutes, expected):
    who = person(auth_at=NOW - timedelta(minutes=minutes))

    assert who.proved_within(QUARTER, NOW) is expected


def test_without_a_known_proof_it_is_never_recent():
    assert not person().proved_within(timedelta.max, NOW)


def test_the_same_person_is_always_the_same_text():
    forth, back = person(roles=frozenset("abcdef")), person(roles=frozenset("fedcba"))

    assert forth.model_dump_json() == back.model_dump_json()
    assert Person.model_validate_json(forth.model_dump_json()) == forth
