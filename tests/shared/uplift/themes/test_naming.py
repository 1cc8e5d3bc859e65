import re

import pytest

from shared.uplift.themes.naming import LONGEST, named
from shared.uplift.themes.sampling import Use
from tests.shared.hostile import HOSTILE, acts_on

PLAIN = re.compile(r"[^\W\d_][\w ,'’-]*")  # noqa: RUF001  # as typed


def use(summary, *, customers=("a", "b"), tickets=3):
    return Use(example="1", summary=summary, tickets=tickets, customers=set(customers))


def named_one(*summaries, others=("Wifi drops", "Slow laptop"), **options):
    uses = [use(one, **options) for one in summaries]
    return named(uses + [use(other) for other in others], [range(len(uses))])[0]


def test_a_theme_is_named_by_the_words_that_tell_it_from_the_others():
    name, terms = named_one("Password reset for payroll", "Please do a password reset")

    assert name == "Password reset"
    assert set(terms) == {"password", "reset", "payroll"}


def test_words_are_written_as_customers_write_them():
    assert named_one("VPN drops", "VPN slow", others=("drops", "slow")).name == "VPN"


@pytest.mark.parametrize(
    "options", [{"customers": ("a",), "tickets": 9}, {"tickets": 1}]
)
def test_words_of_one_customer_or_of_few_tickets_never_show(options):
    name, terms = named_one("Project Bluebird merger", **options)

    assert (name, terms) == ("", ())


def test_two_themes_of_one_word_are_told_apart_by_a_second():
    uses = [use("Card lost"), use("Card lost"), use("Card payment"), use("Wifi")]
    cards = [[0, 1], [2]]

    assert [name for name, _ in named([*uses, use("Card")], cards)] == [
        "Card lost",
        "Card payment",
    ]


def test_two_forms_of_a_word_are_not_both_said():
    name, _ = named_one("Deposit missing", "Deposited twice", "Deposit deposited")

    assert not {"Deposit, deposited", "Deposited, deposit"} & {name}


def test_people_are_not_named():
    assert (
        named_one("Laptop for Emma", "Emma laptop", others=("Wifi",)).name == "Laptop"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "=HYPERLINK(http://evil)",
        "+cmd|' /C calc'!A0",
        "@SUM(A1:A9)",
        "-2+3+cmd",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "{{ 7*7 }} ${jndi:ldap://x}",
        "www.evil.com/login evil.example",
        "tab\tnew\nline\x00null \u202eoverride",
        "word " * 500,
        "unbroken" * 500,
        "'; DROP TABLE tickets; --",
    ],
)
def test_a_name_is_plain_short_text_whatever_the_tickets_say(hostile):
    name, terms = named_one(hostile, hostile)

    assert len(name) <= LONGEST
    assert not name or PLAIN.fullmatch(name)
    assert all(PLAIN.fullmatch(term) for term in terms)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_tickets_say_a_name_is_plain_words(text):
    name, terms = named_one(f"{text} printer", f"toner {text}", text)

    for told in (name, *terms):
        assert acts_on(told) == []
        assert len(told) <= LONGEST
        assert PLAIN.fullmatch(told) or not told
