"""One digest a person and day: what needs them, by what is at stake and how soon."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from shared.domain.customer import Agent
from shared.domain.errors import Conflict
from shared.domain.event import Context
from shared.domain.letter import MailOrder, mail_id
from shared.domain.model import Model
from shared.domain.money import from_minor
from shared.domain.playbook import Playbook
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services import ask_effects, record_events
from shared.services.report_exceptions import TENANT, Trouble, settle_for_tenant
from shared.workflow.letters import KINDS, MAIL, long_date, requested
from shared.workflow.quiet_hours import may_write

JOB = "send_digests"
CHANNEL_RULE = "channel_missing"
_HALVING_DAYS = 45
_MORNING = timedelta(hours=3)  # after quiet hours; who has nothing then gets nothing


class Item(Model):
    """One thing that needs somebody; `value_minor` is the annual value at stake."""

    owner_id: str
    title: str
    due_date: date
    value_minor: int
    currency: str

    def weight(self, today: date) -> int:
        """Weigh money by urgency: halved when it is 45 days away, a third at 90."""
        days = max(0, (self.due_date - today).days)
        return self.value_minor * 1000 // (_HALVING_DAYS + days)


def send(app: App) -> int:
    """Ask for the digests that are due this morning; give how many there are."""
    if app.mail is None or not app.mail.gmail.sender:
        return 0
    book = app.stores.settings.playbook()
    _check_channels(app, book)
    if book.mail.channels.get("digest") != MAIL:
        return 0
    waiting = [one for one in app.stores.agents.all() if _due(app, book, one)]
    if not waiting:
        return 0
    items = list(open_items(app))
    return sum(_asked(app, book, agent, items) for agent in waiting)


def open_items(app: App) -> Iterator[Item]:
    """List all open tasks and exceptions, with what they are worth."""
    for task in app.stores.projections.open_tasks():
        yield Item(
            owner_id=task.assignee_id,
            title=task.summary,
            due_date=task.due_date,
            value_minor=task.value_minor,
            currency=task.currency,
        )
    for item in app.stores.projections.open_exceptions():
        yield Item(
            owner_id=item.owner_id,
            title=item.message,
            due_date=item.due_date,
            value_minor=item.value_minor,
            currency=item.currency,
        )


def _due(app: App, book: Playbook, agent: Agent) -> bool:
    """Tell whether it is an agent's morning and no digest was asked for yet."""
    if agent.disabled or "@" not in agent.email:
        return False
    zone = book.mail.zones.get(agent.id, app.time_zone)
    local = app.now().astimezone(ZoneInfo(zone))
    begun = local.replace(hour=book.mail.quiet_until, minute=0, second=0)
    if not may_write(app.now(), zone, book.mail, book.holidays):
        return False
    if local - begun > _MORNING:
        return False
    return _key(agent, local) not in _state(app, agent, local).effects


def _asked(app: App, book: Playbook, agent: Agent, items: list[Item]) -> bool:
    """Ask for an agent's digest; one without anything in it is none."""
    zone = book.mail.zones.get(agent.id, app.time_zone)
    local = app.now().astimezone(ZoneInfo(zone))
    mine = [item for item in items if item.owner_id in {agent.id, agent.email}]
    if not mine:
        return False
    facts = facts_of(mine, local.date(), lines=book.mail.digest_lines)
    order = MailOrder(template="digest", recipient_id=agent.id, facts=facts)
    event = requested(
        order, key=_name(agent, local), summary=f"digest of {local:%Y-%m-%d}"
    )
    context = Context(
        actor="engine", at=app.now(), operation_id=f"digest:{_name(agent, local)}"
    )
    try:
        state = record_events.append(app, _state(app, agent, local), [event], context)
    except Conflict:
        return False  # another worker has asked for it
    ask_effects.ask(app, state)
    return True


def facts_of(items: list[Item], today: date, *, lines: int) -> dict[str, JsonValue]:
    """Give what a digest shows: the weightiest first, at most so many lines."""
    ranked = sorted(
        items, key=lambda one: (-one.weight(today), one.due_date, one.title)
    )
    shown: list[JsonValue] = [
        {"title": one.title, "when": _when(one, today), "value": _value(one)}
        for one in ranked[:lines]
    ]
    return {"items": shown, "count": len(shown), "more": len(items) - len(shown)}


def _when(item: Item, today: date) -> str:
    overdue = "overdue since" if item.due_date < today else "due"
    return f"{overdue} {long_date(item.due_date)}"


def _value(item: Item) -> str:
    if not item.value_minor:
        return ""
    return f"{from_minor(item.value_minor, item.currency):,} {item.currency} a year"


def _state(app: App, agent: Agent, local: datetime) -> ContractState:
    """Give the timeline of an agent's digests: one a month, so that it stays short."""
    return record_events.load(app, TENANT, f"digest-{agent.id}-{local:%Y-%m}")


def _name(agent: Agent, local: datetime) -> str:
    return f"digest|{agent.id}|{local:%Y-%m-%d}"


def _key(agent: Agent, local: datetime) -> str:
    return mail_id(_name(agent, local))


def _check_channels(app: App, book: Playbook) -> None:
    """Tell of each kind of mail that has no channel: there is no default."""
    missing = [
        Trouble(
            rule=CHANNEL_RULE,
            key=f"{CHANNEL_RULE}:{kind}",
            message=f"the playbook does not give {kind} its channel, {channel}",
        )
        for kind, channel in KINDS.items()
        if book.mail.channels.get(kind) != channel
    ]
    settle_for_tenant(app, rule=CHANNEL_RULE, found=missing)
