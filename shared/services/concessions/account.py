"""The basis of a request: what today's contract says, and what the deal maths need."""

from datetime import date
from decimal import Decimal

from shared.domain.approval import Concession, ConcessionStatus
from shared.domain.calendar import add_months, month_key
from shared.domain.concession import ConcessionAsk, ConcessionTerms
from shared.domain.contract import Contract, Terms
from shared.domain.deal import DealInputs, IndexDue, Precedent, PricingPolicy
from shared.domain.errors import InvalidInput, NotFound
from shared.domain.model import Model
from shared.domain.money import from_minor, to_minor
from shared.domain.playbook import Playbook
from shared.domain.renewal_dates import term_end, term_months
from shared.domain.score import Score
from shared.ports import App
from shared.pricing.assessment import assess
from shared.pricing.margin import hourly_rate
from shared.services import load_dossiers
from shared.services.concessions import contract_fields
from shared.services.load_dossiers import ContractFile
from shared.workflow.concessions.desk import Offer
from shared.workflow.concessions.recheck import Basis

_GRANTED = {ConcessionStatus.APPROVED, ConcessionStatus.APPLIED}
_PENDING = {ConcessionStatus.PENDING, ConcessionStatus.COUNTERED}
_MINUTES = 60
_YEAR_MONTHS = 12
# Without a score nothing is known of the chance to renew.
_UNKNOWN = (Decimal("0.5"), Decimal(0), Decimal(1), "no score yet: not known")


class Account(Model):
    """One contract as a request rests on it: its basis, and what deal maths need."""

    customer_name: str
    reference: str
    basis: Basis
    inputs: DealInputs

    def offer(self, ask: ConcessionAsk) -> Offer:
        """Put what is asked for on this basis and compute what it means.

        InvalidInput when the ask gives more than the term has, or nothing at all.
        """
        asked = {name: getattr(ask, name) for name in ConcessionAsk.model_fields}
        terms = ConcessionTerms.model_validate({**asked, **self.basis.model_dump()})
        return Offer(terms=terms, assessment=assess(terms, self.inputs))


def of_contract(app: App, contract_id: str) -> Account:
    """Give the account of a contract about which something is to be asked.

    Raises NotFound for an unknown one, and InvalidInput while anything is missing or
    wrong with its terms: intake has to be completed first.
    """
    found = load_dossiers.find_contract(app, contract_id)
    return _of_place(app, found.customer_id, contract_id, checked=True)


def of_place(app: App, customer_id: str, contract_id: str) -> Account:
    """Give the account of a customer's contract as it is today.

    Raises NotFound when it is gone, InvalidInput when it has no price or no renewal.
    """
    return _of_place(app, customer_id, contract_id, checked=False)


def _of_place(
    app: App, customer_id: str, contract_id: str, *, checked: bool
) -> Account:
    book = app.stores.settings.playbook()
    people = load_dossiers.directory(app)
    dossier = load_dossiers.load(app, customer_id, people, book.seat_words)
    for file in dossier.files:
        if file.contract.id == contract_id and not file.contract.gone:
            if checked:
                _refuse_findings(file)
            return _account(app, dossier.name, file, book)
    message = f"contract {contract_id} of customer {customer_id} is gone"
    raise NotFound(message)


def _refuse_findings(file: ContractFile) -> None:
    if file.findings:
        told = "; ".join(finding.message for finding in file.findings)
        message = f"contract {file.contract.id}: complete its terms first: {told}"
        raise InvalidInput(message)


def _account(
    app: App, customer_name: str, file: ContractFile, book: Playbook
) -> Account:
    terms, contract = file.terms, file.contract
    end = term_end(terms, app.today())
    if end is None or terms.mrr is None:
        message = f"contract {contract.id} has no renewal date: nothing falls due"
        raise InvalidInput(message)
    due = contract_fields.index_due_of(contract, terms, book.pricing, app.today())
    score = _score(app, contract)
    current = to_minor(terms.mrr, terms.currency)
    return Account(
        customer_name=customer_name,
        reference=contract.reference,
        basis=Basis(
            customer_id=contract.customer_id,
            contract_id=contract.id,
            term_end=end,
            currency=terms.currency,
            current_mrr_minor=current,
            entitled_mrr_minor=due.entitled_fee_minor if due else current,
        ),
        inputs=_inputs(app, file, book.pricing, score=score, due=due),
    )


def _inputs(
    app: App,
    file: ContractFile,
    policy: PricingPolicy,
    *,
    score: Score | None,
    due: IndexDue | None,
) -> DealInputs:
    terms, contract = file.terms, file.contract
    mrr = terms.mrr or Decimal(0)
    p0, low, high, source = _forecast(score)
    return DealInputs(
        currency=terms.currency,
        entitled_mrr=from_minor(due.entitled_fee_minor, due.currency) if due else mrr,
        current_mrr=mrr,
        hours=_hours(app, contract, policy.cost_months),
        loaded_hourly_rate=hourly_rate(
            policy, terms.currency, tenant_currency=app.currency
        ),
        licences=contract_fields.amount(
            contract, "licence_cost", mrr * policy.licence_share
        ),
        avoidable_share=policy.avoidable_share,
        p0=p0,
        p0_low=low,
        p0_high=high,
        p0_source=source,
        renewal_months=_months(terms, app.today()),
        annual_survival=policy.annual_survival,
        discount_rate=policy.discount_rate,
        precedents=tuple(map(_precedent, _decided(app))),
        precedent_strength=policy.precedent_strength,
        precedent_depth_band=policy.precedent_depth_band,
        index=due,
    )


def _forecast(score: Score | None) -> tuple[Decimal, Decimal, Decimal, str]:
    if score is None:
        return _UNKNOWN
    source = f"score of {score.as_of_date}, model {score.model_version}"
    return score.p_renew, score.p_renew_low, score.p_renew_high, source


def _score(app: App, contract: Contract) -> Score | None:
    latest = app.stores.scores.latest(contract.customer_id).get(contract.id)
    return Score.model_validate_json(latest.document) if latest else None


def _hours(app: App, contract: Contract, months: int) -> Decimal:
    """Give the mean hours a month of the last whole months that facts tell of."""
    first, this = add_months(app.today(), -months), month_key(app.today())
    minutes = [
        facts.worked_minutes
        for facts in app.stores.facts.of(contract.customer_id, since=month_key(first))
        if facts.contract_id == contract.id and facts.month < this
    ]
    return Decimal(sum(minutes)) / _MINUTES / len(minutes) if minutes else Decimal(0)


def _months(terms: Terms, today: date) -> int:
    """Give the length of the contract's own term, a year where it isn't known."""
    end = term_end(terms, today)
    return term_months(terms, end) if end else _YEAR_MONTHS


def _decided(app: App) -> list[Concession]:
    requests = app.stores.projections.concessions()
    return [one for one in requests if one.status not in _PENDING]


def _precedent(request: Concession) -> Precedent:
    return Precedent(
        request_id=request.id,
        contract_id=request.contract_id,
        kind=request.terms.kind,
        depth=request.assessment.ask.depth.value or Decimal(0),
        decided_date=(request.settled_at or request.revised_at).date(),
        granted=request.status in _GRANTED,
        renewed=request.kept,
    )
