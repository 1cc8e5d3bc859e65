"""Joining customers to accounts: by id, by domain, by name, or by a person.

A guess that is wrong writes one customer's renewal into another's record. So what is
not clear stays open until a person settles it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from shared.domain.crm import Account, sort_key
from shared.domain.customer import Customer
from shared.domain.match import Candidate, Match, MatchStatus
from shared.domain.playbook import IdentityPolicy

_SHOWN = 5
_ALIKE = 60  # of 100: names below it are not worth showing
_FORMS = re.compile(
    r"\b(the|ltd|limited|plc|llp|llc|inc|incorporated|corp|corporation|company|co"
    r"|gmbh|ag|bv|nv|sa|sas|sarl|srl|pty|uk|group holdings)\b"
)
_ASIDE = re.compile(r"\([^)]*\)|[^a-z0-9]+")
# Everybody's mail: the same domain says nothing about the same company.
_FREE = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com"),
        *("yahoo.com", "icloud.com", "aol.com", "btinternet.com", "gmx.de"),
    }
)
_CERTAIN = Decimal(1)
_TENTHS = Decimal("0.0001")


class Index(NamedTuple):
    """The CRM's live accounts, ready to be looked up."""

    accounts: Mapping[str, Account]
    by_customer: Mapping[str, list[str]]
    by_domain: Mapping[str, list[str]]
    names: Mapping[str, str]
    survivors: Mapping[str, str]


def index_of(accounts: Iterable[Account]) -> Index:
    """Prepare the accounts; those that were merged away lead to their survivors."""
    live = {a.id: a for a in accounts if not a.gone}
    by_customer: dict[str, list[str]] = defaultdict(list)
    by_domain: dict[str, list[str]] = defaultdict(list)
    for key in sorted(live, key=sort_key):
        if live[key].customer_id:
            by_customer[live[key].customer_id].append(key)
        if domain := domain_of(live[key].domain):
            by_domain[domain].append(key)
    return Index(
        accounts=live,
        by_customer=by_customer,
        by_domain=by_domain,
        names={key: plain_name(account.name) for key, account in live.items()},
        survivors={
            lost: key for key, account in live.items() for lost in account.merged_ids
        },
    )


def plain_name(name: str) -> str:
    """Give a name without case, marks and legal form.

    >>> plain_name("The Castle Brewing Company, Ltd. (UK)")
    'castle brewing'
    """
    words = _ASIDE.sub(" ", name.casefold())
    plain = " ".join(_FORMS.sub(" ", words).split())
    return plain or " ".join(words.split())


def domain_of(address: str) -> str:
    """Give the domain of a web address, "" where it says nothing about a company.

    >>> domain_of("https://www.Acme.example/contact"), domain_of("gmail.com")
    ('acme.example', '')
    """
    text = address.strip().casefold()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    domain = host.removeprefix("www.")
    return "" if domain in _FREE or "." not in domain else domain


def matched(
    customer: Customer, old: Match | None, index: Index, policy: IdentityPolicy
) -> Match:
    """Give a customer's match as of today; what a person confirmed stays."""
    before = old or Match(customer_id=customer.id, status=MatchStatus.ABSENT)
    if before.status is MatchStatus.CONFIRMED:
        return _confirmed(before, index)
    named = [key for key in index.by_customer[customer.id] if key not in before.refused]
    if named:
        reason = f"account {', '.join(named)} names customer {customer.id}"
        return _settled(before, tuple(named), _CERTAIN, reason)
    found = candidates(customer, before, index)
    if not found:
        return _unsettled(before, MatchStatus.ABSENT, (), "no account is alike")
    best = found[0]
    if best.confidence < policy.threshold:
        return _unsettled(before, MatchStatus.OPEN, found, f"not sure: {best.reason}")
    if len(found) > 1 and best.confidence - found[1].confidence < policy.margin:
        reason = f"{best.name} and {found[1].name} are as likely"
        return _unsettled(before, MatchStatus.OPEN, found, reason)
    settled = _settled(before, (best.account_id,), best.confidence, best.reason)
    return settled.model_copy(update={"candidates": found})


def candidates(
    customer: Customer, before: Match, index: Index
) -> tuple[Candidate, ...]:
    """Rank the accounts that a customer may be, the likeliest first."""
    site, name = before.site or "", plain_name(customer.name)
    same_site = {*index.by_domain.get(site, ())} if site else set()
    alike = process.extract(
        name, index.names, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, limit=20
    )
    likeness = {key: Decimal(round(score)) / 100 for _, score, key in alike}
    for key in same_site - likeness.keys():
        score = fuzz.token_sort_ratio(name, index.names[key])
        likeness[key] = Decimal(round(score)) / 100
    ranked = [
        _candidate(index.accounts[key], likeness[key], site=site)
        for key in likeness
        if key not in before.refused and not _another(index.accounts[key], customer)
    ]
    ranked.sort(key=lambda one: (-one.confidence, sort_key(one.account_id)))
    return tuple(ranked[:_SHOWN])


def _another(account: Account, customer: Customer) -> bool:
    """Tell whether an account names another customer."""
    return account.customer_id not in {"", customer.id}


def _candidate(account: Account, likeness: Decimal, *, site: str) -> Candidate:
    """Weigh an account: its domain first, then how much the names are alike."""
    domain = domain_of(account.domain)
    percent = f"names alike {likeness:.0%}"
    if site and domain == site:
        sure = Decimal("0.85") + Decimal("0.15") * likeness
        reason = f"same domain {site}, {percent}"
    elif site and domain:
        sure = Decimal("0.70") * likeness
        reason = f"other domain ({domain}, not {site}), {percent}"
    else:
        sure = Decimal("0.92") * likeness
        reason = f"{percent}, no domain to compare"
    return Candidate(
        account_id=account.id,
        name=account.name,
        confidence=sure.quantize(_TENTHS),
        reason=reason,
    )


def without_shared_guesses(matches: Sequence[Match]) -> list[Match]:
    """Open the guesses that give one account to several customers.

    Where people said so, by id or by confirming it, an account may be several
    customers; each then names the others.
    """
    claims = Counter(key for m in matches if m.settled for key in m.account_ids)
    owners: dict[str, list[str]] = defaultdict(list)
    for match in matches:
        for key in match.account_ids if match.settled else ():
            owners[key].append(match.customer_id)
    return [_apart(match, claims, owners) for match in matches]


def _apart(
    match: Match, claims: Mapping[str, int], owners: Mapping[str, list[str]]
) -> Match:
    others = tuple(
        sorted(
            owner
            for key in match.account_ids
            if claims[key] > 1
            for owner in owners[key]
            if owner != match.customer_id
        )
    )
    guessed = match.status is MatchStatus.MATCHED and match.confidence < _CERTAIN
    if others and guessed:
        reason = f"it may be customer {', '.join(others)} as well"
        opened = _unsettled(match, MatchStatus.OPEN, match.candidates, reason)
        return opened.model_copy(update={"shared_with": others})
    return match.model_copy(update={"shared_with": others})


def _confirmed(match: Match, index: Index) -> Match:
    """Follow merges; a confirmed account that is gone has to be looked at again."""
    led = (index.survivors.get(key, key) for key in match.account_ids)
    there = tuple(dict.fromkeys(key for key in led if key in index.accounts))
    if there:
        return match.model_copy(update={"account_ids": there})
    gone = ", ".join(match.account_ids)
    return _unsettled(match, MatchStatus.OPEN, (), f"account {gone} is gone")


def _settled(
    match: Match, account_ids: tuple[str, ...], confidence: Decimal, reason: str
) -> Match:
    return match.model_copy(
        update={
            "status": MatchStatus.MATCHED,
            "account_ids": account_ids,
            "confidence": confidence,
            "reason": reason,
            "candidates": (),
            "decided_by": "",
        }
    )


def _unsettled(
    match: Match, status: MatchStatus, found: tuple[Candidate, ...], reason: str
) -> Match:
    best = found[0].confidence if found else Decimal(0)
    return match.model_copy(
        update={
            "status": status,
            "account_ids": (),
            "confidence": best,
            "reason": reason,
            "candidates": found,
            "decided_by": "",
        }
    )
