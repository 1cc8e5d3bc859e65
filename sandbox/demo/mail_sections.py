"""What mail did to a score, and the morning's digest as its reader would get it."""

from decimal import Decimal

from sandbox.demo.layout import heading, labelled, paragraph
from sandbox.demo.reasons import phrase
from sandbox.demo.result import Digest, Moved, Result
from sandbox.demo.wording import counted, listed
from shared.domain.letter import MailOrder
from shared.domain.playbook import Playbook
from shared.domain.score import Score
from shared.notify.rendering import render
from shared.ports import App
from shared.scoring.drivers import DRIVERS
from shared.services import send_digests
from shared.services.send_digests import Item

_TOKEN = "RNDEMO"  # noqa: S105 - the word that a mail is found by
_LINES = 4


def moved(app: App, book: Playbook) -> Moved | None:
    """Find the contract whose readiness mail lowered most."""
    found: list[tuple[Decimal, str, Score]] = []
    for customer in app.stores.customers.all():
        for latest in app.stores.scores.latest(customer.id).values():
            score = Score.model_validate_json(latest.document)
            told = [d for d in score.drivers if DRIVERS[d.name].from_mail and d.value]
            if score.change and told:
                found.append((score.change.from_data, score.contract_id, score))
    if not found:
        return None
    *_, score = min(found, key=lambda one: one[:2])
    return _told(app, score, book)


def _reasons(score: Score, book: Playbook) -> list[str]:
    """Put the drivers of mail into words, the costliest first."""
    known = [d for d in score.drivers if DRIVERS[d.name].from_mail]
    known = [d for d in known if d.value is not None]
    known.sort(key=lambda d: (d.points - d.points_possible, d.name))
    return [
        f"{phrase(d, book.scoring.drivers)}: "
        f"{d.points:.1f} of {d.points_possible:.1f} points"
        for d in known[:_LINES]
    ]


def _told(app: App, score: Score, book: Playbook) -> Moved | None:
    customer = app.stores.customers.get(score.customer_id, "customer")
    if score.change is None or customer is None:
        return None
    mails = list(app.stores.mail.of(score.customer_id))
    themes = sorted({theme for mail in mails for theme in mail.themes})
    return Moved(
        customer=customer.name,
        contract_id=score.contract_id,
        before=score.readiness - score.change.total,
        after=score.readiness,
        mails=len(mails),
        themes=tuple(themes),
        reasons=tuple(_reasons(score, book)),
    )


def digest(app: App, book: Playbook) -> Digest | None:
    """Render today's digest of whoever has most at stake, as it would be sent."""
    items = list(send_digests.open_items(app))
    agents = {one.id: one for one in app.stores.agents.all() if not one.disabled}
    today = app.today()
    owned = {
        owner: [item for item in items if item.owner_id == owner] for owner in agents
    }
    if not any(owned.values()):
        return None

    def stake(owner: str) -> int:
        return sum(item.weight(today) for item in owned[owner])

    owner = max(owned, key=lambda one: (stake(one), one))
    return _rendered(agents[owner].name, owned[owner], book, app)


def _rendered(name: str, items: list[Item], book: Playbook, app: App) -> Digest:
    facts = send_digests.facts_of(items, app.today(), lines=book.mail.digest_lines)
    order = MailOrder(template="digest", recipient_id="", facts=facts)
    mail = render(order, _TOKEN, recipient=name.partition(" ")[0], writer="")
    return Digest(owner=name, subject=mail.subject, text=mail.text, html=mail.html)


def section(result: Result) -> list[str]:
    """Show what mail did."""
    found = result.moved
    if found is None:
        return []
    named = [theme.replace("_", " ") for theme in found.themes]
    themes = listed(named) if named else "none"
    text = (
        f"{found.customer} (contract {found.contract_id}): readiness "
        f"{found.before:.0f} before its mail was read, {found.after:.0f} with it. "
        f"{counted(found.mails, 'mail')} counted, themes: {themes}. "
        "None of their words is stored."
    )
    lines = [*heading("A score that mail moved"), *paragraph(text)]
    lines += labelled("Why", found.reasons, indent=4, width=8)
    if result.digest:
        told = (
            f"This morning's digest of {result.digest.owner} "
            f'("{result.digest.subject}") is in digest.html and digest.txt.'
        )
        lines += paragraph(told)
    return lines
