"""Scoring every contract: in batches of customers, stored only when it changed."""

import json
import logging
from collections import defaultdict
from datetime import date

from shared.domain.calendar import add_months, month_key
from shared.domain.calibration import CalibratedModel
from shared.domain.facts import MonthFacts
from shared.domain.model import Model
from shared.domain.money import to_minor
from shared.domain.playbook import Playbook
from shared.domain.score import ScoreChange, ScoreInputs
from shared.domain.stakeholder import StakeholderFacts
from shared.domain.sync import LatestScore, Step
from shared.ports import App
from shared.scoring.attribution import REST
from shared.scoring.change import explain
from shared.scoring.customer_experience import with_rest
from shared.scoring.probability import card
from shared.scoring.score import inputs_hash, score
from shared.services import load_dossiers, map_stakeholders
from shared.services.load_dossiers import ContractFile, Dossier
from shared.services.mail import histories

QUEUE = "score-batches"
_CUSTOMERS_PER_BATCH = 25
_MONTHS = 25

log = logging.getLogger(__name__)


class Rules(Model):
    """What a batch is scored by; read once for all its customers."""

    book: Playbook
    model: CalibratedModel | None = None
    data_date: date | None = None  # None while the data is of today


def plan(app: App) -> int:
    """Ask for the scores of all customers; give their number."""
    owners = sorted({contract.customer_id for contract in app.stores.contracts.all()})
    for start in range(0, len(owners), _CUSTOMERS_PER_BATCH):
        batch = owners[start : start + _CUSTOMERS_PER_BATCH]
        app.messages.send(QUEUE, json.dumps({"customers": batch}))
    return len(owners)


def work(app: App, body: str) -> int:
    """Score the contracts of a batch of customers; give the number that is new."""
    customers: list[str] = json.loads(body)["customers"]
    people = load_dossiers.directory(app)
    settings = app.stores.settings
    rules = Rules(
        book=settings.playbook(), model=settings.model(), data_date=_data_date(app)
    )
    batch = _Batch(app, customers)
    words = rules.book.seat_words
    dossiers = load_dossiers.load_all(app, customers, people, words)
    return sum(_customer(app, dossier, batch, rules) for dossier in dossiers)


class _Batch:
    """What scoring reads of a batch's customers besides their contracts."""

    def __init__(self, app: App, customers: list[str]) -> None:
        since = month_key(add_months(app.today(), 1 - _MONTHS))
        self.months: dict[tuple[str, str], list[MonthFacts]] = defaultdict(list)
        for facts in app.stores.facts.within(set(customers), since=since):
            self.months[facts.customer_id, facts.contract_id].append(facts)
        self.latest = app.stores.scores.latest_within(set(customers))
        self.stakeholders = map_stakeholders.facts_within(app, set(customers))
        self.mail = histories.within(app, customers)


def _data_date(app: App) -> date | None:
    """Give the day of the last sync once that is past: later days are unknown."""
    state, _ = app.stores.cursor.load()
    synced = state.watermarks.get(Step.FACTS.value)
    return synced.date() if synced and synced.date() < app.today() else None


def _customer(app: App, dossier: Dossier, batch: _Batch, rules: Rules) -> int:
    customer_id = dossier.customer_id
    rest = batch.months[customer_id, REST]
    active = [f for f in dossier.files if f.contract.active and not f.contract.gone]
    count = 0
    for file in active:
        key = file.contract.id
        lived = with_rest(batch.months[customer_id, key], rest)
        inputs = inputs_of(
            app,
            file,
            lived,
            data_date=rules.data_date,
            stakeholders=batch.stakeholders[customer_id],
        )
        inputs = inputs.model_copy(update={"mail": batch.mail.get(customer_id)})
        count += _scored(app, inputs, batch.latest[customer_id].get(key), rules)
    log.info("%d scores are new", count, extra={"customer": customer_id})
    return count


def inputs_of(
    app: App,
    file: ContractFile,
    months: tuple[MonthFacts, ...],
    *,
    data_date: date | None = None,
    stakeholders: StakeholderFacts | None = None,
) -> ScoreInputs:
    """Gather what a contract's score is computed from."""
    terms = file.terms
    minor = None if terms.mrr is None else to_minor(terms.mrr, terms.currency)
    return ScoreInputs(
        customer_id=terms.customer_id,
        contract_id=terms.contract_id,
        as_of_date=app.today(),
        start_date=terms.start_date,
        currency=terms.currency,
        mrr_minor=minor,
        entitled_hours=terms.entitled_hours,
        seats=terms.seats,
        months=months,
        data_date=data_date,
        stakeholders=stakeholders,
    )


def _scored(
    app: App, inputs: ScoreInputs, latest: LatestScore | None, rules: Rules
) -> bool:
    policy = rules.book.scoring
    model_version = (rules.model or card(policy)).version
    now = (inputs_hash(inputs), rules.book.version, model_version)
    if latest and now == _versions(latest):
        return False
    scored = score(
        inputs,
        policy,
        playbook_version=rules.book.version,
        model=rules.model,
        change=_change(app, inputs, latest, rules),
    )
    app.stores.scores.put(scored, inputs)
    return True


def _versions(latest: LatestScore) -> tuple[str, str, str]:
    return latest.inputs_hash, latest.playbook_version, latest.model_version


def _change(
    app: App, inputs: ScoreInputs, latest: LatestScore | None, rules: Rules
) -> ScoreChange | None:
    """Explain the move since the last score, if what it rested on is still there."""
    if latest is None:
        return None
    before = _playbook(app, latest.playbook_version, rules)
    if before is None:
        return None
    old = app.stores.scores.inputs(inputs.customer_id, inputs.contract_id, latest.key)
    return explain(
        old, inputs, old_policy=before.scoring, new_policy=rules.book.scoring
    )


def _playbook(app: App, version: str, rules: Rules) -> Playbook | None:
    if version == rules.book.version:
        return rules.book
    return app.stores.settings.playbook_version(version)
