"""The demo's result as a page of text."""

from collections import Counter
from collections.abc import Callable

from sandbox.demo import (
    book_sections,
    data_sections,
    mail_sections,
    request_section,
    sales_sections,
)
from sandbox.demo.layout import ends, heading, paragraph
from sandbox.demo.result import Result
from sandbox.demo.uplift_section import uplift
from sandbox.demo.verdict import verdict
from sandbox.demo.wording import counted, day, listed, money

_SERVE = "To open it in a browser: python -m sandbox serve (with the same folder)."


def report(result: Result) -> str:
    """Write the whole page."""
    lines = _opening(result)
    for section in _SECTIONS:
        lines += section(result)
    lines += [*heading("In short"), *verdict(result)]
    lines += request_section.waiting(result.requests)
    if result.requests.waiting:
        lines += ["", *paragraph(_SERVE)]
    return "\n".join([*lines, ""])


def _opening(result: Result) -> list[str]:
    portrait = result.portrait
    text = (
        f"A made-up MSP with {counted(portrait.customers, 'customer')} and "
        f"{counted(portrait.contracts, 'contract')} in force, worth "
        f"{money(portrait.arr, portrait.currency)} a year. HaloPSA and HubSpot are "
        f"stand-ins on this machine (seed {result.seed}, data of {day(result.as_of)})."
    )
    title = ends("RENEWAL ENGINE DEMO", day(result.today))
    return ["", *title, *paragraph(text, indent=0)]


def _usage(result: Result) -> list[str]:
    usage, posts = result.usage, result.change.posts
    requests, stored = usage.halopsa_requests, usage.storage_transactions
    reads = sum(n for name, n in requests.items() if name.startswith("GET"))
    services: Counter[str] = Counter()
    for name, count in stored.items():
        services[name.partition(".")[0]] += count
    kinds = listed(f"{count:,} of {name}" for name, count in services.most_common())
    asked, peak = counted(sum(requests.values()), "request"), usage.peak_memory_mb
    sold = counted(sum(usage.hubspot_requests.values()), "request")
    lines = (
        f"HaloPSA: {asked}, of which {reads:,} read and {posts:,} wrote.",
        f"HubSpot: {sold}, of which {result.change.crm_writes:,} wrote.",
        f"Gmail: {counted(usage.gmail_requests, 'request')}.",
        f"Storage: {counted(sum(stored.values()), 'transaction')}, {kinds}.",
        f"Time: {usage.seconds:.0f} s. Engine's memory: {peak} MB at most.",
    )
    told = [line for text in lines for line in paragraph(text)]
    return [*heading("What it took"), *told]


_SECTIONS: tuple[Callable[[Result], list[str]], ...] = (
    data_sections.synced,
    data_sections.rejected,
    data_sections.problems,
    book_sections.bands,
    book_sections.attention,
    mail_sections.section,
    uplift,
    book_sections.stages,
    book_sections.tasks,
    sales_sections.sales,
    _usage,
)
