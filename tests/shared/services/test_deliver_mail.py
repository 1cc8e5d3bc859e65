"""Mail out: once at most, to customers only as drafts, held where it must be seen."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from pydantic import JsonValue

from sandbox.gmail import Fault
from shared.domain.contract import AutomationMode
from shared.domain.event import Context
from shared.domain.letter import Audience, MailOrder
from shared.domain.renewal import EffectKind, EffectStatus
from shared.services import (
    ask_effects,
    deliver_effects,
    govern,
    record_events,
    release_mail,
)
from shared.workflow.letters import AUDIENCES, requested
from tests.shared.services import upstream
from tests.shared.services.mail.office import two_customers, user
from tests.shared.services.mail.post_room import DANA, LEAD, OWNER, PostRoom

SETTLED = timedelta(minutes=16)  # after which the next attempt comes
NOTHING: dict[str, JsonValue] = {"items": [], "count": 1, "more": 0}
LOST = ["lost_reply", "refuse_after"]


@pytest.fixture
def room():
    return PostRoom().morning().decide()


def internal(room, *, recipient="5", key="k", template="digest", about=""):
    """Let an internal mail be owed on the tenant's own timeline."""
    order = MailOrder(
        template=template, recipient_id=recipient, facts=NOTHING, about=about
    )
    state = record_events.load(room.app, "-", "digest-5")
    event = requested(order, key=key, summary="a digest")
    context = Context(
        actor="engine", at=room.clock.now(), operation_id=f"ask:{key}:{state.seq}"
    )
    record_events.append(room.app, state, [event], context)
    return room


def status(room, customer="-", contract="digest-5"):
    found = record_events.load(room.app, customer, contract).effects.values()
    return [one.status for one in found]


def test_a_letter_is_a_draft_in_the_account_managers_mailbox(room):
    room.deliver()

    (draft,) = room.drafts()
    assert f"To: {DANA}" in draft
    assert "Dear Dana" in draft
    assert room.letter.marker in draft
    assert room.letter.status is EffectStatus.DELIVERED
    assert room.sent() == []


def test_the_task_stands_beside_it_for_the_review(room):
    room.deliver()

    assert any("Customer checkpoint" in task["summary"] for task in room.tasks())
    assert room.letter.mail.about in room.state().tasks


def test_an_internal_mail_is_sent_from_the_engines_mailbox(room):
    internal(room).deliver()

    (mail,) = room.sent()
    assert f"To: {OWNER}" in mail
    assert "From: engine@msp.example" in mail
    assert "Auto-Submitted: auto-generated" in mail


def test_delivering_again_changes_nothing(room):
    internal(room).deliver().later(hours=1).deliver()

    assert (len(room.drafts()), len(room.sent())) == (1, 1)


@pytest.mark.parametrize("action", LOST)
def test_a_mail_whose_reply_was_lost_is_found_and_not_sent_again(room, action):
    room.gmail.faults.append(Fault(action, path="/messages/send", count=1))
    internal(room).deliver()
    before = status(room)

    room.later(seconds=SETTLED.total_seconds()).deliver()

    assert before == [EffectStatus.OWED]
    assert len(room.sent()) == 1
    assert status(room) == [EffectStatus.DELIVERED]


@pytest.mark.parametrize("action", LOST)
def test_a_draft_whose_reply_was_lost_is_found_and_not_made_again(room, action):
    room.gmail.faults.append(
        Fault(action, method="POST", path=f"{OWNER}/drafts", count=1)
    )
    room.deliver()

    room.later(seconds=SETTLED.total_seconds()).deliver()

    assert len(room.drafts()) == 1
    assert room.letter.status is EffectStatus.DELIVERED


def test_what_may_have_been_sent_and_is_not_found_is_a_persons_to_settle(room):
    """Gmail's search may lag: not finding it is no proof."""
    room.gmail.faults.append(Fault("refuse", path="/messages/send", status=500))
    internal(room).deliver()
    room.gmail.faults.clear()

    for _ in range(5):
        room.later(seconds=SETTLED.total_seconds()).deliver()

    assert room.sent() == []
    assert status(room) == [EffectStatus.UNKNOWN]
    (item,) = [i for i in room.exceptions().values() if i.rule == "effect_unknown"]
    assert item.owner_id == "5"


def test_a_sender_that_may_not_look_asks_a_person(room):
    room.gmail.faults.append(Fault("lost_reply", path="/messages/send", count=1))
    internal(room).deliver()
    room.gmail.faults.append(
        Fault("refuse", method="GET", path="/messages", status=403, reason="forbidden")
    )

    room.later(seconds=SETTLED.total_seconds()).deliver()

    assert len(room.sent()) == 1
    assert status(room) == [EffectStatus.UNKNOWN]


def test_a_refusal_that_did_nothing_is_tried_again(room):
    room.gmail.faults.append(
        Fault("refuse", path="/send", status=429, retry_after=600, count=1)
    )
    internal(room).deliver()

    room.later(minutes=20).deliver()

    assert len(room.sent()) == 1
    assert status(room) == [EffectStatus.DELIVERED]


def test_a_worker_that_died_after_its_claim_leaves_a_look_up_behind(room):
    internal(room)
    send = room.app.mail.gmail.send

    class Dying:
        def __getattr__(self, name):
            return getattr(gmail, name)

        def send(self, mail):
            send(mail)
            raise KeyboardInterrupt

    gmail = room.app.mail.gmail
    room.app = room.process(mail=replace(room.app.mail, gmail=Dying()), time_zone="UTC")
    with pytest.raises(KeyboardInterrupt):
        room.deliver()
    room.app = room.process(mail=replace(room.app.mail, gmail=gmail))

    room.later(minutes=11).deliver()

    assert len(room.sent()) == 1
    assert status(room) == [EffectStatus.DELIVERED]


@pytest.mark.parametrize("template", AUDIENCES)
def test_no_template_for_customers_has_a_path_that_sends(template):
    """Every template is either internal or a draft, whatever was asked for."""
    kind = requested(
        MailOrder(template=template, recipient_id="5"), key="k", summary="s"
    ).data["kind"]
    internal_one = AUDIENCES[template] is Audience.INTERNAL

    assert kind == (EffectKind.SEND_MAIL if internal_one else EffectKind.DRAFT_MAIL)


@pytest.mark.parametrize(
    "template", [name for name, a in AUDIENCES.items() if a is Audience.CUSTOMER]
)
def test_a_letter_that_claims_to_be_internal_is_not_sent(room, template):
    internal(room, template="digest")
    state = record_events.load(room.app, "-", "digest-5")
    forged = requested(
        MailOrder(template=template, recipient_id="901", writer_id="5"),
        key="forged",
        summary="s",
    )
    data = {**forged.data, "kind": EffectKind.SEND_MAIL.value}
    context = Context(actor="engine", at=room.clock.now(), operation_id="forged")
    record_events.append(
        room.app, state, [forged.model_copy(update={"data": data})], context
    )

    room.deliver().later(hours=3).deliver()

    assert not any(DANA in mail for mail in room.sent())


@pytest.mark.parametrize(
    ("recipient", "email"),
    [("5", "owner@elsewhere.example"), ("5", ""), ("99", OWNER)],
)
def test_an_internal_mail_never_leaves_the_house(recipient, email):
    room = PostRoom().morning()
    agent = room.stores.agents.get("msp", "5").model_copy(update={"email": email})
    room.stores.agents.put([agent])

    internal(room, recipient=recipient).deliver()

    assert room.sent() == []
    assert status(room) == [EffectStatus.CANCELLED]
    assert "mail_undeliverable" in {i.rule for i in room.exceptions().values()}


def test_a_manager_without_a_mailbox_is_told_as_an_exception():
    tenant = two_customers(
        contracts=[
            upstream.contract(301, 12, owner=False),
            upstream.contract(302, 13),
        ],
        clients=[upstream.client(12, accountmanagertech=8), upstream.client(13)],
    )
    room = PostRoom(tenant).morning().decide().deliver()

    assert room.letter.status is EffectStatus.CANCELLED
    messages = [i.message for i in room.exceptions().values()]
    assert any("has no mailbox for drafts" in message for message in messages)


def test_without_a_main_contact_no_letter_is_written():
    users = [user(901, 12, DANA, isimportantcontact=False)]
    room = PostRoom(two_customers(users)).morning().decide()

    assert room.letter is None


@pytest.mark.parametrize("mode", ["shadow", "pilot"])
def test_letters_are_written_for_live_contracts_only(mode):
    room = PostRoom(book={"default_mode": mode}).morning().decide()

    assert room.letter is None


def test_a_kind_without_a_channel_is_not_written():
    room = PostRoom(mail={"channels": {}}).morning().decide()

    assert room.letter is None


def test_an_open_p1_holds_every_letter_to_that_customer():
    ticket = upstream.opened(4900, 12, priority_id=1)
    room = PostRoom(two_customers(tickets=[ticket])).morning().decide().deliver()

    assert room.drafts() == []
    assert room.letter.status is EffectStatus.HELD
    (item,) = [i for i in room.exceptions().values() if i.rule == "mail_held"]
    assert item.owner_id == "8"
    assert "open P1" in item.message
    other = room.effect(EffectKind.DRAFT_MAIL, "302", "13")
    assert other is None or other.status is not EffectStatus.HELD


def test_a_contract_of_high_value_is_held():
    room = PostRoom(mail={"high_value_minor": 1_000_000}).morning().decide().deliver()

    assert room.letter.status is EffectStatus.HELD


def test_a_letter_is_dropped_once_its_task_is_done(room):
    busy = Fault("refuse", path="/drafts", status=429, retry_after=3600, count=1)
    room.gmail.faults.append(busy)
    room.deliver()
    for task in room.tasks():
        room.halo.mutate(
            {"op": "close_task", "ticket_id": task["id"], "customer_visible": True}
        )
    room.later(hours=2).sync()

    room.decide().deliver()

    assert room.drafts() == []
    assert room.letter.status is EffectStatus.CANCELLED


@pytest.mark.parametrize(("day", "hour"), [(1, 6), (1, 19), (6, 10), (7, 10)])
def test_nobody_is_written_to_in_quiet_hours(room, day, hour):
    internal(room)
    room.on(room.clock.today().replace(day=day + 7), hour).deliver()

    assert room.sent() == []
    assert status(room) == [EffectStatus.OWED]


def test_hours_are_those_of_the_recipients_zone():
    room = PostRoom(mail={"zones": {"5": "Pacific/Auckland"}}).morning(hour=9)
    internal(room).deliver()
    asleep = room.sent()

    room.on(room.clock.today(), 20).deliver()  # nine in the morning there

    assert asleep == []
    assert len(room.sent()) == 1


def test_mail_beyond_the_budget_waits_for_the_next_hour():
    room = PostRoom(mail={"hourly": 2}).morning()
    for number in range(5):
        internal(room, key=f"k{number}")

    room.deliver()
    first = len(room.sent())
    room.later(hours=1).deliver()

    assert (first, len(room.sent())) == (2, 4)


def many(customers, **mail):
    """Give a room whose every customer has a renewal at T60."""
    numbers = range(12, 12 + customers)
    tenant = two_customers(
        [user(n * 10, n, f"d@c{n}.example", isimportantcontact=True) for n in numbers],
        clients=[upstream.client(n) for n in numbers],
        contracts=[upstream.contract(n + 300, n) for n in numbers],
        bills=[upstream.bill(n + 300, n) for n in numbers],
        tickets=[],
    )
    return PostRoom(tenant, mail=mail).morning()


def test_a_change_that_would_touch_400_customers_is_stopped_by_the_budget():
    """What is over it is held, so that it does not trickle out on the next days."""
    room = many(400, customer_hourly=10, customer_daily=20).decide()

    for _ in range(30):
        room.later(hours=1).deliver()
        release_mail.tell_of_stopped(room.app)

    statuses = Counter(
        room.effect(EffectKind.DRAFT_MAIL, str(n + 300), str(n)).status
        for n in range(12, 412)
    )
    assert statuses == {EffectStatus.DELIVERED: 10, EffectStatus.HELD: 390}
    assert len(room.drafts()) == 10
    assert room.sent() == []
    assert [i.rule for i in room.exceptions().values()] == ["letters_stopped"]


def test_the_exception_about_the_budget_ends_when_nothing_is_held_any_more():
    room = many(2, customer_hourly=1).decide().deliver()
    release_mail.tell_of_stopped(room.app)
    assert "letters_stopped" in room.exceptions()
    (held,) = release_mail.held(room.app)
    content = release_mail.show(room.app, held.id).content_hash

    release_mail.release(room.app, held.id, content_hash=content, actor="8")
    release_mail.tell_of_stopped(room.app)

    assert "letters_stopped" not in room.exceptions()


def test_the_kill_switch_stops_a_batch_at_once():
    room = PostRoom(mail={"hourly": 10_000, "daily": 10_000}).morning()
    for number in range(500):
        internal_of(room, number)
    gmail, sends = room.app.mail.gmail, count(1)

    class Watched:
        def __getattr__(self, name):
            return getattr(gmail, name)

        def send(self, mail):
            if next(sends) == 40:
                govern.stop_effects(room.app, stopped=True, actor="o", reason="r")
            return gmail.send(mail)

    room.app = room.process(mail=replace(room.app.mail, gmail=Watched()))
    bodies = room.queues.bodies(ask_effects.QUEUE)

    workers = 4
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda body: deliver_effects.work(room.app, body), bodies))

    assert len(bodies) == 500
    assert 40 <= len(room.sent()) <= 40 + workers


def internal_of(room, number):
    """Let a mail be owed on a timeline of its own."""
    order = MailOrder(template="digest", recipient_id="5", facts=NOTHING)
    state = record_events.load(room.app, "-", f"digest-{number}")
    event = requested(order, key=f"k{number}", summary="a digest")
    context = Context(actor="engine", at=room.clock.now(), operation_id=f"ask:{number}")
    ask_effects.ask(room.app, record_events.append(room.app, state, [event], context))


def test_a_contract_back_in_shadow_keeps_its_letter(room):
    govern.set_mode(room.app, "301", AutomationMode.SHADOW, actor="x", reason="y")

    room.deliver()

    assert room.drafts() == []
    assert room.letter.status is EffectStatus.OWED


def test_overdue_work_is_told_by_mail_to_who_it_rises_to(room):
    room.deliver()
    room.on(room.clock.today().replace(month=3, day=3), 10).sync()
    room.decide().deliver()

    assert any(f"To: {LEAD}" in mail and "Overdue" in mail for mail in room.sent())
