"""Assigns tickets to the themes of a model: one product with the centres a batch."""

from collections.abc import Iterable
from itertools import islice

import numpy as np

from shared.domain.errors import InvalidInput
from shared.domain.theme import ThemeModel
from shared.uplift.themes.reach import claims
from shared.uplift.themes.ticket import ThemeTicket, wording
from shared.uplift.themes.vectors import Encoder, Vectors, unpacked

_BATCH = 4_096  # tickets; 8 MB of vectors


def assign(
    model: ThemeModel, tickets: Iterable[ThemeTicket], encode: Encoder
) -> list[str | None]:
    """Give each ticket's theme id, None for the rest that belongs to no theme."""
    found: list[str | None] = []
    waiting = iter(tickets)
    while batch := list(islice(waiting, _BATCH)):
        texts = [wording(ticket) for ticket in batch]
        known = sorted(set(texts) - {""})
        ids = dict(zip(known, claimed(model, known, encode), strict=True))
        found += [ids.get(text) for text in texts]
    return found


def claimed(model: ThemeModel, texts: list[str], encode: Encoder) -> list[str | None]:
    """Give each wording's theme id; raises InvalidInput for another encoder's model."""
    if not texts or not model.themes:
        return [None] * len(texts)
    if model.encoder != encode.name:
        raise InvalidInput(
            f"theme model {model.version} was made with {model.encoder}, "
            f"not with {encode.name}: refit it"
        )
    centres, reach = centres_of(model), [theme.reach for theme in model.themes]
    labels, within = claims(encode(texts), centres, np.array(reach))
    return [
        model.themes[label].id if inside else None
        for label, inside in zip(labels, within, strict=True)
    ]


def centres_of(model: ThemeModel) -> Vectors:
    """Give the centres of a model's themes, one row each."""
    return unpacked(theme.centre for theme in model.themes)
