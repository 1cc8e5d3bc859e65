"""People of the simulated MSP: they ask for concessions, decide, and press twice.

Each act is a message to a person, who tries again until the engine tells what became
of it. What they were told is kept, and must stand on the timeline.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from shared.domain.approval import Requester, Verdict
from shared.domain.approval_policy import ApprovalPolicy
from shared.domain.concession import ConcessionAsk, ConcessionKind, ReasonCode
from shared.domain.errors import DomainError, NotFound
from shared.domain.person import Person
from shared.services.concessions import account, decide, request, show
from shared.workflow.concessions.decision import Ballot
from shared.workflow.concessions.eligibility import Link
from shared.workflow.concessions.refusal import Code, Refused

QUEUE = "people"
TID, ASKER, LEAD, CHIEF = "tid", "oid-asker", "oid-lead", "oid-chief"
L1, L2 = "Renewals.Approver.L1", "Renewals.Approver.L2"
HOUR = 3600
EXPIRES = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
POLICY = ApprovalPolicy.model_validate(
    {
        "levels": [
            {
                "name": name,
                "role": role,
                "max_depth": depth,
                "max_amount": 10**6,
                "max_amount_30_days": 10**7,
                "max_term_months": 60,
            }
            for name, role, depth in (("L1", L1, "0.10"), ("L2", L2, "0.50"))
        ],
        "colleagues": [
            {"oid": ASKER, "name": "Asker", "agent": "3"},
            {"oid": LEAD, "name": "Lead", "agent": "4", "level": "L1"},
            {"oid": CHIEF, "name": "Chief", "agent": "5", "level": "L2"},
        ],
        "margin_floor": "-10",
    }
)
# Second by second what they do: (hours, act). The first request is asked for twice and
# answered in two ways at once; the second is decided after its contract has changed.
DIARY = (
    (1.0, {"act": "ask", "nth": 0}),
    (1.0, {"act": "ask", "nth": 0}),
    (2.0, {"act": "say", "nth": 0, "verdict": Verdict.APPROVE}),
    (2.0, {"act": "say", "nth": 0, "verdict": Verdict.APPROVE}),
    (2.0, {"act": "say", "nth": 0, "verdict": Verdict.REJECT}),
    (3.0, {"act": "ask", "nth": 1}),
    (13.5, {"act": "say", "nth": 1, "verdict": Verdict.APPROVE}),
)


def fill(queues):
    """Put the diary into people's hands, without any fault."""
    for hours, act in DIARY:
        queues.send(QUEUE, json.dumps(act), delay_seconds=int(hours * HOUR))


def acting(world, app):
    """Give what a person does with one line of the diary."""

    def act(body):
        line = json.loads(body)
        fit = fit_contracts(world)
        contract_id = fit[line["nth"] % len(fit)]
        try:
            if line["act"] == "ask":
                _ask(app, contract_id, line["nth"])
            else:
                _say(app, line["nth"], Verdict(line["verdict"]))
        except Refused as error:
            # They see why, and leave it; the page has it asked anew on today's terms.
            if error.refusal.code is Code.OTHER_TERMS:
                decide.void_if_changed(app, request_id(line["nth"]))
            return
        world.told.append({**line, "id": request_id(line["nth"])})

    return act


def fit_contracts(world):
    """List the contracts about which something can be asked, looked up faultlessly."""
    app = world.app(faulty=False)
    found = []
    for contract in app.stores.contracts.all():
        try:
            basis = account.of_contract(app, contract.id).basis
        except DomainError:
            continue
        if basis.term_end > EXPIRES.date():
            found.append(contract.id)
    if not found:
        message = "no contract to ask about yet"
        raise NotFound(message)
    return found


def request_id(nth):
    return request.id_of("diary", str(nth))


def _ask(app, contract_id, nth):
    wanted = ConcessionAsk(
        kind=ConcessionKind.DISCOUNT,
        effective_date=date(2027, 6, 1),
        term_months=12,
        discount_bps=500,
        reason_code=ReasonCode.BUDGET,
        reason="a budget was cut",
        give_back="a reference",
        give_back_minor=0,
        expires_at=EXPIRES,
    )
    by = Requester(tid=TID, oid=ASKER, name="Asker", agent_id="3")
    entry = request.Entry(by=by, origin="form", request_id=request_id(nth))
    request.ask(app, contract_id, wanted, entry=entry)


def _say(app, nth, verdict):
    _, found = show.load(app, request_id(nth))
    ask = found.asks[0]
    person = Person(
        tid=TID,
        oid=ask.oid,
        name="Decider",
        roles=frozenset({L1, L2}),
        auth_at=app.now(),
    )
    link = Link(
        tid=TID,
        oid=ask.oid,
        request_id=found.id,
        revision=found.revision,
        chash=found.chash,
    )
    ballot = Ballot(
        person=person,
        link=link,
        verdict=verdict,
        reason="so be it",
        expected_p=Decimal("0.8"),
        expected_margin_minor=1,
    )
    decide.decide(app, found.id, ballot)
