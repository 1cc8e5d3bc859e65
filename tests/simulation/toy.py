"""A toy of the engine: small enough to be seen right, with bugs to be planted.

It syncs tickets, opens one stage of each contract, and delivers one task for each.
"""

import json
from datetime import datetime, timedelta
from http import HTTPStatus

import httpx

from shared.domain.errors import Conflict, SourceUnavailable
from shared.storage.gateway import Row
from tests.simulation.clock import VirtualClock
from tests.simulation.invariants.chain import canonical, hash_of
from tests.simulation.plans import no_faults
from tests.simulation.toy_halo import ToyHalo
from tests.simulation.world import Engine, Surroundings, World

TERM_END = "2027-01-31"
CONTRACTS = (("12", "57"), ("123", "58"))
EMPTY: dict[str, str] = {}
CLAIM = timedelta(minutes=10)
BUGS = (
    "cursor before data",
    "send before commit",
    "no search before create",
    "event and effect apart",
    "claim ignored",
    "no relay",
    "retry after a time-out",
)


class ToyEngine:
    """One process of the toy; `bug` names what it does wrong."""

    def __init__(self, surroundings, bug=""):
        self._tables = surroundings.tables
        self._queues = surroundings.queues
        self._clock = surroundings.clock
        self._http = httpx.Client(
            transport=surroundings.transport, base_url="https://halo.test"
        )
        self._bug = bug

    def sync(self):
        """Store what changed since the cursor, then move the cursor."""
        row = self._tables.get("cursors", "t", "halo")
        mark = (
            json.loads(row.values["document"])["watermarks"]["tickets"] if row else ""
        )
        started = self._clock.now().replace(tzinfo=None).isoformat()
        changed = self._get({"since": mark})
        if self._bug == "cursor before data":
            self._move_cursor(row, started)
        rows = [ticket_row(t) for t in changed if "[rnwl-" not in t["summary"]]
        for start in range(0, len(rows), 2):
            self._tables.put("tickets", rows[start : start + 2])
        if self._bug != "cursor before data":
            self._move_cursor(row, started)

    def decide(self):
        """Open each contract's stage once, and ask again for what is owed."""
        for customer, contract in CONTRACTS:
            events = self._load(customer, contract)
            if not events:
                self._open(customer, contract)
            elif self._bug != "no relay":
                self._hint(customer, contract)

    def deliver(self, body):
        """Create the task of a contract if it is still owed and not there yet."""
        customer, contract, marker = json.loads(body)
        events = self._load(customer, contract)
        types = [event["type"] for event in events]
        if self._bug != "send before commit":
            if "TaskRequested" not in types or "EffectDelivered" in types:
                return
            if not self._claim(customer, contract, events):
                return
        number = self._create(marker)
        for _ in range(3):
            events = self._load(customer, contract)
            data = {"id": marker[6:18], "external_id": str(number)}
            operation = f"delivered:{len(events)}"
            if not events or self._append(
                customer, contract, events, [("EffectDelivered", data)], operation
            ):
                return

    def _open(self, customer, contract):
        marker = marker_of(customer, contract)
        entered = [(kind, EMPTY) for kind in ("RenewalOpened", "StageEntered")]
        asked = (
            "TaskRequested",
            {"id": marker[6:18], "effect_id": marker[6:18], "marker": marker},
        )
        if self._bug == "send before commit":
            self._hint(customer, contract)
        if self._bug == "event and effect apart":
            if self._append(customer, contract, [], entered, "open"):
                events = self._load(customer, contract)
                self._append(customer, contract, events, [asked], "ask")
        else:
            self._append(customer, contract, [], [*entered, asked], "open")
        self._hint(customer, contract)

    def _create(self, marker):
        if self._bug != "no search before create":
            found = self._get({"search": marker})
            if found:
                return found[0]["id"]
        body = [{"summary": f"Review {marker}", "client_id": 12}]
        try:
            return self._post(body)
        except httpx.ReadTimeout:
            if self._bug == "retry after a time-out":
                return self._post(body)
            raise

    def _claim(self, customer, contract, events):
        claims = [e for e in events if e["type"] == "EffectClaimed"]
        now = self._clock.now()
        running = claims and datetime.fromisoformat(
            json.loads(claims[-1]["data"])["until"]
        )
        if running and now < running and self._bug != "claim ignored":
            return False
        data = {"id": marker_of(customer, contract)[6:18]}
        data["until"] = (now + CLAIM).isoformat()
        claim = [("EffectClaimed", data)]
        appended = self._append(
            customer, contract, events, claim, f"claim:{len(events)}"
        )
        return appended or self._bug == "claim ignored"

    def _append(self, customer, contract, events, new, operation):
        previous, rows = events[-1]["hash"] if events else "", []
        for seq, (kind, data) in enumerate(new, len(events) + 1):
            values = {
                **dict.fromkeys(
                    ("run_id", "playbook_version", "model_version", "summary"), ""
                ),
                "tenant_id": "t",
                "customer_id": customer,
                "contract_id": contract,
                "seq": seq,
                "type": kind,
                "at": self._clock.now(),
                "actor": "toy",
                "stage": "t90",
                "term_end": TERM_END,
                "data": canonical(data),
                "operation_id": operation,
                "previous_hash": previous,
            }
            previous = values["hash"] = hash_of(values)
            rows.append(Row(f"{customer}|{contract}", f"{seq:010d}", values))
        try:
            self._tables.insert("timeline", rows)
        except Conflict:
            # Ours, if an answer was lost: the very hash is there.
            kept = self._tables.get("timeline", rows[-1].pk, rows[-1].rk)
            return kept is not None and kept.values["hash"] == previous
        return True

    def _load(self, customer, contract):
        rows = self._tables.query("timeline", pk=f"{customer}|{contract}")
        return [dict(row.values) for row in rows]

    def _move_cursor(self, row, started):
        document = json.dumps({"watermarks": {"tickets": started}})
        values = {"document": document}
        if row:
            self._tables.replace("cursors", Row("t", "halo", values, row.etag))
        else:
            self._tables.insert("cursors", [Row("t", "halo", values)])

    def _hint(self, customer, contract):
        body = json.dumps([customer, contract, marker_of(customer, contract)])
        self._queues.send("effects", body)

    def _get(self, params):
        return answer_of(self._http.get("/tickets", params=params))

    def _post(self, body):
        return answer_of(self._http.post("/tickets", json=body))["id"]


def answer_of(response):
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        message = "halo answered 503"
        raise SourceUnavailable(message)
    return response.json()


def marker_of(customer, contract):
    return f"[rnwl-{int(customer):06x}{int(contract):06x}]"


def ticket_row(ticket):
    document = {"id": str(ticket["id"]), "updated_at": ticket["last_update"]}
    month = ticket["dateoccurred"][:7]
    key = f"{month}|{ticket['id']:012d}"
    return Row(str(ticket["client_id"]), key, {"document": json.dumps(document)})


class ToyWorld(World):
    """A world that runs the toy; `halo` is its other system."""

    def __init__(self, surroundings, start, halo, workers):
        super().__init__(surroundings, start, workers=workers)
        self.halo = halo


def toy_world(bug="", *, seed=0, plan=no_faults, workers=1):
    """Make a world in which the toy does one thing wrong, or nothing."""
    clock = VirtualClock()
    halo = ToyHalo(clock)
    surroundings = Surroundings(seed=seed, plan=plan, halo=halo.handle, clock=clock)

    def start():
        engine = ToyEngine(surroundings, bug)
        return Engine(
            timers={"sync": engine.sync, "decide": engine.decide},
            handlers={"effects": engine.deliver},
        )

    return ToyWorld(surroundings, start, halo, workers)
