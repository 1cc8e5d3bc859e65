"""Fits themes to a book's tickets; a refit keeps the ids of what it finds again."""

from collections.abc import Collection, Sequence
from hashlib import sha256

import numpy as np

from shared.domain.theme import Theme, ThemeModel
from shared.uplift.themes.assigning import centres_of, claimed
from shared.uplift.themes.choice import Past, continued, fresh
from shared.uplift.themes.clusters import Clusters, nearest, separation
from shared.uplift.themes.matching import same
from shared.uplift.themes.naming import named
from shared.uplift.themes.reach import claims, reaches
from shared.uplift.themes.sampling import Use, sample
from shared.uplift.themes.ticket import ThemeTicket
from shared.uplift.themes.vectors import Encoder, Vectors, packed, unpacked

LEAST_TEXTS = 20  # different wordings, below which nothing recurs that could be told
_EXAMPLES = 5


def fit(
    tickets: Collection[ThemeTicket],
    encode: Encoder,
    *,
    previous: ThemeModel | None = None,
    themes: int | None = None,
) -> ThemeModel:
    """Find the themes of a whole book; `themes` fixes their number.

    The same tickets give the same model, in whatever order they come. With fewer than
    20 different wordings the previous model stays, or there are no themes.
    """
    uses = sample(tickets)
    before = previous or _sealed(ThemeModel(version="", encoder=encode.name))
    if len(uses) < max(LEAST_TEXTS, themes or 0):
        return before
    vectors = encode(list(uses))
    comparable = before.encoder == encode.name
    old = claimed(before, list(uses), encode) if comparable else [None] * len(uses)
    if any(old):
        unclaimed = np.array([one is None for one in old])
        past = Past(centres_of(before), unclaimed, before.unclaimed_rate)
        centres = continued(vectors, past, themes).centres
    else:
        centres = fresh(vectors, themes).centres
    return _sealed(
        _model(uses, vectors, centres, _Identities(before, old, encode.name))
    )


class _Identities:
    """The model before: which ids and names stay, and which number is next."""

    def __init__(
        self, model: ThemeModel, claimed: Sequence[str | None], encoder: str
    ) -> None:
        self.encoder = encoder
        self._claimed = claimed
        self._names = {theme.id: theme.name for theme in model.themes}
        self.last_number = model.last_number

    def ids(self, members: Sequence[Sequence[int]]) -> list[str]:
        """Give each new theme its old id, or the next free number."""
        new: list[int | None] = [None] * len(self._claimed)
        for theme, places in enumerate(members):
            for place in places:
                new[place] = theme
        kept = same(self._claimed, new)
        return [kept.get(theme) or self._next() for theme in range(len(members))]

    def name(self, theme_id: str, found: str) -> str:
        """Give the name that people know, if there is one."""
        return self._names.get(theme_id) or found or theme_id.replace("-", " ").title()

    def _next(self) -> str:
        self.last_number += 1
        return f"theme-{self.last_number}"


def _model(
    uses: dict[str, Use], vectors: Vectors, centres: Vectors, identities: _Identities
) -> ThemeModel:
    centres = unpacked([packed(centre) for centre in centres])  # as they will be read
    reach = reaches(vectors, Clusters(nearest(vectors, centres), centres))
    members = _members(vectors, centres, reach)
    themes = _themes(uses, members, identities)
    return ThemeModel(
        version="",
        encoder=identities.encoder,
        themes=tuple(
            theme.model_copy(update={"reach": least, "centre": packed(centre)})
            for theme, least, centre in zip(themes, reach, centres, strict=True)
        ),
        last_number=identities.last_number,
        texts=len(uses),
        separation=round(separation(vectors, centres)[0], 4),
        unclaimed_rate=round(1 - sum(map(len, members)) / len(uses), 4),
    )


def _members(
    vectors: Vectors, centres: Vectors, reach: Sequence[float]
) -> list[list[int]]:
    """Give the places of each theme's wordings, the most central first."""
    labels, within = claims(vectors, centres, np.array(reach))
    found = []
    for number, centre in enumerate(centres):
        places = np.flatnonzero(within & (labels == number))
        central = np.argsort(-(vectors[places] @ centre), kind="stable")
        found.append(places[central].tolist())
    return found


def _themes(
    uses: dict[str, Use], members: Sequence[Sequence[int]], identities: _Identities
) -> list[Theme]:
    examples = [use.example for use in uses.values()]
    return [
        Theme(
            id=theme_id,
            name=identities.name(theme_id, found.name),
            terms=found.terms,
            examples=tuple(examples[place] for place in places[:_EXAMPLES]),
            texts=len(places),
            reach=0.0,
            centre="",
        )
        for theme_id, places, found in zip(
            identities.ids(members),
            members,
            named(list(uses.values()), members),
            strict=True,
        )
    ]


def _sealed(model: ThemeModel) -> ThemeModel:
    """Give the model the hash of its content as its version."""
    content = model.model_dump_json(exclude={"version"})
    return model.model_copy(
        update={"version": f"themes-{sha256(content.encode()).hexdigest()[:12]}"}
    )
