"""The facts that a decision about one contract rests on, gathered from the stores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shared.domain.calendar import month_key
from shared.domain.contract import Finding, RenewalMode, Terms
from shared.domain.correspondence import Contact
from shared.domain.crm import CrmView
from shared.domain.facts import MonthFacts
from shared.domain.money import to_minor
from shared.domain.playbook import Playbook
from shared.domain.renewal import ContractState
from shared.domain.score import Score
from shared.domain.stakeholder import StakeholderMap
from shared.domain.sync import LatestScore
from shared.ports import App
from shared.services.load_dossiers import ContractFile, Dossier
from shared.workflow.checks import served_past_end
from shared.workflow.intake import Directory
from shared.workflow.situation import OPERATOR, FinishedTask, Situation, Successor


@dataclass(frozen=True)
class Circle:
    """A customer's contracts with all that they share in today's decisions."""

    dossier: Dossier
    people: Directory
    book: Playbook
    scores: Mapping[str, LatestScore]
    last_tickets: Mapping[str, date]
    talking_points: tuple[str, ...] = ()
    stakeholders: StakeholderMap | None = None
    crm: CrmView | None = None


def of_contract(
    app: App,
    circle: Circle,
    file: ContractFile,
    *,
    state: ContractState,
    finished: tuple[FinishedTask, ...],
) -> Situation:
    """Give the situation of a contract that stands in the stores."""
    book, people, terms = circle.book, circle.people, file.terms
    minor = to_minor(terms.mrr, terms.currency) if terms.mrr else 0
    owner, agent = _exception_owner(circle, file)
    successor = _successor(circle.dossier, file)
    return Situation(
        today=app.today(),
        terms=terms,
        contract=None if file.contract.gone else file.contract,
        findings=() if file.contract.gone else _findings(app, circle, file, successor),
        mode=state.mode or book.default_mode,
        mrr_minor=minor,
        value_minor=12 * minor,
        exception_owner_id=owner,
        data_owner_id=agent,
        cs_lead_id=_agent(people, book.roles.cs_lead),
        msp_owner_id=_agent(people, book.roles.msp_owner),
        successor=successor,
        finished=finished,
        score=_score(circle.scores.get(file.contract.id)),
        customer_name=circle.dossier.name,
        link=_link(app, terms.contract_id),
        talking_points=circle.talking_points,
        stakeholders=circle.stakeholders,
        crm=circle.crm,
        stand_ins=_stand_ins(people, book, app.today()),
        mail=app.mail is not None,
        contact=_contact(app, terms.customer_id),
    )


def _link(app: App, contract_id: str) -> str:
    """Give the page of a contract's terms, "" where the app has no address."""
    base = app.public_base_url
    return f"{base}/api/intake/{contract_id}" if base else ""


def of_missing(app: App, circle: Circle, state: ContractState) -> Situation:
    """Give the situation of a contract of which only the timeline is left.

    That is how it looks under its old customer when it, or the customer, was merged.
    """
    terms = Terms(
        customer_id=state.customer_id,
        contract_id=state.contract_id,
        reference=f"contract {state.contract_id}",
    )
    where = (c for c in app.stores.contracts.all() if c.id == state.contract_id)
    now = next(where, None)
    situation = Situation(
        today=app.today(),
        terms=terms,
        contract=None,
        mode=state.mode or circle.book.default_mode,
        customer_name=circle.dossier.name,
    )
    if now is None:
        return situation
    gone = f"the contract is now of customer {now.customer_id}"
    return situation.model_copy(update={"gone": gone})


def _contact(app: App, customer_id: str) -> Contact | None:
    """Give whom to write to: the main person at the customer, where mail is written."""
    if app.mail is None:
        return None
    people = app.stores.people.of(customer_id)
    main = (one for one in people if one.main and not one.inactive)
    return min(main, key=lambda one: one.id, default=None)


def _findings(
    app: App, circle: Circle, file: ContractFile, successor: Successor | None
) -> tuple[Finding, ...]:
    past = served_past_end(
        file.terms,
        today=app.today(),
        last_ticket_date=circle.last_tickets.get(file.contract.id),
        grace_days=circle.book.grace_days,
    )
    found = file.findings if file.contract.active else ()
    return (*found, *(() if successor else past))


def _successor(dossier: Dossier, file: ContractFile) -> Successor | None:
    for other in dossier.files:
        contract = other.contract
        if contract.gone or contract.id == file.contract.id:
            continue
        if contract.previous_contract_id == file.contract.id:
            terms = other.terms
            return Successor(
                contract_id=contract.id,
                start_date=terms.start_date,
                mrr_minor=to_minor(terms.mrr, terms.currency) if terms.mrr else 0,
            )
    return None


def _exception_owner(circle: Circle, file: ContractFile) -> tuple[str, str | None]:
    """Name who looks at what is wrong, and the same as an agent if they are one.

    That is the owner, the account manager, or who fills a role; never nobody.
    """
    customer, roles = circle.dossier.customer, circle.book.roles
    manager = customer.account_manager_id if customer else None
    named = (file.terms.owner_id, manager, roles.cs_lead, roles.msp_owner)
    for name in (*named, roles.operator):
        agent = _agent(circle.people, name or "")
        if agent:
            return agent, agent
    return roles.operator or OPERATOR, None


def _agent(people: Directory, name: str) -> str | None:
    agent = people.find(name) if name else None
    return agent.id if agent and not agent.disabled else None


def _stand_ins(people: Directory, book: Playbook, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for absence in book.absences:
        away, cover = people.find(absence.agent), people.find(absence.cover)
        if away and cover and absence.first_date <= today <= absence.last_date:
            found[away.id] = cover.id
    return found


def _score(latest: LatestScore | None) -> Score | None:
    return Score.model_validate_json(latest.document) if latest else None


def last_tickets(app: App, dossier: Dossier, book: Playbook) -> dict[str, date]:
    """Tell the day of the newest ticket of each contract that is long past its end."""
    today = app.today()
    settled = timedelta(days=book.grace_days)
    over = {
        file.contract.id: file.terms.end_date
        for file in dossier.files
        if file.terms.renewal_mode is RenewalMode.MANUAL
        and file.terms.end_date
        and file.terms.end_date + settled < today
        and not file.contract.gone
    }
    if not over:
        return {}
    since = month_key(min(over.values()))
    months = app.stores.facts.of(dossier.customer_id, since=since)
    newest = {f.contract_id: f for f in months if f.opened and f.contract_id in over}
    found = {key: _newest(app, facts) for key, facts in newest.items()}
    return {key: day for key, day in found.items() if day}


def _newest(app: App, facts: MonthFacts) -> date | None:
    """Give the day of a month's newest ticket; facts name the newest first."""
    known = app.stores.index.known("tickets", facts.opened_ids[:1])
    tickets = (app.stores.tickets.at(entry) for entry in known.values())
    return next((ticket.opened_at.date() for ticket in tickets if ticket), None)
