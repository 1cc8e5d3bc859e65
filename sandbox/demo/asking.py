"""One concession that an account manager asks for, so that something waits."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from sandbox.demo.people import user
from sandbox.entra import TENANT
from shared.domain.approval import Concession
from shared.domain.concession import ConcessionAsk, ConcessionKind, ReasonCode
from shared.domain.contract import Terms
from shared.domain.errors import InvalidInput
from shared.domain.model import Model
from shared.domain.money import to_minor
from shared.domain.person import Person
from shared.domain.playbook import Playbook
from shared.domain.renewal_dates import decision_date, term_end
from shared.domain.score import Score
from shared.ports import App
from shared.services import load_dossiers, record_events
from shared.services.concessions import account, request
from shared.services.concessions.account import Account
from shared.services.concessions.request import Entry
from shared.services.load_dossiers import ContractFile

_OPEN_DAYS = 5  # as long as the form proposes
_DISCOUNT_BPS = 500
_GIVE_BACK = Decimal("0.02")  # of the annual value


class _Choice(Model):
    """A contract that one could ask about; the smallest `order` is the best."""

    order: tuple[bool, bool, Decimal]
    contract_id: str


def ask_if_none_waits(app: App, book: Playbook) -> Concession | None:
    """Ask for 5 % off a contract, as its owner; None while a request is pending.

    None as well where no contract of theirs has a renewal to ask about. One that is
    left with a healthy margin comes first: a single approver decides about it.
    """
    known = [*app.stores.projections.concessions()]
    if any(one.open for one in known):
        return None
    asked = {one.contract_id for one in known}
    thin: Account | None = None
    for choice in sorted(_choices(app, book), key=lambda one: one.order):
        if choice.contract_id in asked:
            continue
        found = account.of_contract(app, choice.contract_id)
        if _left(app, found) >= book.approvals.margin_floor:
            return _ask(app, found)
        thin = thin or found
    return _ask(app, thin) if thin else None


def _choices(app: App, book: Playbook) -> Iterator[_Choice]:
    """List the requester's contracts that have nothing wrong and a date ahead.

    The best is one whose renewal is open, that the lowest level may decide (no key
    account), and that is least likely to renew.
    """
    tiers = book.approvals.tiers
    key_account = min((tier.from_arr for tier in tiers), default=Decimal("Infinity"))
    for file, score in _mine(app, book):
        terms = file.terms
        if _days_left(app, terms) > _OPEN_DAYS and terms.mrr:
            place = file.contract.customer_id, file.contract.id
            state = record_events.load(app, *place)
            order = (state.renewal is None, terms.arr >= key_account, score.p_renew)
            yield _Choice(order=order, contract_id=file.contract.id)


def _mine(app: App, book: Playbook) -> Iterator[tuple[ContractFile, Score]]:
    """List the requester's contracts in force that have nothing wrong and a score."""
    people = load_dossiers.directory(app)
    owner = book.approvals.colleague(user("ada").oid)
    keys = sorted(customer.id for customer in app.stores.customers.all())
    for dossier in load_dossiers.load_all(app, keys, people, book.seat_words):
        mine = [
            file
            for file in dossier.files
            if owner and file.terms.owner_id == owner.agent and not file.findings
        ]
        latest = app.stores.scores.latest(dossier.customer_id) if mine else {}
        for file in mine:
            newest = latest.get(file.contract.id)
            if newest and file.contract.active and not file.contract.gone:
                yield file, Score.model_validate_json(newest.document)


def _days_left(app: App, terms: Terms) -> int:
    try:
        end = term_end(terms, app.today())
    except InvalidInput:
        return 0
    return (decision_date(terms, end) - app.today()).days if end else 0


def _left(app: App, found: Account) -> Decimal:
    """Give the margin that is left after what is asked for, 0 where it isn't known."""
    margin = found.offer(_wanted(app, found)).assessment.ask.margin
    return margin.after_rate.value or Decimal(0)


def _ask(app: App, found: Account) -> Concession:
    ada, contract_id = user("ada"), found.basis.contract_id
    person = Person(tid=TENANT, oid=ada.oid, name=ada.name, roles=frozenset(ada.roles))
    entry = Entry(
        by=request.who_asks(app, person),
        origin="demo",
        request_id=request.id_of("demo", contract_id),
    )
    return request.ask(app, contract_id, _wanted(app, found), entry=entry)


def _wanted(app: App, found: Account) -> ConcessionAsk:
    basis = found.basis
    last = datetime.combine(app.today(), time(23, 59, 59), UTC)
    annual = 12 * found.inputs.current_mrr
    worth = (annual * _GIVE_BACK).quantize(Decimal(1))
    return ConcessionAsk(
        kind=ConcessionKind.DISCOUNT,
        effective_date=basis.term_end + timedelta(days=1),
        term_months=found.inputs.renewal_months,
        discount_bps=_DISCOUNT_BPS,
        reason_code=ReasonCode.COMPETITOR,
        reason="A competitor offers the same service for less.",
        give_back="They pay each year in advance, and are a reference for us.",
        give_back_minor=to_minor(worth, basis.currency),
        expires_at=last + timedelta(days=_OPEN_DAYS),
    )
