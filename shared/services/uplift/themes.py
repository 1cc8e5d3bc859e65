"""The themes in force: fitted to the book, adopted by name, kept in every version."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice

from shared.domain.calendar import add_months, month_key
from shared.domain.errors import InvalidInput
from shared.domain.event import EventType, NewEvent
from shared.domain.service import Ticket
from shared.domain.sync import ALL_MONTHS
from shared.domain.theme import ThemeModel
from shared.domain.workload import ThemeBook, ThemeNorm
from shared.ports import App
from shared.services import record_events
from shared.services.report_exceptions import TENANT
from shared.uplift.themes.assigning import assign
from shared.uplift.themes.fitting import fit
from shared.uplift.themes.ticket import ThemeTicket
from shared.uplift.workload import Themed

_MONTHS = 12  # of tickets that a model is fitted to, and of work that norms are from
_NORM_MONTHS = 7
_MOST_TICKETS = 40_000
_PER_CUSTOMER = 400
_PLACES = Decimal("0.000001")


def in_force(app: App) -> ThemeModel | None:
    """Give the themes in force; the first ones are fitted and adopted at once."""
    model = app.stores.themes.current()
    if model is None and app.encoder is not None:
        model = propose(app)
        if model.themes:
            adopt(app, model.version, actor="engine")
    return model if model and model.themes else None


def propose(app: App) -> ThemeModel:
    """Fit themes to the last year's tickets and keep them, not yet in force."""
    if app.encoder is None:
        message = "no encoder is installed: themes can't be fitted"
        raise InvalidInput(message)
    previous = app.stores.themes.current()
    tickets = list(islice(_tickets(app), _MOST_TICKETS))
    model = fit(tickets, app.encoder(), previous=previous)
    if model.version:
        app.stores.themes.save(model)
    return model


def adopt(app: App, version: str, *, actor: str) -> None:
    """Put a version in force; all months are counted again by it."""
    app.stores.themes.adopt(version)
    event = NewEvent(
        type=EventType.THEMES_ADOPTED,
        summary=f"themes {version} are in force",
        data={"version": version},
    )
    record_events.state_fact(app, (TENANT, TENANT), event, actor=actor)
    owners = [customer.id for customer in app.stores.customers.all()]
    app.stores.uplift_due.mark((owner, ALL_MONTHS) for owner in owners)


def _tickets(app: App) -> Iterator[ThemeTicket]:
    """Give every customer's newest tickets, so that no large one drowns the others."""
    since = month_key(add_months(app.today(), -_MONTHS))
    for customer in app.stores.customers.all():
        found = list(app.stores.tickets.of(customer.id, first=since))
        yield from map(_words, found[-_PER_CUSTOMER:])


def _words(ticket: Ticket) -> ThemeTicket:
    return ThemeTicket(
        id=ticket.id,
        customer_id=ticket.customer_id,
        summary=ticket.summary,
        category=ticket.category,
    )


def themed(app: App, model: ThemeModel | None, tickets: Iterable[Ticket]) -> Themed:
    """Assign tickets to the themes in force; none before there are any."""
    if model is None or app.encoder is None:
        return Themed()
    listed = list(tickets)
    ids = assign(model, map(_words, listed), app.encoder())
    known = {t.id: theme for t, theme in zip(listed, ids, strict=True) if theme}
    return Themed(version=model.version, by_ticket=known)


def refresh_norms(app: App) -> ThemeBook:
    """Work out once a month, and for each model, what share themes usually have."""
    stored = next(iter(app.stores.theme_books.all()), ThemeBook())
    model = app.stores.themes.current()
    month = month_key(app.today())
    if model is None or (stored.version, stored.month) == (model.version, month):
        return stored
    shares = _shares(app)
    book = ThemeBook(
        version=model.version,
        month=month,
        themes={
            theme.id: ThemeNorm(
                id=theme.id,
                name=theme.name,
                words=theme.terms,
                share=shares.get(theme.id, Decimal(0)),
            )
            for theme in model.themes
        },
    )
    app.stores.theme_books.put([book])
    return book


def _shares(app: App) -> dict[str, Decimal]:
    """Give each theme's share of a customer's tickets, as the mean of all customers."""
    since = month_key(add_months(app.today(), -_NORM_MONTHS))
    totals: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for customer in app.stores.customers.all():
        for row in app.stores.work.of(customer.id, first=since):
            totals[row.customer_id] += row.tickets
            for theme_id, load in row.themes.items():
                counts[theme_id][row.customer_id] += load.tickets
    owners = [owner for owner, total in totals.items() if total]
    return {
        theme_id: _mean(Decimal(found[owner]) / totals[owner] for owner in owners)
        for theme_id, found in counts.items()
    }


def _mean(values: Iterable[Decimal]) -> Decimal:
    listed = list(values)
    total = sum(listed, Decimal(0))
    return (total / len(listed)).quantize(_PLACES, ROUND_HALF_UP)
