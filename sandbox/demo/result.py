"""What the demo found, ready to be shown, written and compared."""

from datetime import date, datetime
from decimal import Decimal

from sandbox.demo.pictures import Sales, UpliftPicture
from shared.domain.model import Model
from shared.domain.sync import Counts


class Rejection(Model):
    """Records that were set aside for one reason."""

    resource: str
    reason: str
    ids: tuple[str, ...]


class Problem(Model):
    """An open exception: what is wrong, who looks at it, and what is at stake."""

    rule: str
    message: str
    customer: str
    contract_id: str
    owner: str
    due_date: date
    value: Decimal
    currency: str


class NextTask(Model):
    """The open task of a contract that is due first."""

    title: str
    owner: str
    due_date: date
    ticket_id: str


class Candidate(Model):
    """A contract as an account manager weighs it.

    `arr` and `at_risk` (ARR x the chance of losing it) are in `currency`.
    `decision_date` is None where no date can be told; `locked` when the day to give
    notice has passed, so that the contract renews itself this time; `notice_unknown`
    when it renews itself and nobody knows how long before notice must be given.
    """

    customer: str
    contract_id: str
    reference: str
    owner: str
    currency: str
    arr: Decimal
    at_risk: Decimal
    decision_date: date | None
    term_end: date | None
    opens_date: date | None = None
    locked: bool = False
    notice_unknown: bool = False
    days_left: int | None
    stage: str
    readiness: Decimal
    band: str
    p_renew: Decimal
    p_renew_low: Decimal
    p_renew_high: Decimal
    coverage: Decimal
    reasons: tuple[str, ...]
    lever: str
    next_task: NextTask | None = None
    blocked_by: tuple[str, ...] = ()


class Share(Model):
    """A part of the book: how many contracts, and their ARR."""

    name: str
    contracts: int
    arr: Decimal
    at_risk: Decimal = Decimal(0)


class Delivered(Model):
    """A task that stands in HaloPSA."""

    ticket_id: str
    title: str
    owner: str
    due_date: date
    stage: str


class Attribution(Model):
    """How many tickets counted, and how many could not be given to one contract."""

    counted: int
    unattributed: int


class Portrait(Model):
    """The state of everything stored, at one moment."""

    customers: int
    contracts: int
    arr: Decimal
    currency: str
    attribution: Attribution
    tasks_seen: int
    rejections: tuple[Rejection, ...]
    problems: tuple[Problem, ...]
    attention: tuple[Candidate, ...]
    bands: tuple[Share, ...]
    stages: tuple[Share, ...]
    tasks: tuple[Delivered, ...]
    uplift: UpliftPicture = UpliftPicture()
    sales: Sales = Sales()
    events: int
    chain_faults: int


class Approver(Model):
    """Who can decide a request, how they sign in, and a link made for them just now."""

    name: str
    level: str
    username: str
    link: str


class Waiting(Model):
    """A request that waits for its approvers; rates are fractions of 1."""

    request_id: str
    customer: str
    contract_id: str
    reference: str
    requester: str
    asks_for: str
    in_return: str
    reason: str
    currency: str
    depth: Decimal | None
    margin_year: Decimal
    margin_rate: Decimal | None
    break_even: Decimal | None
    p_with: Decimal
    p_without: Decimal
    cheapest: str
    needs: tuple[str, ...]
    approvers: tuple[Approver, ...]
    expires_at: datetime


class Settled(Model):
    """A request that was decided, taken back or ran out."""

    customer: str
    contract_id: str
    status: str
    by: tuple[str, ...]
    day: date | None


class Requests(Model):
    """The requests for concessions: what waits, and what was settled last."""

    waiting: Waiting | None = None
    settled: Settled | None = None


class Snapshot(Model):
    """What a run is compared by: events, newest scores, tasks."""

    events: int
    scores: dict[str, str]
    tasks: int


class Change(Model):
    """What one run changed."""

    records: int
    events: int
    scores: int
    tasks: int
    posts: int
    crm_writes: int = 0

    @property
    def nothing(self) -> bool:
        """Whether the run left everything as it was."""
        return not any(self.model_dump().values())


class Moved(Model):
    """A contract whose readiness its customer's mail moved."""

    customer: str
    contract_id: str
    before: Decimal
    after: Decimal
    mails: int
    themes: tuple[str, ...]
    reasons: tuple[str, ...]


class Digest(Model):
    """Somebody's digest of today, as it would be sent."""

    owner: str
    subject: str
    text: str
    html: str


class Usage(Model):
    """What a run took: requests, billed storage transactions, time and memory."""

    halopsa_requests: dict[str, int]
    gmail_requests: int = 0
    hubspot_requests: dict[str, int] = {}
    storage_transactions: dict[str, int]
    seconds: float
    peak_memory_mb: int


class Result(Model):
    """One run of the demo."""

    seed: int
    as_of: date
    today: date
    earlier_runs: tuple[date, ...]
    first_sync: dict[str, Counts]
    second_sync: dict[str, Counts]
    portrait: Portrait
    requests: Requests
    change: Change
    usage: Usage
    moved: Moved | None = None
    digest: Digest | None = None
