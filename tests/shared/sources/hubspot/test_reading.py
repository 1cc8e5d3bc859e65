"""Records as they come: mapped, paged, joined with their accounts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sandbox.hubspot.links import DEFINED, LABELLED, LABELS
from shared.domain.crm import AccountLink, CrmKind, CrmOwner, Deal, PersonLink
from shared.ports import ChangeWindow
from tests.sandbox.hubspot.callers import NOW
from tests.shared.sources.hubspot.vendor import Vendor


def test_a_deal_is_read_with_its_primary_account():
    vendor = Vendor()
    other = vendor.portal.add("companies", name="Other")
    account = vendor.portal.add("companies", name="Acme")
    deal = vendor.portal.a_deal(
        links=[("companies", account)],
        amount="1200.50",
        deal_currency_code="gbp",
        closedate="2027-03-31T00:00:00Z",
        hubspot_owner_id="7",
    )
    plain = [(DEFINED, 341)]
    link = {"kind": "deals", "other": "companies", "id": deal, "to": other}
    vendor.portal.do("link", types=plain, **link)

    [found] = vendor.client.listed(CrmKind.DEAL, "").items

    assert isinstance(found, Deal)
    assert (found.amount, found.currency) == (Decimal("1200.50"), "GBP")
    assert (found.close_date, found.owner_id) == (date(2027, 3, 31), "7")
    assert found.account_ids == (other, account)
    assert found.primary_account_id == account
    assert found.modified_at == NOW


def test_the_list_is_paged_to_its_end():
    vendor = Vendor()
    made = [vendor.portal.add("companies", name=f"C{n}") for n in range(150)]

    first = vendor.client.listed(CrmKind.ACCOUNT, "")
    rest = vendor.client.listed(CrmKind.ACCOUNT, first.after)

    assert [a.id for a in (*first.items, *rest.items)] == made
    assert (first.last, rest.last) == (False, True)


def test_a_window_is_searched_page_by_page():
    vendor = Vendor()
    made = [vendor.portal.add("companies", name=f"C{n}") for n in range(250)]
    window = ChangeWindow(since=NOW - timedelta(minutes=1), until=NOW)

    first = vendor.client.changed(CrmKind.ACCOUNT, window, "")
    rest = vendor.client.changed(CrmKind.ACCOUNT, window, first.after)

    assert [a.id for a in (*first.items, *rest.items)] == made
    assert (first.after, rest.after) == (made[199], "")


def test_a_window_leaves_out_what_lies_beyond_it():
    vendor = Vendor()
    vendor.portal.add("companies", name="Acme")
    before = ChangeWindow(
        since=NOW - timedelta(hours=1), until=NOW - timedelta(minutes=1)
    )

    assert vendor.client.changed(CrmKind.ACCOUNT, before, "").items == ()


def test_links_come_for_each_id_asked_for_in_whatever_order():
    vendor = Vendor()
    account = vendor.portal.add("companies", name="Acme")
    tied = vendor.portal.a_deal(links=[("companies", account)])
    alone = vendor.portal.a_deal()

    found = vendor.client.account_links(CrmKind.DEAL, [alone, tied])

    assert found == {
        alone: (),
        tied: (AccountLink(account_id=account, primary=True),),
    }


def test_very_many_people_of_an_account_are_all_read():
    vendor = Vendor(association_page=2)
    account = vendor.portal.add("companies", name="Acme")
    people = [
        vendor.portal.add(
            "contacts", links=[("companies", account)], email=f"p{n}@acme.example"
        )
        for n in range(5)
    ]
    label = [(LABELLED, LABELS["Champion"])]
    link = {"kind": "contacts", "other": "companies", "to": account}
    vendor.portal.do("link", types=label, id=people[4], **link)

    found = vendor.client.people_of([account])

    assert [one.person_id for one in found] == people
    assert found[4] == PersonLink(
        account_id=account, person_id=people[4], labels=("Champion",)
    )
    assert len(vendor.asked) == 3


def test_a_thousand_ids_are_one_request():
    vendor = Vendor()
    account = vendor.portal.add("companies", name="Acme")
    deals = [vendor.portal.a_deal(links=[("companies", account)]) for _ in range(1001)]

    vendor.client.account_links(CrmKind.DEAL, deals)

    assert len(vendor.asked) == 2


def test_those_who_left_are_among_the_owners():
    vendor = Vendor()
    vendor.portal.hub.portal.owners += [
        {"id": "1", "email": "A@msp.example", "firstName": "Ann", "archived": False},
        {"id": "2", "email": "b@msp.example", "lastName": "Bell", "archived": True},
    ]

    found = vendor.client.owners().items

    assert found == (
        CrmOwner(id="1", name="Ann", email="a@msp.example"),
        CrmOwner(id="2", name="Bell", email="b@msp.example", archived=True),
    )


def test_a_stage_is_won_lost_or_open():
    [pipeline] = Vendor().client.pipelines()

    told = {stage.id: (stage.won, stage.lost) for stage in pipeline.stages}
    assert told == {
        "appointmentscheduled": (False, False),
        "decisionmakerboughtin": (False, False),
        "closedwon": (True, False),
        "closedlost": (False, True),
    }


def test_a_value_that_is_none_sets_the_record_aside():
    vendor = Vendor()
    vendor.portal.a_deal(closedate="soon")
    vendor.portal.a_deal()

    batch = vendor.client.listed(CrmKind.DEAL, "")

    assert (len(batch.items), len(batch.rejected), batch.read) == (1, 1, 2)


def test_granted_scopes_are_compared_with_needed_ones():
    granted = ("oauth", "crm.objects.companies.read")

    report = Vendor(scopes=granted).client.check_access()

    assert report.granted == granted
    assert "crm.objects.deals.write" in report.missing


def test_a_key_that_cannot_be_asked_is_not_reported():
    report = Vendor(tells_scopes=False).client.check_access()

    assert (report.granted, report.missing) == ((), ())


def test_instants_come_as_iso_or_as_milliseconds():
    vendor = Vendor()
    at = datetime(2027, 3, 31, tzinfo=UTC)
    vendor.portal.a_deal(closedate=str(int(at.timestamp() * 1000)))

    [found] = vendor.client.listed(CrmKind.DEAL, "").items

    assert isinstance(found, Deal)
    assert found.close_date == date(2027, 3, 31)
