"""Scores: stored when something changed, and to be computed again bit for bit."""

from dataclasses import replace
from datetime import date

from shared.domain.score import Score
from shared.scoring.score import score
from shared.services import score_contracts
from tests.builders import a_playbook
from tests.shared.services import upstream
from tests.shared.services.engine import Engine, one_contract


def scored(portfolio=None, **over):
    engine = Engine(portfolio, **over)
    engine.sync()
    return engine


def stored(engine):
    return list(engine.tables.query("scores"))


def latest(engine, customer="12", contract="301"):
    return engine.stores.scores.latest(customer)[contract]


def change(engine):
    """Give why the newest score moved."""
    return Score.model_validate_json(latest(engine).document).change


def rescore(engine):
    score_contracts.plan(engine.app)
    engine.work()


def test_every_active_contract_is_scored():
    ended = upstream.contract(302, 12, active=False)
    engine = scored(one_contract(contracts=[upstream.contract(301, 12), ended]))

    assert list(engine.stores.scores.latest("12")) == ["301"]


def test_a_contract_that_is_gone_is_not_scored_again():
    engine = scored()
    engine.halo.mutate({"op": "remove_contract", "contract_id": 301})

    engine.later(days=1).sync()

    assert len(stored(engine)) == 1


def test_the_same_data_on_the_same_day_is_one_score():
    engine = scored()

    engine.later(minutes=15).sync()
    rescore(engine)

    assert len(stored(engine)) == 1


def test_changed_data_is_another_score_with_its_reason():
    engine = scored()
    engine.halo.mutate({"op": "reopen_ticket", "ticket_id": 4001})

    engine.later(minutes=15).sync()

    assert len(stored(engine)) == 2
    moved = change(engine)
    assert moved.total == moved.from_data + moved.from_weights + moved.from_time
    assert moved.from_data != 0


def test_the_next_day_is_another_score():
    engine = scored()

    score_contracts.plan(engine.later(days=1).app)
    engine.work(score_contracts.QUEUE)

    assert latest(engine).as_of_date == date(2026, 12, 2)
    assert len(stored(engine)) == 2


def test_a_sync_in_which_nothing_changed_asks_for_no_scores():
    engine = scored()

    engine.later(days=1).sync()

    assert len(stored(engine)) == 1


def test_only_the_contract_that_changed_is_scored_anew():
    engine = scored(
        upstream.tenant(
            clients=[upstream.client(12), upstream.client(13)],
            contracts=[upstream.contract(301, 12), upstream.contract(401, 13)],
            bills=[upstream.bill(301, 12), upstream.bill(401, 13)],
            tickets=[upstream.ticket(4001, 12), upstream.ticket(4002, 13)],
        )
    )
    engine.halo.mutate({"op": "reopen_ticket", "ticket_id": 4001})
    before = {row.pk for row in stored(engine)}

    engine.later(minutes=15).sync()

    rows = [row.pk for row in stored(engine)]
    assert before == {"12|301", "13|401"}
    assert sorted(rows) == ["12|301", "12|301", "13|401"]


def test_another_playbook_is_another_score():
    engine = scored()
    stricter = a_playbook(grace_days=31)
    engine.stores.settings.save_playbook(stricter)

    rescore(engine)

    assert latest(engine).playbook_version == stricter.version
    assert change(engine).from_data == change(engine).from_time == 0


def test_a_stored_score_is_computed_again_bit_for_bit():
    engine = scored()
    engine.halo.mutate({"op": "reopen_ticket", "ticket_id": 4001})
    engine.later(minutes=15).sync()
    engine.later(days=1).sync()

    kept = latest(engine)
    inputs = engine.stores.scores.inputs("12", "301", kept.key)
    book = engine.stores.settings.playbook_version(kept.playbook_version)
    before = Score.model_validate_json(kept.document)
    again = score(
        inputs,
        book.scoring,
        playbook_version=kept.playbook_version,
        model=None,
        change=before.change,
    )

    assert again.model_dump_json() == kept.document


def test_the_points_of_the_drivers_are_the_score():
    found = Score.model_validate_json(latest(scored()).document)

    assert sum(driver.points for driver in found.drivers) == found.readiness


def test_customers_are_scored_in_batches():
    clients = [upstream.client(n) for n in range(100, 130)]
    contracts = [upstream.contract(n + 1000, n) for n in range(100, 130)]
    engine = scored(upstream.tenant(clients=clients, contracts=contracts))

    count = score_contracts.plan(engine.app)

    assert count == 30
    assert len(engine.waiting(score_contracts.QUEUE)) == 2


def test_a_move_since_a_playbook_that_is_lost_is_not_explained():
    engine = scored()
    (row,) = engine.tables.query("readiness")
    values = {**row.values, "playbook_version": "0123456789ab"}
    engine.tables.put("readiness", [replace(row, values=values)])

    rescore(engine)

    assert change(engine) is None
