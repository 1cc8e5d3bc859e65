"""The daily look for uplift: count what changed, then look at whom it concerns.

Steps follow each other by messages: things in service are read, marked months are
counted again, norms are refreshed, and those customers are looked at whose data, papers
or rules changed, or for whom a date has come.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from shared.domain.model import Model
from shared.domain.opportunity import Detector
from shared.domain.sync import ALL_MONTHS, DirtyMonth
from shared.domain.workload import ThemeBook, UpliftHead
from shared.ports import App
from shared.services import load_dossiers
from shared.services.uplift import (
    coverage,
    deals,
    inventory,
    looks,
    muting,
    themes,
    workload,
)

QUEUE = "uplift-batches"
_CUSTOMERS_PER_BATCH = 25
_ALL = 10**9

log = logging.getLogger(__name__)

Message = dict[str, Any]


def plan(app: App) -> None:
    """Begin a look; its steps ask for each other."""
    _send(app, {"step": "inventory"})


def work(app: App, body: str) -> int:
    """Do one step; give how many customers it was about."""
    message: Message = json.loads(body)
    return _STEPS[message["step"]](app, message)


def _inventory(app: App, _: Message) -> int:
    count = inventory.read_inventory(app)
    themes.in_force(app)
    counted = _counted(app)
    by_customer: dict[str, list[DirtyMonth]] = defaultdict(list)
    for mark in app.stores.uplift_due.some(_ALL):
        by_customer[mark.customer_id].append(mark)
    for owners in _batches(sorted(by_customer)):
        marks = [mark.model_dump() for owner in owners for mark in by_customer[owner]]
        under = {owner: counted.get(owner, "") for owner in owners}
        _send(app, {"step": "measure", "marks": marks, "counted": under})
    if not by_customer:
        _send(app, {"step": "norms"})
    return count


def _counted(app: App) -> dict[str, str]:
    """Tell what each customer is counted by now; who was by other rules is marked."""
    owners = [customer.id for customer in app.stores.customers.all()]
    known = coverage.customs(app, owners, app.stores.inventory.all())
    counted = {owner: one.fingerprint for owner, one in known.items()}
    app.stores.uplift_due.mark(
        (head.customer_id, ALL_MONTHS)
        for head in app.stores.uplift_heads.all()
        if counted.get(head.customer_id, head.counted) != head.counted
    )
    return counted


def _measure(app: App, message: Message) -> int:
    """Count marked months again; whoever clears the last mark asks for what follows."""
    marks = [DirtyMonth.model_validate(mark) for mark in message["marks"]]
    months: dict[str, set[str]] = defaultdict(set)
    for mark in marks:
        months[mark.customer_id].add(mark.month)
    model = themes.in_force(app)
    things = app.stores.inventory.within(set(months))
    known = coverage.customs(app, months, things)
    people = load_dossiers.directory(app)
    words = app.stores.settings.playbook().seat_words
    for dossier in load_dossiers.load_all(app, sorted(months), people, words):
        owner = dossier.customer_id
        method = workload.Method(model, known[owner])
        workload.measure(app, dossier, months[owner], method)
    under: dict[str, str] = message.get("counted", {})
    app.stores.uplift_heads.put(
        UpliftHead(customer_id=key, next_date=app.today(), counted=under.get(key, ""))
        for key in months
    )
    app.stores.uplift_due.clear(marks)
    if not app.stores.uplift_due.some(1):
        _send(app, {"step": "norms"})
    return len(months)


def _norms(app: App, _: Message) -> int:
    """Refresh what is usual, judge the detectors, ask for the looks that are due.

    What deals have ended comes first, so that nothing expires that was won.
    """
    deals.settle_all(app)
    book = themes.refresh_norms(app)
    muted = muting.muted(app)
    rules = _rules(app, book, muted)
    heads = {head.customer_id: head for head in app.stores.uplift_heads.all()}
    papers = _papers(app)
    due = [
        owner
        for owner, hashed in papers.items()
        if _is_due(app, heads.get(owner), hashed, rules)
    ]
    for owners in _batches(sorted(due)):
        hashes = {owner: papers[owner] for owner in owners}
        under = {o: heads[o].counted for o in owners if o in heads}
        about = {"papers": hashes, "counted": under, "rules": rules}
        _send(app, {"step": "look", "muted": [*muted], **about})
    return len(due)


def _look(app: App, message: Message) -> int:
    papers: dict[str, str] = message["papers"]
    muted = frozenset(map(Detector, message["muted"]))
    rules, owners = message["rules"], sorted(papers)
    under: dict[str, str] = message.get("counted", {})
    count = 0
    for owner, next_date in looks.look(app, owners, muted):
        head = UpliftHead(
            customer_id=owner,
            next_date=next_date,
            papers=papers[owner],
            rules=rules,
            counted=under.get(owner, ""),
        )
        app.stores.uplift_heads.put([head])
        count += 1
    return count


_STEPS: dict[str, Callable[[App, Message], int]] = {
    "inventory": _inventory,
    "measure": _measure,
    "norms": _norms,
    "look": _look,
}


def _is_due(app: App, head: UpliftHead | None, papers: str, rules: str) -> bool:
    if head is None or head.next_date <= app.today():
        return True
    return (head.papers, head.rules) != (papers, rules)


def _rules(app: App, book: ThemeBook, muted: Iterable[Detector]) -> str:
    policy = app.stores.settings.playbook().uplift.model_dump_json()
    prices = [one.model_dump_json() for one in app.stores.prices.all()]
    text = "|".join((policy, book.version, book.month, *muted, *prices))
    return sha256(text.encode()).hexdigest()[:16]


def _papers(app: App) -> dict[str, str]:
    """Hash what uplift reads of each customer besides its months of work."""
    hashes = {customer.id: sha256() for customer in app.stores.customers.all()}
    stores = app.stores
    piles: tuple[Iterable[Model], ...] = (
        stores.contracts.all(),
        stores.intake.all(),
        stores.recurring.all(),
        (
            seen.model_copy(update={"seen_date": None})
            for seen in stores.inventory.all()
        ),
    )
    for pile in piles:
        for item in pile:
            found = hashes.get(getattr(item, "customer_id", ""))
            if found is not None:
                found.update(item.model_dump_json().encode())
    return {owner: found.hexdigest()[:16] for owner, found in hashes.items()}


def _batches(owners: list[str]) -> Iterable[list[str]]:
    for start in range(0, len(owners), _CUSTOMERS_PER_BATCH):
        yield owners[start : start + _CUSTOMERS_PER_BATCH]


def _send(app: App, message: Message) -> None:
    app.messages.send(QUEUE, json.dumps(message))
