"""The main job, trigger by trigger, through the functions as Azure would run them."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from functions.localhost import DrainReport, Invocation, LocalHost
from sandbox.demo.progress import Display, Step
from sandbox.demo.wording import counted
from shared.domain.sync import Counts, SyncKind, SyncState
from shared.ports import App
from shared.services.sync.steps import CRM_ORDER, ORDER

_RELAYS = 5  # effects of one contract that meet each other are asked for again
_LOOK_SECONDS = 0.5


class DemoFailed(Exception):
    """The main job did not come to its end."""


@dataclass
class Journey:
    """Runs jobs by the host and watches them through stores that nobody counts."""

    host: LocalHost
    watched: App
    display: Display
    deadline: float  # of time.monotonic()
    ask: Callable[[], str]
    messages: Counter[str] = field(default_factory=Counter)
    syncs: list[SyncState] = field(default_factory=list)

    @property
    def halo_syncs(self) -> list[SyncState]:
        """The syncs from HaloPSA, in the order they ran."""
        crm = {step.value for order in CRM_ORDER.values() for step in order}
        return [one for one in self.syncs if not crm & one.counts.keys()]

    def run(self) -> None:
        """Run the main job: sync, score, mail, uplift, renewals, requests, tasks."""
        self._sync("Sync from HaloPSA")
        self._sync_crm("Sync from HubSpot")
        with self.display.step("Score the contracts") as step:
            self._job("score_contracts", step, "score_batch")
            step.done(f"{self.messages['score_batch']} batches of customers")
        self._mail()
        with self.display.step("Look for uplift") as step:
            self._job("find_uplift", step, "look_for_uplift")
            step.done(f"{self.messages['look_for_uplift']} steps")
        with self.display.step("Open renewals, request tasks") as step:
            self._job("open_renewals", step, "decide_renewals")
            step.done(f"{self.messages['decide_renewals']} batches of customers")
        with self.display.step("Chase requests, ask for one") as step:
            self._job("chase_approvals", step, "")
            step.done(self.ask())
        with self.display.step("Write renewals to HubSpot") as step:
            self._job("write_hubspot", step, "")
            step.done("deals, their ties, and their accounts")
        with self.display.step("Deliver what is owed") as step:
            self._deliver(step)
        self._sync("Sync again: the tasks come back")

    def _mail(self) -> None:
        """Read the mailboxes, and score again with what mail says."""
        with self.display.step("Read customers' mail") as step:
            self._job("sync_people", step, "read_mailbox")
            self._job("poll_mailboxes", step, "read_mailbox")
            mails = sum(1 for _ in self.watched.stores.mail.all())
            step.done(f"{counted(mails, 'mail')} of customers kept as figures")
        with self.display.step("Score again with mail") as step:
            self._job("score_contracts", step, "score_batch")
            step.done("done")

    def _sync(self, title: str) -> None:
        with self.display.step(title) as step:
            self._job("sync_halopsa", step, "")
            state, _ = self.watched.stores.cursor.load()
            self.syncs.append(state)
            if state.stopped or state.active:
                reason = state.stopped or f"it stands at {state.position.token}"
                message = f"the sync did not finish: {reason}"
                raise DemoFailed(message)
            step.done(_told(state))

    def _sync_crm(self, title: str) -> None:
        with self.display.step(title) as step:
            self._job("sync_hubspot", step, "read_hubspot_window")
            state, _ = self.watched.stores.crm.cursor.load()
            self.syncs.append(state)
            if state.stopped or state.active:
                reason = state.stopped or f"it stands at {state.position.token}"
                message = f"the sync did not finish: {reason}"
                raise DemoFailed(message)
            step.done(_told(state))

    def _deliver(self, step: Step) -> None:
        for _ in range(_RELAYS):
            self._job("relay_effects", step, "deliver_effect")
            owed = sum(1 for _ in self.watched.stores.projections.owed())
            if not owed:
                step.done("nothing is owed any more")
                return
        message = f"{owed} effects are still owed"
        raise DemoFailed(message)

    def _job(self, name: str, step: Step, counted: str) -> None:
        """Run a timer function and empty the queues that it filled."""
        look = _Look(self, step, counted)
        self.host.run(name)
        report = self.host.drain(self.deadline - time.monotonic(), look)
        self.messages.update(report.succeeded)
        _check(name, report)


@dataclass
class _Look:
    """Hears of each message, and looks at the cursor now and then."""

    journey: Journey
    step: Step
    counted: str
    seen: int = 0
    next_at: float = 0.0

    def __call__(self, done: Invocation) -> None:
        self.seen += 1
        if time.monotonic() < self.next_at:
            return
        self.next_at = time.monotonic() + _LOOK_SECONDS
        if self.counted:
            self.step.at(f"{done.function}: {self.seen} messages", 0.5)
            return
        state, _ = self.journey.watched.stores.cursor.load()
        order = ORDER[SyncKind.CHANGES]
        share = order.index(state.position.step) / (len(order) - 1)
        self.step.at(f"{state.position.step.value.replace('_', ' ')}", share)


def _told(state: SyncState) -> str:
    total = Counts()
    for counts in state.counts.values():
        total = total.plus(counts)
    return f"{total.read:,} records read, {total.changed:,} new or changed"


def _check(name: str, report: DrainReport) -> None:
    poisoned = report.poisoned.total()
    if poisoned:
        message = f"{name}: {poisoned} messages failed for good"
        raise DemoFailed(message)
    if not report.emptied:
        left = dict(+report.remaining)
        message = f"{name}: out of time with messages left: {left}"
        raise DemoFailed(message)
