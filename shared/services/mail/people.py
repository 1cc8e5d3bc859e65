"""The people table: who may write for a customer, as the PSA knows them."""

from shared.domain.correspondence import Contact
from shared.ports import App, MailPorts
from shared.workflow.correspondents import AddressBook

JOB = "sync_people"
_MOST_PAGES = 500


def refresh(app: App) -> int:
    """Read all people anew, drop those who are gone; give their number."""
    found: dict[tuple[str, str], Contact] = {}
    erased = app.stores.erasures.all()
    fingerprint = ""
    for page in range(1, _MOST_PAGES):
        batch = app.halo.people(page)
        if batch.fingerprint == fingerprint and page > 1:
            break
        found |= {
            (person.customer_id, person.id): person
            for person in batch.items
            if person.email not in erased
        }
        if batch.rejected:
            app.stores.quarantine.put(f"{JOB}-{app.today()}", batch.rejected)
        fingerprint = batch.fingerprint
        if batch.last:
            break
    stored = {(one.customer_id, one.id): one for one in app.stores.people.all()}
    changed = [one for key, one in found.items() if stored.get(key) != one]
    app.stores.people.put(changed)
    if found:  # an empty answer is no reason to forget everybody
        app.stores.people.remove(one for key, one in stored.items() if key not in found)
    return len(found)


def address_book(app: App, mail: MailPorts) -> AddressBook:
    """Give who is who, once for many messages."""
    sender = mail.gmail.sender
    return AddressBook(
        app.stores.people.all(),
        mailboxes=[*mail.gmail.mailboxes, *([sender] if sender else [])],
        agents=[agent.email for agent in app.stores.agents.all()],
        sender=sender,
        erased=app.stores.erasures.all(),
    )
