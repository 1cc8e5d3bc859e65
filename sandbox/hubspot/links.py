"""Associations: type ids with a direction, labels, and the one primary company."""

from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus

from sandbox.hubspot.kinds import KINDS
from sandbox.hubspot.refusals import problem
from sandbox.rows import Row

DEFINED, LABELLED = "HUBSPOT_DEFINED", "USER_DEFINED"
Type = tuple[str, int]
# from, to, type id of that direction, type id of the other, label
_PAIRS: tuple[tuple[str, str, int, int, str], ...] = (
    ("deals", "companies", 341, 342, ""),
    ("deals", "companies", 5, 6, "Primary"),
    ("deals", "contacts", 3, 4, ""),
    ("deals", "deals", 451, 451, ""),
    ("contacts", "companies", 279, 280, ""),
    ("contacts", "companies", 1, 2, "Primary"),
    ("companies", "companies", 13, 14, "Child Company"),
    ("tasks", "companies", 192, 191, ""),
    ("tasks", "deals", 216, 215, ""),
    ("tasks", "contacts", 204, 203, ""),
    ("notes", "companies", 190, 189, ""),
    ("notes", "deals", 214, 213, ""),
    ("notes", "contacts", 202, 201, ""),
)
# Labels that the people of a portal made, contact → company.
LABELS = {
    "Decision maker": 501,
    "Champion": 503,
    "Technical contact": 505,
    "Influencer": 507,
    "Blocker": 509,
}
_CUSTOM = tuple(
    ("contacts", "companies", number, number + 1, label)
    for label, number in LABELS.items()
)
PRIMARY = frozenset({(DEFINED, 5), (DEFINED, 1)})
_ONLY_COMPANY = {("deals", "companies"): 5, ("contacts", "companies"): 1}


def _directions() -> dict[tuple[str, str], dict[Type, tuple[Type, str]]]:
    found: dict[tuple[str, str], dict[Type, tuple[Type, str]]] = defaultdict(dict)
    for pairs, category in ((_PAIRS, DEFINED), (_CUSTOM, LABELLED)):
        for one, other, there, back, label in pairs:
            found[one, other][category, there] = ((category, back), label)
            found[other, one][category, back] = ((category, there), label)
    return found


TYPES = _directions()


class Links:
    """Who is associated with whom, seen from both ends."""

    def __init__(self) -> None:
        self._to: dict[tuple[str, str, str], dict[str, set[Type]]] = defaultdict(dict)

    def of(self, one: str, ident: str, other: str) -> dict[str, set[Type]]:
        """Return the types by target id, in the order they were made."""
        return self._to.get((one, ident, other), {})

    def rows(self) -> list[list[str | int]]:
        """Return every tie from each end: kind, id, kind, id, category, number."""
        return [
            [*place, to_id, *given]
            for place, linked in self._to.items()
            for to_id, types in linked.items()
            for given in sorted(types)
        ]

    def put(self, place: tuple[str, str, str], to_id: str, given: Type) -> None:
        """Put one end of a tie back."""
        self._to[place].setdefault(to_id, set()).add(given)

    def add(
        self, ends: tuple[str, str], from_id: str, to_id: str, types: Iterable[Type]
    ) -> None:
        """Associate two records; types of the wrong direction are refused."""
        one, other = ends
        for given in types:
            if given not in TYPES[ends]:
                raise _wrong_direction(ends, given)
            if given in PRIMARY:
                self._demote(ends, from_id, given)
            self._to[one, from_id, other].setdefault(to_id, set()).add(given)
            back, _ = TYPES[ends][given]
            self._to[other, to_id, one].setdefault(from_id, set()).add(back)

    def add_default(self, ends: tuple[str, str], from_id: str, to_id: str) -> None:
        """Associate without a label; the only company becomes the primary one."""
        plain = next((t for t, (_, label) in TYPES[ends].items() if not label), None)
        if plain is None:
            raise _wrong_direction(ends, ("", 0))
        types = [plain]
        only = _ONLY_COMPANY.get(ends)
        others = set(self.of(ends[0], from_id, ends[1])) - {to_id}
        if only and not others:
            types.append((DEFINED, only))
        self.add(ends, from_id, to_id, types)

    def remove(self, ends: tuple[str, str], from_id: str, to_id: str) -> None:
        self._to[ends[0], from_id, ends[1]].pop(to_id, None)
        self._to[ends[1], to_id, ends[0]].pop(from_id, None)

    def move(self, kind: str, loser: str, survivor: str) -> None:
        """Hand a merged record's associations to the survivor."""
        for other in KINDS:
            for to_id, types in list(self.of(kind, loser, other).items()):
                self.remove((kind, other), loser, to_id)
                kept = [t for t in types if t not in PRIMARY] or list(types)
                self.add((kind, other), survivor, to_id, kept)

    def _demote(self, ends: tuple[str, str], from_id: str, primary: Type) -> None:
        one, other = ends
        back, _ = TYPES[ends][primary]
        for to_id, types in self.of(one, from_id, other).items():
            types.discard(primary)
            self.of(other, to_id, one)[from_id].discard(back)


def told(ends: tuple[str, str], types: set[Type]) -> list[Row]:
    """Return types as the associations API shows them."""
    return [
        {"category": category, "typeId": number, "label": TYPES[ends][t][1] or None}
        for t in sorted(types)
        for category, number in [t]
    ]


def inline_name(ends: tuple[str, str], given: Type) -> str:
    """Return the type's name as a list with inline associations writes it."""
    one, other = (KINDS[name].singular for name in ends)
    label = TYPES[ends][given][1]
    if given in PRIMARY:
        return f"{one}_to_{other}"
    if given[0] == LABELLED:
        return label.lower().replace(" ", "_")
    return f"{one}_to_{other}_unlabeled"


def _wrong_direction(ends: tuple[str, str], given: Type) -> Exception:
    one, other = (KINDS[name].type_id for name in ends)
    return problem(
        HTTPStatus.BAD_REQUEST,
        f"invalid from object type {one} for association type {given[1]}, "
        f"expected: {other}",
        category="VALIDATION_ERROR",
    )
