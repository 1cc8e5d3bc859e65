"""A story's contract, bill, people and things, in HaloPSA's rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.portfolio import custom_fields as cf
from sandbox.portfolio.uplift.desk import MEAN_HOURS, month_of
from sandbox.portfolio.uplift.story import MONTHS, Story
from sandbox.rows import Row, day_stamp

MONTHLY = 2
LIST = {"Managed Workstation": 34.0, "Managed Server": 95.0}  # prices of the list
COST_RATE = 0.55
SERVERS_PER_SEATS = 30


@dataclass(frozen=True)
class Papers:
    """Writes the rows of one MSP's day."""

    as_of: date
    owner: Row

    def items(self) -> list[Row]:
        """Return the price list."""
        return [
            {
                "id": number,
                "name": name,
                "baseprice": 0.0,
                "recurringprice": price,
                "recurringcost": round(price * COST_RATE, 2),
            }
            for number, (name, price) in enumerate(LIST.items(), 1)
        ]

    def client(self, story: Story) -> Row:
        """Return the customer."""
        return {
            "id": story.number,
            "name": f"Customer {story.number}",
            "inactive": False,
            "toplevel_id": 1,
            "accountmanagertech": self.owner["id"],
            "alastupdate": day_stamp(self.as_of - timedelta(days=40)),
        }

    def contracts(self, story: Story) -> list[Row]:
        """Return the contract, with its successor where it was replaced."""
        start = month_of(self.as_of, max(MONTHS + 12, story.priced_months_ago))
        end = self.as_of + timedelta(days=100 + story.number % 400)
        if story.ended_months_ago:
            end = month_of(self.as_of, story.ended_months_ago) - timedelta(days=1)
        first = self._contract(story, contract_id(story), (start, end), 0)
        if not story.replaced:
            return [first]
        begun = end + timedelta(days=1)
        until = begun + timedelta(days=364 * 2)
        number = contract_id(story) + 1
        later = self._contract(story, number, (begun, until), contract_id(story))
        return [{**first, "active": False}, later]

    def _contract(
        self, story: Story, number: int, term: tuple[date, date], previous: int
    ) -> Row:
        return {
            "id": number,
            "client_id": story.number,
            "ref": f"Managed services {number}",
            "start_date": day_stamp(term[0]),
            "end_date": day_stamp(term[1]),
            "active": True,
            "status": 1,
            "site_id": story.number * 10 if story.sites == "named" else 0,
            "sites": _covered(story),
            "contracttype": 1,
            "billingperiod": MONTHLY,
            "numberofunitsfree": agreed_hours(story),
            "periodchargeamount": 0.0,
            "sla_id": 0,
            "last_modified": day_stamp(self.as_of - timedelta(days=30)),
            "previouscontract": previous,
            "percentageincrease": story.rise * 100,
            "nextincrementdate": _day_or_none(story.rise_date),
            "customfields": [
                cf.customfield(cf.NOTICE, 30),
                cf.mode_field("manual"),
                cf.customfield(cf.OWNER, self.owner["email"], self.owner["name"]),
                cf.customfield(cf.CURRENCY, "GBP"),
                cf.customfield(cf.SERVICE_HOURS, story.service_hours),
            ],
        }

    def bill(self, story: Story, number: int) -> Row:
        """Return the recurring invoice of a contract."""
        since = day_stamp(month_of(self.as_of, story.priced_months_ago))
        until = None
        if story.ended_months_ago and not (story.billed or story.replaced):
            ended = month_of(self.as_of, story.ended_months_ago) - timedelta(days=1)
            until = day_stamp(ended)
        later = round(story.seats * story.second_line)
        counts = [("Managed Workstation", story.seats - later)]
        if later:
            counts.append(("Managed Workstation", later))
        if not story.unlined_servers:
            counts.append(("Managed Server", servers(story)))
        lines = [
            self._line(place, item, count, story, (since, until))
            for place, (item, count) in enumerate(counts, 1)
        ]
        return {
            "id": -number,
            "client_id": story.number,
            "contract_id": number,
            "disabled": False,
            "period": MONTHLY,
            "startdate": since,
            "enddate": until,
            "revenue": sum(line["net_amount"] for line in lines),
            "total": None,
            "currency": "£",
            "currency_code": 1,
            "currency_code_name": "GBP",
            "last_modified": day_stamp(self.as_of - timedelta(days=30)),
            "lines": lines,
        }

    def _line(
        self,
        place: int,
        item: str,
        count: int,
        story: Story,
        term: tuple[str, str | None],
    ) -> Row:
        price = round(LIST[item] * story.list_factor, 2)
        return {
            "id": place,
            "item_shortdescription": item,
            "item_name": item,
            "qty_order": count,
            "unit_price": price,
            "unit_cost": round(price * COST_RATE, 2),
            "net_amount": round(price * count, 2),
            "startdate": term[0],
            "enddate": term[1],
            "autorenew": True,
            "billingperiod": MONTHLY,
            "isinactive": False,
        }

    def assets(self, story: Story) -> list[Row]:
        """Return what is in service, and what lies in a cupboard."""
        kinds = {
            "Server": story.unlined_servers or servers(story),
            "Workstation": story.seats + story.more_devices,
        }
        rows = [
            self._asset(story, kind, inactive=False)
            for kind, count in kinds.items()
            for _ in range(count)
        ]
        spare = range(story.spare_devices)
        rows += [self._asset(story, "Workstation", inactive=True) for _ in spare]
        return [{**row, "id": story.number * 1000 + n} for n, row in enumerate(rows)]

    def _asset(self, story: Story, kind: str, *, inactive: bool) -> Row:
        return {
            "client_id": story.number,
            "site_id": story.number * 10,
            "assettype_id": 2 if kind == "Server" else 1,
            "assettype_name": kind,
            "inactive": inactive,
            "contract_id": 0,
        }

    def users(self, story: Story) -> list[Row]:
        """Return a few contacts, and logins of machines."""
        people = [False] * min(10, story.seats // 2) + [True] * story.logins
        return [
            {
                "id": story.number * 1000 + n,
                "name": f"Contact {n}",
                "client_id": story.number,
                "site_id": story.number * 10,
                "inactive": False,
                "isserviceaccount": machine,
            }
            for n, machine in enumerate(people)
        ]


def _covered(story: Story) -> list[Row]:
    counts = {"listed": 1, "both": 2}
    return [{"id": story.number * 10 + n} for n in range(counts.get(story.sites, 0))]


def _day_or_none(day: date | None) -> str | None:
    return day_stamp(day) if day else None


def contract_id(story: Story) -> int:
    """Return the id of a story's first contract."""
    return 3000 + story.number * 2


def servers(story: Story) -> int:
    """Return how many servers a customer of that size has."""
    return 1 + story.seats // SERVERS_PER_SEATS


def usual_hours(story: Story) -> float:
    """Return what a usual month takes."""
    theme = story.theme
    steady = min(story.theme_calls) * theme.hours if theme else 0.0
    extra = steady * MEAN_HOURS / _plain_mean() if theme else 0.0
    beyond = (sum(story.elsewhere) + sum(story.nights)) / MONTHS
    return story.calls * MEAN_HOURS + extra + story.outside + beyond


def agreed_hours(story: Story) -> float:
    """Return the hours a month that were sold, in half hours."""
    return max(1.0, round(2 * usual_hours(story) / story.level) / 2)


def _plain_mean() -> float:
    return MEAN_HOURS / 1.197  # the spread's share: exp(0.6 squared / 2)
