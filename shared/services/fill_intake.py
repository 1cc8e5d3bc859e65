"""Intake by its page: a contract's owner fills in what HaloPSA doesn't say."""

from collections.abc import Mapping
from decimal import Decimal

from shared.domain.contract import Contract
from shared.domain.errors import PolicyViolation
from shared.domain.match import Match
from shared.domain.model import Model
from shared.domain.person import Person
from shared.ports import App
from shared.services import import_intake, load_dossiers, match_customers
from shared.services.concessions.people import agent_of
from shared.services.load_dossiers import ContractFile, Dossier
from shared.workflow.intake import Directory

FIELDS = import_intake.COLUMNS[1:]


class IntakeView(Model):
    """What the page shows of a contract; `known` are its terms as texts, by field."""

    customer_name: str
    contract_id: str
    reference: str
    findings: tuple[str, ...]
    known: dict[str, str]
    match: Match | None = None


class _Desk(Model):
    contract: Contract
    file: ContractFile
    dossier: Dossier
    people: Directory


def show(app: App, person: Person, contract_id: str) -> IntakeView:
    """Give a contract's terms to its owner; NotFound, or PolicyViolation for others."""
    desk = _opened(app, person, contract_id)
    terms = desk.file.terms
    values = {name: getattr(terms, name, None) for name in FIELDS}
    owner = desk.people.find(terms.owner_id or "")
    values["owner"] = owner.name if owner else terms.owner_id
    return IntakeView(
        customer_name=desk.dossier.name,
        contract_id=contract_id,
        reference=desk.contract.reference,
        findings=tuple(finding.message for finding in desk.file.findings),
        known={name: _text(value) for name, value in values.items()},
        match=app.stores.crm.matches.get(desk.contract.customer_id, "match"),
    )


def _text(value: object) -> str:
    """Write a value as it would be filled in; a Decimal without an exponent."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def record(
    app: App, person: Person, contract_id: str, texts: Mapping[str, str]
) -> bool:
    """Record what the owner filled in; give whether anything was new.

    Raises InvalidInput that names the field, and what `show` raises.
    """
    desk = _opened(app, person, contract_id)
    found = import_intake.from_texts(texts, desk.contract, desk.people)
    before = app.stores.intake.get(desk.contract.customer_id, contract_id)
    import_intake.check_dates(import_intake.filled(before, found))
    result = import_intake.record(app, [found], actor=f"{person.name} ({person.oid})")
    return bool(result.recorded)


def settle_account(
    app: App, person: Person, contract_id: str, account_id: str, *, is_it: bool
) -> tuple[str, ...]:
    """Record whether the customer is an account of the CRM; give what was written.

    That is what the engine wrote to an account which turns out to be another's. Raises
    InvalidInput, NotFound for an unknown account, and what `show` raises.
    """
    desk = _opened(app, person, contract_id)
    customer_id, actor = desk.contract.customer_id, f"{person.name} ({person.oid})"
    if is_it:
        match_customers.confirm(app, customer_id, account_id, actor=actor)
        return ()
    return match_customers.reject(app, customer_id, account_id, actor=actor).written


def _opened(app: App, person: Person, contract_id: str) -> _Desk:
    book = app.stores.settings.playbook()
    people = load_dossiers.directory(app)
    contract = load_dossiers.find_contract(app, contract_id)
    dossier = load_dossiers.load(app, contract.customer_id, people, book.seat_words)
    file = next(f for f in dossier.files if f.contract.id == contract_id)
    agent = agent_of(book.approvals.colleague(person.oid), people)
    named = [file.terms.owner_id]
    named += [dossier.customer.account_manager_id] if dossier.customer else []
    roles = (book.roles.cs_lead, book.roles.operator)
    named += [found.id for role in roles if (found := people.find(role))]
    if person.guest or person.application or agent is None or agent not in named:
        message = f"contract {contract_id}: only its owner fills in its terms"
        raise PolicyViolation(message)
    return _Desk(contract=contract, file=file, dossier=dossier, people=people)
