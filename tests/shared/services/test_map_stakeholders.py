"""From HubSpot's labels to a score's driver and a task's text."""

from sandbox.hubspot.links import LABELS
from shared.domain.stakeholder import Gap
from shared.domain.sync import SyncKind
from tests.shared.services import upstream
from tests.shared.services.engine import Engine


class PeopleEngine(Engine):
    """An engine that remembers the people it put into the portal."""

    people: list[str]


def an_engine(*labels, crm=True, end="2027-01-31"):
    """Give an engine with one customer whose account has a person for each label."""
    portfolio = upstream.tenant(
        clients=[upstream.client(12, name="Acme Clinics")],
        contracts=[upstream.contract(301, 12, end_date=f"{end}T00:00:00")],
        bills=[upstream.bill(301, 12)],
        tickets=[upstream.ticket(4001 + n, 12) for n in range(3)],
    )
    engine = PeopleEngine(portfolio, crm={} if crm else None)
    if crm:
        company = {"name": "Acme Clinics", "halopsa_customer_id": "12"}
        [account] = engine.hub.mutate(
            {"op": "add", "kind": "companies", "properties": company}
        )
        engine.people = [a_person(engine, account["id"], label) for label in labels]
    engine.sync()
    engine.sync_crm()
    return engine


def a_person(engine, account, label):
    given = {
        "op": "add",
        "kind": "contacts",
        "properties": {"firstname": label or "Somebody"},
        "links": [("companies", account)],
    }
    [person] = engine.hub.mutate(given)
    if label:
        types = [("USER_DEFINED", LABELS[label])]
        ends = {"kind": "contacts", "other": "companies", "to": account}
        engine.hub.mutate({"op": "link", "id": person["id"], "types": types, **ends})
    return person["id"]


def driver(engine):
    latest = engine.stores.scores.latest("12")["301"]
    return '"stakeholder_gaps"' in latest.document, latest


def inputs(engine):
    latest = engine.stores.scores.latest("12")["301"]
    return engine.stores.scores.inputs("12", "301", latest.key)


def test_gaps_cost_points_and_name_themselves():
    engine = an_engine("Champion", "")

    there, _ = driver(engine)

    assert there
    assert inputs(engine).stakeholders.gaps == (Gap.NO_ECONOMIC_BUYER,)
    assert inputs(engine).stakeholders.person_ids == (engine.people[0],)


def test_an_unknown_customer_lowers_the_coverage():
    engine = an_engine("Champion", "")
    [account] = engine.stores.crm.accounts.all()
    engine.later(minutes=30)
    engine.hub.mutate(
        {
            "op": "edit",
            "kind": "companies",
            "id": account.id,
            "properties": {"halopsa_customer_id": "", "name": "Somebody else"},
        }
    )

    engine.later(hours=1).sync_crm()

    assert not inputs(engine).stakeholders.known


def test_without_a_crm_scores_are_as_they_were():
    engine = an_engine(crm=False)

    there, _ = driver(engine)

    assert (there, inputs(engine).stakeholders) == (False, None)


def test_the_first_task_names_people_and_gaps():
    engine = an_engine("Champion", "")

    engine.renew()

    assert engine.state.active is False
    [task] = [t for t in engine.tasks() if "Stakeholder check" in t["summary"]]
    assert "champion Champion" in task["details_html"]
    assert "no economic buyer" in task["details_html"]


def test_a_departure_reaches_the_score_with_the_next_sync():
    engine = an_engine("Champion", "Decision maker", "")
    before = inputs(engine).stakeholders.gaps
    engine.later(hours=1)
    engine.hub.mutate({"op": "archive", "kind": "contacts", "id": engine.people[0]})
    engine.later(hours=24).sync()

    engine.sync_crm(SyncKind.RECONCILE)

    assert (before, inputs(engine).stakeholders.gaps) == ((), (Gap.CHAMPION_LEFT,))
