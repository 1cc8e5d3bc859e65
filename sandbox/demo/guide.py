"""What a person can do while everything runs: the request, the people, the pages."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.demo import request_section
from sandbox.demo.candidates import agent_name
from sandbox.demo.layout import heading, labelled, paragraph, table
from sandbox.demo.people import WHAT_THEY_DO, user
from sandbox.demo.requests import requests
from sandbox.entra import USERS
from shared.domain.playbook import Playbook
from shared.ports import App
from shared.services import load_dossiers
from shared.services.load_dossiers import ContractFile

_LABEL = 13


@dataclass(frozen=True)
class Place:
    """Where things are: the pages, HaloPSA's own tickets, the file to trust."""

    origin: str
    tickets: str
    authority_file: str


def text(app: App, place: Place) -> str:
    """Write the guide; its links are made now, and live three days at most."""
    book = app.stores.settings.playbook()
    lines = [
        *request_section.waiting(requests(app, book)),
        *_people(app, book),
        *_pages(app, book, place),
        *_trust(place.authority_file),
        "",
        "Everything runs; Ctrl+C stops it.",
    ]
    return "\n".join(lines)


def _people(app: App, book: Playbook) -> list[str]:
    people = load_dossiers.directory(app)
    agents = {one.oid: one.agent for one in book.approvals.colleagues}
    rows = [
        [
            one.username,
            one.name,
            agent_name(people, agents[one.oid]) if one.oid in agents else "-",
            WHAT_THEY_DO[one.username],
        ]
        for one in USERS
    ]
    head = ["sign in as", "name", "in HaloPSA", "what they do"]
    return [*heading("People (there are no passwords)"), *table(head, rows)]


def _pages(app: App, book: Playbook, place: Place) -> list[str]:
    lines = heading("Pages, as Ada Moreau")
    origin = place.origin
    mine = [*_files_of(app, book, user("ada").oid)]
    faulty = [file for file in mine if file.findings]
    sound = [file for file in mine if not file.findings]
    for file in (faulty or sound)[:1]:
        lines += _page("Fill in", f"{origin}/api/intake/{file.contract.id}")
    for file in sound[-1:]:
        asked = f"{origin}/api/concessions/new?contract={file.contract.id}"
        lines += _page("Ask for one", asked)
    return [
        *lines,
        *heading("Without signing in"),
        *_page("Health", f"{origin}/api/health"),
        *_page("In HaloPSA", place.tickets),
    ]


def _page(label: str, address: str) -> list[str]:
    return labelled(label, [address], indent=2, width=_LABEL)


def _files_of(app: App, book: Playbook, oid: str) -> Iterator[ContractFile]:
    people = load_dossiers.directory(app)
    colleague = book.approvals.colleague(oid)
    keys = sorted(customer.id for customer in app.stores.customers.all())
    for dossier in load_dossiers.load_all(app, keys, people, book.seat_words):
        for file in dossier.files:
            in_force = file.contract.active and not file.contract.gone
            if colleague and in_force and file.terms.owner_id == colleague.agent:
                yield file


def _trust(authority_file: str) -> list[str]:
    told = (
        "The certificates are signed by an authority of this machine, whose key is "
        "thrown away. Let the browser go on in spite of its warning, once for each of "
        f"the two addresses, or let it trust {authority_file}."
    )
    return [*heading("The browser's warning"), *paragraph(told)]
