"""Mail as a reader opens it: narrow and wide, light and dark; pictures are kept."""

import re

import pytest

from shared.domain.letter import MailOrder
from shared.notify.rendering import render
from shared.workflow.letters import AUDIENCES
from tests.shared.notify.test_rendering import FACTS

from .look import WCAG

LONG = "Bartholomew-Featherstonehaugh Charitable Housing Trust of the Northern Counties"
# What Outlook on Windows, which draws with Word, does not know.
UNKNOWN_TO_WORD = re.compile(
    r"display:\s*(?:flex|grid)|position:|float:|background-image|background:\s*url|"
    r"border-radius|box-shadow|<div|<svg|<video|rem\b|\bcalc\(",
    re.IGNORECASE,
)


def html_of(template):
    facts = {**FACTS[template], **dict.fromkeys(("title", "contract", "task"), LONG)}
    if template == "digest":
        one = {"title": f"Decision call: {LONG}", "when": "due 2 December 2026"}
        items = [{**one, "value": "1,234,567.89 GBP a year"}] * 10
        facts |= {"items": items, "count": 10, "more": 7}
    order = MailOrder(template=template, recipient_id="5", facts=facts)
    return render(order, "RN7F3K2Q9A", recipient="Alex", writer="Sam Hale").html


@pytest.mark.parametrize("template", AUDIENCES)
def test_a_mail_reads_well_on_every_screen(chromium, look, template):
    page = chromium.new_page()
    page.set_content(html_of(template))

    wrong = look.at(page, f"mail-{template}", tags=WCAG)
    page.close()

    assert wrong == []


@pytest.mark.parametrize("template", AUDIENCES)
def test_a_mail_uses_only_what_word_can_draw(template):
    html = html_of(template)
    body = html[html.index("<body") :]

    assert UNKNOWN_TO_WORD.findall(body) == []
    tables = re.findall(r"<table[^>]*>", body)
    assert tables
    for attribute in ("cellpadding", "cellspacing", "border", "width", "role"):
        assert all(f"{attribute}=" in table for table in tables)
    assert 'bgcolor="#ffffff"' in tables[0]
    assert "class=" not in re.sub(r'class="(?:page|faint)"', "", body)
