"""TimesheetEvent: windows of full instants, id 0, no paging."""

WEEKS = {"start_date": "2026-09-02T00:00:00", "end_date": "2026-09-15T00:00:00"}


def test_a_window_of_full_instants_holds_exactly_its_events(caller):
    expected = [
        row["subject"]
        for row in caller.kept("TimesheetEvent")
        if WEEKS["start_date"] <= row["start_date"] <= WEEKS["end_date"]
    ]

    rows = caller.rows("/TimesheetEvent", **WEEKS)

    assert [row["subject"] for row in rows] == expected
    assert expected


def test_dates_without_a_time_mis_filter(caller):
    full = caller.rows("/TimesheetEvent", **WEEKS)

    short = caller.rows(
        "/TimesheetEvent", start_date="2026-09-02", end_date="2026-09-15"
    )

    days = {row["start_date"][:10] for row in full}
    assert {"2026-09-02", "2026-09-14"} <= days
    assert {row["start_date"][:10] for row in short} == days - {
        "2026-09-02",
        "2026-09-14",
    }


def test_a_zone_is_understood_here(caller):
    zulu = {name: f"{value}Z" for name, value in WEEKS.items()}

    assert caller.rows("/TimesheetEvent", **zulu) == caller.rows(
        "/TimesheetEvent", **WEEKS
    )


def test_without_a_window_only_the_last_days_are_told(caller):
    rows = caller.rows("/TimesheetEvent")

    assert rows
    assert all(row["start_date"] >= "2026-09-28" for row in rows)


def test_every_event_has_the_id_0(caller):
    assert {row["id"] for row in caller.rows("/TimesheetEvent", **WEEKS)} == {0}


def test_the_natural_key_is_unique(caller):
    keys = [
        (row["agent_id"], row["ticket_id"], row["action_number"], row["start_date"])
        for row in caller.kept("TimesheetEvent")
    ]

    assert len(keys) == len(set(keys))


def test_events_can_be_of_one_agent(caller):
    agent = caller.rows("/TimesheetEvent", **WEEKS)[0]["agent_id"]

    rows = caller.rows("/TimesheetEvent", **WEEKS, agent_id=agent)

    assert {row["agent_id"] for row in rows} == {agent}
