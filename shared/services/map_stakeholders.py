"""Each customer's stakeholder map, drawn anew from the CRM after every sync."""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from shared.domain.crm import Person
from shared.domain.stakeholder import StakeholderFacts, StakeholderMap
from shared.domain.sync import Counts
from shared.ports import App
from shared.workflow.stakeholders import stakeholder_map

_NOBODY = StakeholderFacts(known=False)


def map_all(app: App) -> Counts:
    """Draw the maps of all customers whose account is settled; write what changed."""
    crm = app.stores.crm
    people = _by_account(app)
    stored = {one.customer_id: one for one in crm.stakeholders.all()}
    drawn = {
        match.customer_id: stakeholder_map(
            match.customer_id,
            match.account_ids,
            {p.id: p for key in match.account_ids for p in people[key]}.values(),
            stored.get(match.customer_id),
        )
        for match in crm.matches.all()
        if match.settled
    }
    changed = [one for key, one in drawn.items() if stored.get(key) != one]
    gone = [one for key, one in stored.items() if key not in drawn]
    crm.stakeholders.put(changed)
    crm.stakeholders.remove(gone)
    count = len(drawn)
    return Counts(read=count, processed=count, changed=len(changed) + len(gone))


def facts_within(
    app: App, customer_ids: AbstractSet[str]
) -> Mapping[str, StakeholderFacts | None]:
    """Give what scores know of customers' people; None where no CRM is connected."""
    if app.hubspot is None:
        return dict.fromkeys(customer_ids)
    maps = maps_within(app, customer_ids)
    return {key: _facts(maps[key]) if key in maps else _NOBODY for key in customer_ids}


def maps_within(app: App, customer_ids: AbstractSet[str]) -> dict[str, StakeholderMap]:
    """Read the maps of neighbouring customers."""
    if app.hubspot is None:
        return {}
    kept = app.stores.crm.stakeholders.within(customer_ids)
    return {one.customer_id: one for one in kept}


def _facts(found: StakeholderMap) -> StakeholderFacts:
    known = tuple(one.person_id for one in found.stakeholders if one.roles)
    return StakeholderFacts(known=True, gaps=found.gaps, person_ids=known)


def _by_account(app: App) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = defaultdict(list)
    for person in app.stores.crm.people.all():
        for key in person.account_ids:
            found[key].append(person)
    return found
