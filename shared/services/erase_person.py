"""Erasing what is kept of one person at a customer, for good."""

from collections.abc import Iterable

from shared.domain.correspondence import Contact
from shared.domain.crm import Person
from shared.domain.errors import InvalidInput
from shared.domain.event import EventType, NewEvent
from shared.domain.model import Model
from shared.ports import App
from shared.services import record_events, report_exceptions
from shared.services.mail import summarise

_SHORTEST_NAME = 3


class Erased(Model):
    """How much was erased."""

    people: int
    mails: int
    crm_people: int


def erase(app: App, address: str, *, actor: str, reason: str) -> Erased:
    """Erase whom an address belongs to: their rows, their mail, their place in maps.

    The address is remembered as a keyed hash, so that no sync brings the person back
    and their mail is not read any more. The tenant's timeline notes it without a name.
    Repeating it is safe: rows of people go last, since all else is found by them.
    """
    address = address.strip().lower()
    people = [one for one in app.stores.people.all() if one.email == address]
    in_crm = [
        one for one in app.stores.crm.people.all() if one.email.lower() == address
    ]
    _check(address, reason, [*people, *in_crm])
    app.stores.erasures.add(address)
    mails = sum(_forget_mail(app, person) for person in people)
    _leave_maps(app, {person.id for person in in_crm})
    app.stores.people.remove(people)
    app.stores.crm.people.remove(in_crm)
    erased = Erased(people=len(people), mails=mails, crm_people=len(in_crm))
    event = NewEvent(
        type=EventType.PERSON_ERASED,
        summary=f"a person was erased: {reason}",
        data={"reason": reason, **erased.model_dump()},
    )
    place = report_exceptions.TENANT, report_exceptions.TENANT
    record_events.state_fact(app, place, event, actor=actor)
    return erased


def _check(address: str, reason: str, people: Iterable[Contact | Person]) -> None:
    """Refuse a reason that tells whom it is about: the timeline keeps it for ever."""
    names = {part for one in people for part in one.name.lower().split()}
    told = {address, *(part for part in names if len(part) >= _SHORTEST_NAME)}
    if any(part in reason.lower() for part in told):
        message = "the reason stays on the timeline: it must not name the person"
        raise InvalidInput(message)


def _forget_mail(app: App, person: Contact) -> int:
    """Remove the facts of a person's mail, and what was summarised of them."""
    mails = [
        one
        for one in app.stores.mail.of(person.customer_id)
        if one.person_id == person.id
    ]
    app.stores.mail.remove(mails)
    summarise.customer(app, person.customer_id)
    return len(mails)


def _leave_maps(app: App, person_ids: set[str]) -> None:
    """Take people out of the maps, where who has left would still be named."""
    maps = app.stores.crm.stakeholders
    for one in list(maps.all()):
        stay = tuple(s for s in one.stakeholders if s.person_id not in person_ids)
        if stay != one.stakeholders:
            maps.put([one.model_copy(update={"stakeholders": stay})])
