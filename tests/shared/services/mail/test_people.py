"""The people table follows the PSA."""

from shared.services.mail import people

from .office import DANA, USERS, Office, two_customers, user


def test_people_are_stored_by_customer():
    office = Office()
    office.sync()

    assert people.refresh(office.app) == 4
    (dana, pat) = office.stores.people.of("12")
    assert (dana.email, dana.main, pat.main) == (DANA, True, False)


def test_more_than_a_page_is_read():
    users = [user(n, 12, f"p{n}@elm.example") for n in range(1000, 1230)]
    office = Office(two_customers(users))

    assert people.refresh(office.app) == 230


def test_who_is_gone_is_forgotten():
    office = Office()
    people.refresh(office.app)
    office.replace("Users", USERS[1:])

    people.refresh(office.app)

    assert [person.id for person in office.stores.people.of("12")] == ["902"]


def test_an_empty_answer_is_no_reason_to_forget_everybody():
    office = Office()
    people.refresh(office.app)
    office.replace("Users", [])

    people.refresh(office.app)

    assert len(list(office.stores.people.all())) == 4


def test_machines_and_people_without_an_address_write_no_mail():
    users = [
        user(1, 12, "backup@elm.example", isserviceaccount=True),
        user(2, 12, ""),
        user(3, 12, "Dana@Elm.example"),
    ]
    office = Office(two_customers(users))
    people.refresh(office.app)

    assert [person.email for person in office.stores.people.all()] == [DANA]
