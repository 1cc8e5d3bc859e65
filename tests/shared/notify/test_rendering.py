"""Templates: two forms each, everything escaped, nothing of ours to customers."""

import re
from typing import Any

import pytest
from jinja2 import meta

from shared.domain.errors import InvalidInput
from shared.domain.letter import Audience, MailOrder
from shared.notify.rendering import FOLDER, environment, render
from shared.workflow.letters import AUDIENCES

NASTY = '<script>alert("x")</script>{{ 7*7 }}\r\nBcc: all@elm.example'
LETTER = {
    "greeting": "Dana",
    "contract": "Managed Services",
    "decision_date": "2 December 2026",
    "term_end": "31 March 2027",
}
FACTS: dict[str, dict[str, Any]] = {
    "task_escalated": {"task": "Call", "contract": "Elm", "due": "2 December 2026"},
    "approval_request": {
        "title": "10% off",
        "asked_by": "Sam",
        "until": "2 December 2026",
        "lines": ["Elm Hotels"],
        "link": "https://engine.example/approve/1",
    },
    "digest": {
        "items": [{"title": "Call", "when": "due today", "value": "1 GBP"}],
        "count": 1,
        "more": 2,
    },
    "checkpoint_invitation": LETTER,
    "proposal_cover": LETTER,
    "reminder_letter": LETTER,
}
OF_A_CUSTOMER = [name for name, one in AUDIENCES.items() if one is Audience.CUSTOMER]


def rendered(template, **over):
    facts = {**FACTS[template], **over}
    order = MailOrder(template=template, recipient_id="5", facts=facts)
    return render(order, "RN7F3K2Q9A", recipient="Alex", writer="Sam Hale")


@pytest.mark.parametrize("template", AUDIENCES)
def test_each_mail_has_a_subject_a_text_and_html_with_its_token(template):
    mail = rendered(template)

    assert mail.subject
    assert "RN7F3K2Q9A" in mail.text
    assert "RN7F3K2Q9A" in mail.html
    assert "\n" not in mail.subject
    assert max(map(len, mail.text.splitlines())) < 200


@pytest.mark.parametrize("template", AUDIENCES)
def test_html_is_readable_in_dark_mode_and_in_outlook(template):
    html = rendered(template).html

    assert 'name="color-scheme" content="light dark"' in html
    assert "prefers-color-scheme: dark" in html
    assert "<!--[if mso]>" in html
    assert 'role="presentation"' in html
    assert not re.search(r"<img|<script|https?://(?!engine)", html)


def strings(facts):
    return [name for name, value in facts.items() if isinstance(value, str)]


@pytest.mark.parametrize(
    ("template", "name"),
    [(name, fact) for name, facts in FACTS.items() for fact in strings(facts)],
)
def test_what_comes_from_outside_is_text_and_stays_text(template, name):
    mail = rendered(template, **{name: NASTY})

    assert "<script>" not in mail.html
    assert "49" not in mail.text.replace(NASTY, "")
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject


@pytest.mark.parametrize("template", FACTS)
def test_a_fact_that_is_missing_is_an_error(template):
    order = MailOrder(template=template, recipient_id="5", facts={})

    with pytest.raises(InvalidInput, match=template):
        render(order, "RN7F3K2Q9A", recipient="Alex", writer="Sam")


@pytest.mark.parametrize("template", OF_A_CUSTOMER)
@pytest.mark.parametrize("form", ["txt", "html"])
def test_a_letter_knows_nothing_of_scores_money_or_our_work(template, form):
    name = f"{template}.{form}.j2"
    source = (FOLDER / name).read_text()
    names = meta.find_undeclared_variables(environment().parse(source))

    assert names <= {*LETTER, "writer", "token"}


def test_every_template_file_has_its_place_in_the_list():
    files = {path.name.partition(".")[0] for path in FOLDER.glob("*.j2")} - {"page"}

    assert files == set(AUDIENCES) == set(FACTS)


def test_no_template_marks_anything_as_safe():
    texts = [path.read_text() for path in FOLDER.glob("*.j2")]

    assert not any("|safe" in text.replace(" ", "") for text in texts)


def test_the_hash_is_of_exactly_content_and_recipients():
    one = rendered("proposal_cover")

    assert one.hash_for(("a",)) == rendered("proposal_cover").hash_for(("a",))
    assert one.hash_for(("a",)) != one.hash_for(("b",))
    other = rendered("proposal_cover", greeting="Pat")
    assert one.hash_for(("a",)) != other.hash_for(("a",))
