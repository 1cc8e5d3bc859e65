"""Reading a request for a concession from the texts of a form, an API or a ticket."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from shared.domain.concession import ConcessionAsk, ConcessionKind, ReasonCode
from shared.domain.errors import InvalidInput
from shared.domain.money import exponent

T = TypeVar("T", int, date, datetime, str)
E = TypeVar("E", bound=StrEnum)

_NUMBER = re.compile(r"\d{1,12}(?:\.(\d{1,4}))?", re.ASCII)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)
_SHORT, _LONG = 200, 2000
_MOST_MONTHS, _MOST_DAYS = 120, 365
_HUNDREDTHS = 100

# What each kind is made of: at least one of the first, and what may come with it.
_OF_KIND: dict[ConcessionKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ConcessionKind.DISCOUNT: (("discount_percent",), ("discount_months",)),
    ConcessionKind.PRICE_FREEZE: ((), ("discount_months",)),
    ConcessionKind.CREDIT: (("credit", "free_months"), ()),
    ConcessionKind.ADDED_SCOPE: (("added_value",), ("added_hours", "added_licences")),
    ConcessionKind.TERM_CHANGE: ((), ()),
    ConcessionKind.PAYMENT_TERMS: (("payment_days",), ()),
    ConcessionKind.OTHER: (("other_cost",), ()),
}
_DESCRIBED = {ConcessionKind.ADDED_SCOPE, ConcessionKind.OTHER}
_PARTS = (
    *("discount_percent", "discount_months", "credit", "free_months"),
    *("added_value", "added_hours", "added_licences", "payment_days", "other_cost"),
)
FIELDS = (
    *("kind", "effective_date", "term_months", *_PARTS, "description"),
    *("reason_code", "reason", "give_back", "give_back_value", "expires_on"),
)


class InvalidFields(InvalidInput):
    """What is wrong with the fields of a request, by their names."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        told = "; ".join(f"{name}: {text}" for name, text in problems.items())
        super().__init__(f"concession request: {told}")
        self.problems = dict(problems)


def read(texts: Mapping[str, str], currency: str) -> ConcessionAsk:
    """Read a request; InvalidFields tells all that is wrong with it at once.

    Percentages have at most two decimals and amounts those of the currency, so that
    nothing is rounded: what is approved is what was typed in.
    """
    fields = _Fields(texts, currency)
    kind = fields.choice("kind", ConcessionKind)
    fields.check_parts(kind)
    ask = {
        "kind": kind,
        "effective_date": fields.date("effective_date"),
        "term_months": fields.count("term_months", _MOST_MONTHS, least=1),
        "discount_bps": fields.basis_points("discount_percent"),
        "discount_months": fields.count("discount_months", _MOST_MONTHS),
        "credit_minor": fields.amount("credit"),
        "free_months": fields.count("free_months", _MOST_MONTHS),
        "added_value_minor": fields.amount("added_value"),
        "added_minutes": fields.minutes("added_hours"),
        "added_licence_minor": fields.amount("added_licences"),
        "payment_days": fields.count("payment_days", _MOST_DAYS),
        "other_cost_minor": fields.amount("other_cost"),
        "description": fields.text("description", _LONG, needed=kind in _DESCRIBED),
        "reason_code": fields.choice("reason_code", ReasonCode),
        "reason": fields.text("reason", _LONG, needed=True),
        "give_back": fields.text("give_back", _SHORT, needed=True),
        "give_back_minor": fields.amount("give_back_value", needed=True),
        "expires_at": fields.end_of("expires_on"),
    }
    fields.finish()
    return ConcessionAsk.model_validate(ask)


class _Fields:
    """Reads one field after another and gathers what is wrong."""

    def __init__(self, texts: Mapping[str, str], currency: str) -> None:
        self._texts = {name: plain(text) for name, text in texts.items()}
        self._decimals = exponent(currency)
        self._problems = {
            name: "is not a field of a request" for name in texts if name not in FIELDS
        }

    def finish(self) -> None:
        if self._problems:
            raise InvalidFields(self._problems)

    def check_parts(self, kind: ConcessionKind | None) -> None:
        """Tell which parts a kind lacks, and which don't belong to it."""
        if kind is None:
            return
        needed, others = _OF_KIND[kind]
        given = [name for name in _PARTS if self._texts.get(name, "").strip("0.")]
        for name in given:
            if name not in (*needed, *others):
                self._wrong(name, f"does not belong to the kind {kind.value}")
        if needed and not any(name in needed for name in given):
            self._wrong(needed[0], f"is needed for the kind {kind.value}")

    def choice(self, name: str, options: type[E]) -> E | None:
        text = self._texts.get(name, "")
        if text in set(options):
            return options(text)
        self._wrong(name, f"must be one of {', '.join(options)}")
        return None

    def text(self, name: str, most: int, *, needed: bool) -> str:
        text = self._texts.get(name, "")
        if needed and not text:
            self._wrong(name, "is needed")
        if len(text) > most:
            self._wrong(name, f"is longer than {most} characters")
        return text

    def date(self, name: str) -> date | None:
        text = self._texts.get(name, "")
        return self._read(name, text, date.fromisoformat, "must be like 2027-03-31")

    def end_of(self, name: str) -> datetime | None:
        day = self.date(name)
        return datetime.combine(day, time(23, 59, 59), UTC) if day else None

    def count(self, name: str, most: int, *, least: int = 0) -> int | None:
        text = self._texts.get(name, "") or str(min(least, 0))
        good = _WHOLE.fullmatch(text) and least <= int(text) <= most
        if not good:
            self._wrong(name, f"must be a whole number from {least} to {most}")
        return int(text) if good else None

    def amount(self, name: str, *, needed: bool = False) -> int | None:
        return self._scaled(name, self._decimals, needed=needed)

    def basis_points(self, name: str) -> int | None:
        found = self._scaled(name, 2)
        if found is not None and found > _HUNDREDTHS * _HUNDREDTHS:
            self._wrong(name, "is more than 100")
        return found

    def minutes(self, name: str) -> int | None:
        hundredths = self._scaled(name, 2)
        if hundredths is None:
            return None
        minutes, rest = divmod(hundredths * 60, _HUNDREDTHS)
        if rest:
            self._wrong(name, "must come to whole minutes")
        return minutes

    def _scaled(self, name: str, decimals: int, *, needed: bool = False) -> int | None:
        """Read a number with so many decimals as a whole number of its last one."""
        text = self._texts.get(name, "")
        if not text and not needed:
            return 0
        found = _NUMBER.fullmatch(text)
        if found is None or len(found[1] or "") > decimals:
            self._wrong(
                name, f"must be a number, 0 or more, with {decimals} decimals at most"
            )
            return None
        return int(Decimal(text).scaleb(decimals))

    def _read(
        self, name: str, text: str, read: Callable[[str], T], rule: str
    ) -> T | None:
        try:
            return read(text)
        except ValueError:
            self._wrong(name, rule if text else "is needed")
            return None

    def _wrong(self, name: str, problem: str) -> None:
        self._problems.setdefault(name, problem)


def plain(text: str) -> str:
    """Compose characters and drop those that can't be seen or drawn."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(c if _drawn(c) else " " for c in composed)
    return kept.strip()


def _drawn(character: str) -> bool:
    kind = unicodedata.category(character)
    return character in "\n\t" or not (kind[0] == "C" or kind in {"Zl", "Zp"})
