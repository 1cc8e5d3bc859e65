from datetime import date

import pytest

from sandbox.demo.basis import (
    NeverRun,
    OtherBasis,
    Wanted,
    find,
    find_or_make,
    save,
)

TODAY, TOMORROW = date(2026, 11, 25), date(2026, 11, 26)


def test_the_day_of_the_data_stays_on_later_days(tmp_path):
    first = find_or_make(tmp_path, Wanted(), today=TODAY, fresh=False)

    second = find_or_make(tmp_path, Wanted(), today=TOMORROW, fresh=False)

    assert (first.as_of, second.as_of) == (TODAY, TODAY)


def test_the_days_of_earlier_runs_are_kept(tmp_path):
    first = find_or_make(tmp_path, Wanted(), today=TODAY, fresh=False)
    save(tmp_path, first.ran(TODAY))

    second = find_or_make(tmp_path, Wanted(), today=TOMORROW, fresh=False)

    assert second.runs == (TODAY,)


def test_another_portfolio_is_refused_until_it_is_to_start_anew(tmp_path):
    find_or_make(tmp_path, Wanted(contracts=5), today=TODAY, fresh=False)

    with pytest.raises(OtherBasis, match="contracts 5, not 9; start anew with --fresh"):
        find_or_make(tmp_path, Wanted(contracts=9), today=TODAY, fresh=False)
    anew = find_or_make(tmp_path, Wanted(contracts=9), today=TODAY, fresh=True)

    assert anew.contracts == 9


def test_starting_anew_leaves_files_of_others_alone(tmp_path):
    (tmp_path / "azurite").mkdir()
    (tmp_path / "notes.txt").write_text("mine")

    find_or_make(tmp_path, Wanted(), today=TODAY, fresh=True)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "basis.json",
        "notes.txt",
    ]


def test_a_folder_without_a_finished_run_says_how_to_make_one(tmp_path):
    find_or_make(tmp_path, Wanted(), today=TODAY, fresh=False)

    with pytest.raises(NeverRun, match="make demo"):
        find(tmp_path)


def test_a_finished_run_is_found_again(tmp_path):
    made = find_or_make(tmp_path, Wanted(), today=TODAY, fresh=False)
    save(tmp_path, made.ran(TODAY))

    assert find(tmp_path).runs == (TODAY,)
