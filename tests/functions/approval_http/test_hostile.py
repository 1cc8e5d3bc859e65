"""Pages show what people wrote in the other systems, and do nothing of it."""

from html import unescape
from html.parser import HTMLParser

import pytest

from tests.shared.hostile import HOSTILE, acts_on
from tests.shared.services import upstream

from .counter import ASK, ASKER, L1, LEAD, REQUESTER, Counter, text_of

# What a page of ours has no use for, and a text may want.
ACTING = {"script", "iframe", "img", "svg", "object", "embed", "style", "base", "b"}
ANCHORS = ("/api/", "#content", "#decide")


class Elements(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self):
        super().__init__()
        self.acting = []

    def handle_starttag(self, tag, attrs):
        if tag in ACTING:
            self.acting.append(tag)
        self.acting += [name for name, _ in attrs if name.startswith("on")]
        self.acting += [
            value
            for name, value in attrs
            if name in {"href", "src", "action"} and not value.startswith(ANCHORS)
        ]


def acting(page):
    reader = Elements()
    reader.feed(page)
    reader.close()
    return reader.acting


@pytest.fixture(params=range(len(HOSTILE)), ids=lambda n: HOSTILE[n][:12].encode())
def text(request):
    return HOSTILE[request.param]


@pytest.fixture
def counter(monkeypatch, text):
    row = upstream.bill(301, 12)
    row["lines"][0]["item_shortdescription"] = text
    made = Counter(
        monkeypatch,
        portfolio=upstream.tenant(
            clients=[upstream.client(12, name=text)],
            contracts=[upstream.contract(301, 12, ref=text)],
            bills=[row],
            tickets=[upstream.ticket(4001, 12, contract_id=301, summary=text)],
        ),
    )
    made.ask(reason=text[:400], give_back=text[:100])
    return made


def pages(counter):
    asker = counter.sign_in(ASKER, REQUESTER)
    _, approval = counter.opened(LEAD, L1)
    found = {
        "approval": approval,
        "intake": asker.get("/api/intake/301"),
        "new": asker.get("/api/concessions/new?contract=301"),
        "request": asker.get(f"/api/concessions/{counter.request().id}"),
        "refused": asker.post(
            "/api/concessions/new?contract=301", {**ASK, "reason": "<script>"}
        ),
    }
    return {name: text_of(page) for name, page in found.items()}


def test_no_page_acts_on_what_was_written(counter):
    for name, page in pages(counter).items():
        assert acting(page) == [], name
        assert acts_on(unescape(page)) == [], name


def test_the_tasks_of_approvers_hold_no_markup_but_our_own(counter):
    for task in counter.engine.tasks():
        reader = Elements()
        reader.feed(task["details_html"])
        assert reader.acting == []
