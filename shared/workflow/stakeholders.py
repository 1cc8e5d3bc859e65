"""The stakeholder map: from labels and roles in the CRM to people and gaps."""

import re
from collections.abc import Iterable, Sequence

from shared.domain.crm import Person, sort_key
from shared.domain.stakeholder import Gap, Role, Stakeholder, StakeholderMap

# Labels are the portal's own words; roles are the CRM's fixed list.
_LABELS: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"econom|decision|budget|sign|owner|buyer"), Role.ECONOMIC_BUYER),
    (re.compile(r"champion|sponsor|advocate"), Role.CHAMPION),
    (re.compile(r"technical|\bit\b|admin"), Role.TECHNICAL),
    (re.compile(r"influenc|user"), Role.INFLUENCER),
    (re.compile(r"block|detract|against"), Role.BLOCKER),
)
_ROLES = {
    "DECISION_MAKER": Role.ECONOMIC_BUYER,
    "BUDGET_HOLDER": Role.ECONOMIC_BUYER,
    "CHAMPION": Role.CHAMPION,
    "EXECUTIVE_SPONSOR": Role.CHAMPION,
    "INFLUENCER": Role.INFLUENCER,
    "END_USER": Role.INFLUENCER,
    "BLOCKER": Role.BLOCKER,
}
_GONE = re.compile(r"no longer|left the company|former employee")
_ENOUGH = 2  # fewer people than that, and one departure ends the relation


def stakeholder_map(
    customer_id: str,
    account_ids: Sequence[str],
    people: Iterable[Person],
    before: StakeholderMap | None,
) -> StakeholderMap:
    """Draw the map of a customer from the people of its accounts.

    A champion of the map before who is tied to no account any more has left.
    """
    wanted = set(account_ids)
    tied = [person for person in people if wanted & set(person.account_ids)]
    found = {person.id: _stakeholder(person, wanted) for person in tied}
    merged = {lost for person in tied for lost in person.merged_ids}
    for old in before.holders(Role.CHAMPION) if before else ():
        if old.person_id not in found:
            found[old.person_id] = old.model_copy(update={"left": True})
    for old in before.stakeholders if before else ():
        if old.left and Role.CHAMPION in old.roles and old.person_id not in found:
            found[old.person_id] = old
    kept = [found[key] for key in sorted(found, key=sort_key) if key not in merged]
    return StakeholderMap(
        customer_id=customer_id, stakeholders=tuple(kept), gaps=_gaps(kept)
    )


def _stakeholder(person: Person, account_ids: set[str]) -> Stakeholder:
    labels = sorted(
        {label for key in account_ids for label in person.labels.get(key, ())}
    )
    roles: dict[Role, str] = {}
    for label in labels:
        for pattern, role in _LABELS:
            if pattern.search(label.casefold()):
                roles.setdefault(role, f"label {label}")
                break
    if person.role in _ROLES:
        roles.setdefault(_ROLES[person.role], f"buying role {person.role}")
    ordered = [role for role in Role if role in roles]
    return Stakeholder(
        person_id=person.id,
        name=person.name,
        title=person.title,
        roles=tuple(ordered),
        evidence=tuple(roles[role] for role in ordered),
        left=person.gone or bool(_GONE.search(person.title.casefold())),
    )


def _gaps(people: Sequence[Stakeholder]) -> tuple[Gap, ...]:
    there = [one for one in people if not one.left]
    roles = {role for one in there for role in one.roles}
    champion_left = any(one.left and Role.CHAMPION in one.roles for one in people)
    found = {
        Gap.NO_ECONOMIC_BUYER: Role.ECONOMIC_BUYER not in roles,
        Gap.SINGLE_THREADED: sum(Role.BLOCKER not in p.roles for p in there) < _ENOUGH,
        Gap.CHAMPION_LEFT: champion_left and Role.CHAMPION not in roles,
    }
    return tuple(gap for gap, is_there in found.items() if is_there)
