"""Which account each customer is: matched by the rules, settled by people."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from shared.domain.customer import Customer
from shared.domain.errors import InvalidInput, NotFound, RecordRejected
from shared.domain.event import EventType, NewEvent
from shared.domain.match import Match, MatchStatus
from shared.domain.model import Model
from shared.domain.renewal import EffectStatus
from shared.domain.sync import Counts
from shared.ports import App
from shared.services import record_events, report_exceptions
from shared.services.report_exceptions import TENANT, Trouble
from shared.workflow import matching

_RULE = "customer_unmatched"
_KEY = "match"
_SITES_AT_ONCE = 50


class Undone(Model):
    """What an undone match leaves to be looked at: the writes it led to."""

    match: Match
    written: tuple[str, ...]


def match_all(app: App) -> tuple[Counts, bool]:
    """Match all customers; give what changed, and whether web addresses are due.

    Addresses stand in each customer's detail alone, so they are asked for once, some
    at a time, and only where no account names the customer.
    """
    stores = app.stores
    index = matching.index_of(stores.crm.accounts.all())
    policy = stores.settings.playbook().identity
    old = {match.customer_id: match for match in stores.crm.matches.all()}
    customers = [c for c in stores.customers.all() if not c.inactive]
    due = [c for c in customers if _lacks_site(c, old.get(c.id), index)]
    for customer in due[:_SITES_AT_ONCE]:
        before = old.get(customer.id) or _unknown(customer.id)
        site = {"site": _site(app, customer)}
        old[customer.id] = before.model_copy(update=site)
    found = [matching.matched(c, old.get(c.id), index, policy) for c in customers]
    found = matching.without_shared_guesses(found)
    stored = {match.customer_id: match for match in stores.crm.matches.all()}
    changed = [match for match in found if stored.get(match.customer_id) != match]
    left = [match for key, match in stored.items() if key not in _ids(customers)]
    stores.crm.matches.put(changed)
    stores.crm.matches.remove(left)
    more = len(due) > _SITES_AT_ONCE
    if not more:
        _ask_people(app, found, {c.id: c.name for c in customers})
    return Counts(read=len(found), processed=len(found), changed=len(changed)), more


def confirm(app: App, customer_id: str, account_id: str, *, actor: str) -> Match:
    """Settle a match; an account of its own may be added to others it has."""
    match = _existing(app, customer_id)
    account = {a.id: a for a in app.stores.crm.accounts.all()}.get(account_id)
    if account is None or account.gone:
        message = f"account {account_id} is not in the CRM"
        raise NotFound(message)
    kept = match.account_ids if match.status is MatchStatus.CONFIRMED else ()
    others = tuple(key for key in kept if key != account_id)
    settled = match.model_copy(
        update={
            "status": MatchStatus.CONFIRMED,
            "account_ids": (account_id, *others),
            "confidence": Decimal(1),
            "reason": f"confirmed by {actor}",
            "refused": tuple(key for key in match.refused if key != account_id),
            "decided_by": actor,
        }
    )
    _decided(app, settled, f"customer {customer_id} is account {account_id}", actor)
    return settled


def reject(app: App, customer_id: str, account_id: str, *, actor: str) -> Undone:
    """Say that a customer is not an account, and tell what was written by mistake."""
    match = _existing(app, customer_id)
    if account_id in match.refused:
        message = f"customer {customer_id}: account {account_id} was rejected before"
        raise InvalidInput(message)
    kept = tuple(key for key in match.account_ids if key != account_id)
    still = bool(kept) and match.status is MatchStatus.CONFIRMED
    undone = match.model_copy(
        update={
            "status": MatchStatus.CONFIRMED if still else MatchStatus.OPEN,
            "account_ids": kept if still else (),
            "candidates": tuple(
                one for one in match.candidates if one.account_id != account_id
            ),
            "reason": f"account {account_id} rejected by {actor}",
            "refused": (*match.refused, account_id),
            "decided_by": actor if still else "",
        }
    )
    written = tuple(_written(app, customer_id)) if match.settled else ()
    _decided(app, undone, f"customer {customer_id} is not account {account_id}", actor)
    return Undone(match=undone, written=written)


def unsettled(app: App) -> list[Match]:
    """List the matches that a person has to settle."""
    return [m for m in app.stores.crm.matches.all() if m.status is MatchStatus.OPEN]


def _written(app: App, customer_id: str) -> Iterator[str]:
    """Name what the engine wrote to the CRM for a customer."""
    for contract_id in app.stores.projections.heads(customer_id):
        state = record_events.load(app, customer_id, contract_id)
        for effect in state.effects.values():
            if effect.kind.in_crm and effect.status is EffectStatus.DELIVERED:
                where = effect.external_id
                yield f"{effect.kind.value} {where} of contract {contract_id}"


def _lacks_site(customer: Customer, old: Match | None, index: matching.Index) -> bool:
    if old and (old.site is not None or old.status is MatchStatus.CONFIRMED):
        return False
    return customer.id not in index.by_customer


def _site(app: App, customer: Customer) -> str:
    try:
        return matching.domain_of(app.halo.website(customer.id))
    except (NotFound, RecordRejected):
        return ""


def _unknown(customer_id: str) -> Match:
    return Match(customer_id=customer_id, status=MatchStatus.ABSENT)


def _ids(customers: Iterable[Customer]) -> set[str]:
    return {customer.id for customer in customers}


def _existing(app: App, customer_id: str) -> Match:
    match = app.stores.crm.matches.get(customer_id, _KEY)
    if match is None:
        message = f"customer {customer_id} is not known, or not synced yet"
        raise NotFound(message)
    return match


def _decided(app: App, match: Match, summary: str, actor: str) -> None:
    """Put it on the tenant's timeline first: the table follows what people said."""
    event = NewEvent(
        type=EventType.MATCH_DECIDED,
        summary=summary,
        data=match.model_dump(mode="json", include={"customer_id", "account_ids"}),
    )
    record_events.state_fact(app, (TENANT, TENANT), event, actor=actor)
    app.stores.crm.matches.put([match])


def _ask_people(app: App, matches: Iterable[Match], names: dict[str, str]) -> None:
    """Raise a task for each customer with contracts that is not settled."""
    busy = {c.customer_id for c in app.stores.contracts.all() if c.active}
    found = [
        Trouble(
            rule=_RULE,
            key=f"{_RULE}:{match.customer_id}",
            message=_question(match, names[match.customer_id]),
        )
        for match in matches
        if not match.settled and match.customer_id in busy
    ]
    report_exceptions.settle_for_tenant(app, rule=_RULE, found=found)


def _question(match: Match, name: str) -> str:
    """Say what is to be settled, and how."""
    choices = "; ".join(
        f"{one.account_id} {one.name} ({one.confidence:.0%}, {one.reason})"
        for one in match.candidates
    )
    asked = f"which account of the CRM is customer {match.customer_id} {name}?"
    told = f"{asked} {match.reason}"
    return f"{told}. Candidates: {choices}" if choices else told
