"""What is special about one customer, as the generator knows it."""

from dataclasses import dataclass, field
from datetime import date

from sandbox.portfolio.wording import Topic

MONTHS = 10  # of history, the last one just over


@dataclass
class Story:
    """One customer with its contract; lists by month run from the oldest to now."""

    number: int
    seats: int
    calls: float  # tickets in a usual month
    level: float  # hours worked over hours agreed, in a usual month
    shape: list[float] = field(default_factory=lambda: [1.0] * MONTHS)
    unrecorded: set[int] = field(default_factory=set)  # months without time entries
    heavy: dict[int, float] = field(default_factory=dict)  # hours of one ticket
    project: dict[int, float] = field(default_factory=dict)  # hours of a project
    outside: float = 0.0  # hours of work beyond the scope, every month
    elsewhere: list[float] = field(default_factory=lambda: [0.0] * MONTHS)
    nights: list[float] = field(default_factory=lambda: [0.0] * MONTHS)
    sites: str = "all"  # that the contract covers
    service_hours: str = ""
    zone: str = "Europe/London"
    calls_at: str = "day"
    finished_late: float = 0.0  # share of tickets whose work is done in the evening
    theme: Topic | None = None
    theme_calls: list[float] = field(default_factory=lambda: [0.0] * MONTHS)
    more_devices: int = 0
    second_line: float = 0.0  # share of the devices that a later line bills
    spare_devices: int = 0
    logins: int = 0  # service accounts
    unlined_servers: int = 0
    priced_months_ago: int = 8
    list_factor: float = 1.0  # of the list price, what this customer pays
    rise: float = 0.0
    rise_date: date | None = None
    ended_months_ago: int = 0
    billed: bool = True
    replaced: bool = False
    contracted: bool = True
