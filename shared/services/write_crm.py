"""Writing deals and accounts to the CRM, many at once.

A write replaces values by key and comes to the same when it is sent twice. So nothing
is claimed: what was sent and not recorded is simply sent again.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from shared.domain.contract import AutomationMode
from shared.domain.crm import CrmKind, CrmRecord, Deal, Draft, Written, sort_key
from shared.domain.errors import SourceUnavailable
from shared.domain.event import NewEvent
from shared.domain.renewal import ContractState, Effect, EffectKind
from shared.domain.stakeholder import StakeholderMap
from shared.ports import App, HubSpot
from shared.services import (
    automation,
    describe_pipeline,
    map_stakeholders,
    record_events,
)
from shared.services.crm_copies import with_fields, written_deal
from shared.services.delivery import cancelled, delivered
from shared.services.record_crm_writes import WAITING, refused, settle
from shared.services.sync_crm.records import collection, connected, known

_AT_ONCE = 1000
_BATCH = 100
_FRESH = timedelta(minutes=4)  # older decisions may have been overtaken
_NOT_PROPERTIES = {"account_id"}

log = logging.getLogger(__name__)

Owed = tuple[ContractState, Effect]
Results = dict[tuple[str, str], list[NewEvent]]


def write_owed(app: App) -> int:
    """Write what is owed, a thousand effects at most; give how many were settled."""
    if app.hubspot is None or app.stores.settings.effects_stopped():
        return 0
    owed = list(islice(_owed(app), _AT_ONCE))
    if not owed or not describe_pipeline.is_there(app):
        return 0
    run = _Run(app, connected(app))
    try:
        run.deals([one for one in owed if one[1].kind is EffectKind.UPSERT_DEAL])
        run.accounts([one for one in owed if one[1].kind is EffectKind.UPDATE_ACCOUNT])
    except SourceUnavailable as error:
        log.warning("the rest waits for the next run: %s", error)
    states = {_place(state): state for state, _ in owed}
    for place, events in run.results.items():
        settle(app, states[place], events)
    return sum(map(len, run.results.values()))


def _owed(app: App) -> Iterator[Owed]:
    """Give the effects to write with their contracts, as the timeline has them now."""
    places: dict[tuple[str, str], list[str]] = {}
    for effect in app.stores.projections.owed():
        if effect.kind.batched:
            place = effect.customer_id, effect.contract_id
            places.setdefault(place, []).append(effect.id)
    for place, ids in places.items():
        state = record_events.load(app, *place)
        for one in (state.effects.get(key) for key in ids):
            if one is None or one.status not in WAITING:
                continue
            if automation.mode_of(app, state, one) is not AutomationMode.SHADOW:
                yield state, one


class _Run:
    """One run: what is sent, and what has to be recorded of it."""

    def __init__(self, app: App, hubspot: HubSpot) -> None:
        self._app = app
        self._hubspot = hubspot
        self._until = app.now() + _FRESH
        self.results: Results = {}

    def deals(self, owed: Sequence[Owed]) -> None:
        """Upsert deals, tie them to account and people, and only then settle them."""
        done: list[tuple[Owed, Deal]] = []
        try:
            for batch in _batches(owed):
                self._check_sending()
                drafts = [_draft(effect, effect.marker) for _, effect in batch]
                for one, result in self._sent(batch, drafts, deals=True):
                    if isinstance(result.record, Deal):
                        done.append((one, result.record))
                    else:
                        self._refused(one, result)
        finally:
            self._tied(done)

    def accounts(self, owed: Sequence[Owed]) -> None:
        """Update accounts; where two contracts ask, the next decision stands there."""
        chosen: dict[str, Owed] = {}
        for one in sorted(owed, key=_decided_on):
            first = chosen.setdefault(one[1].fields["account_id"], one)
            if first is not one:
                self._add(one, cancelled(one[1]))
        for batch in _batches(list(chosen.values())):
            self._check_sending()
            drafts = [_draft(e, e.fields["account_id"]) for _, e in batch]
            for one, result in self._sent(batch, drafts, deals=False):
                if result.record is None:
                    self._refused(one, result)
                    continue
                self._keep_account(one[1], result.record)
                self._add(one, delivered(one[1], result.key, f"account {result.key}"))

    def _keep_account(self, effect: Effect, answer: CrmRecord) -> None:
        before = known(self._app, CrmKind.ACCOUNT, [answer.id])
        copies = [with_fields(one, effect.fields, answer) for one in before.values()]
        collection(self._app, CrmKind.ACCOUNT).put(copies)

    def _sent(
        self, batch: Sequence[Owed], drafts: list[Draft], *, deals: bool
    ) -> Iterator[tuple[Owed, Written]]:
        send = self._hubspot.upsert_deals if deals else self._hubspot.update_accounts
        results = {one.key: one for one in send(drafts)}
        for one, draft in zip(batch, drafts, strict=True):
            yield one, results[draft.key]

    def _tied(self, done: Sequence[tuple[Owed, Deal]]) -> None:
        """Tie what is not tied yet, keep our own copy, and record the delivery.

        With the copy at hand the next sync finds what it knows already.
        """
        ids = [deal.id for _, deal in done]
        before = known(self._app, CrmKind.DEAL, ids) if ids else {}
        ties = [
            (deal.id, effect.fields["account_id"])
            for (_, effect), deal in done
            if _account_of(before.get(deal.id)) != effect.fields["account_id"]
        ]
        if ties:
            self._hubspot.tie_to_accounts(ties)
            self._tie_people(done, {deal_id for deal_id, _ in ties})
        stages = self._app.stores.settings.playbook().crm.stages
        self._app.stores.crm.deals.put(
            written_deal(before.get(deal.id), effect, deal, stages)
            for (_, effect), deal in done
        )
        for one, deal in done:
            self._add(one, delivered(one[1], deal.id, f"deal {deal.id}"))

    def _tie_people(self, done: Sequence[tuple[Owed, Deal]], new: set[str]) -> None:
        owners = {deal.id: state.customer_id for (state, _), deal in done}
        wanted = {owners[key] for key in new}
        maps = map_stakeholders.maps_within(self._app, wanted) if wanted else {}
        people = [
            (deal_id, person_id)
            for deal_id in sorted(new, key=sort_key)
            for person_id in _people(maps.get(owners[deal_id]))
        ]
        if people:
            self._hubspot.tie_to_people(people)

    def _refused(self, one: Owed, result: Written) -> None:
        for event in refused(self._app, *one, result):
            self._add(one, event)

    def _add(self, one: Owed, event: NewEvent) -> None:
        self.results.setdefault(_place(one[0]), []).append(event)

    def _check_sending(self) -> None:
        """Look before each batch: at the kill switch, and at the clock last."""
        if self._app.stores.settings.effects_stopped():
            message = "the kill switch was turned"
            raise SourceUnavailable(message)
        if self._app.now() > self._until:
            message = "the run has taken too long: newer decisions may be there"
            raise SourceUnavailable(message)


def _decided_on(one: Owed) -> str:
    return one[1].fields.get("decision_date", "")


def _draft(effect: Effect, key: str) -> Draft:
    kept = {k: v for k, v in effect.fields.items() if k not in _NOT_PROPERTIES}
    return Draft(key=key, fields=kept)


def _batches(owed: Sequence[Owed]) -> Iterator[Sequence[Owed]]:
    for start in range(0, len(owed), _BATCH):
        yield owed[start : start + _BATCH]


def _place(state: ContractState) -> tuple[str, str]:
    return state.customer_id, state.contract_id


def _account_of(record: CrmRecord | None) -> str | None:
    return record.primary_account_id if isinstance(record, Deal) else None


def _people(found: StakeholderMap | None) -> list[str]:
    """List who has a role at the customer and is still there."""
    people = found.stakeholders if found else ()
    return [one.person_id for one in people if one.roles and not one.left]
