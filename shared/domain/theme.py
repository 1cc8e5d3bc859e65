"""Recurring themes: what a customer's tickets are about, as a versioned model."""

from shared.domain.model import Model


class Theme(Model):
    """One recurring theme; its `id` stays when tickets are added.

    `name` is plain text. `terms` tell the theme from the others. `name` and `terms` use
    words of at least three tickets of two customers, so that nothing private shows.
    `examples` are the ids of the most central tickets. `centre` is a packed vector of
    unit length; a ticket belongs here when its similarity to it is at least `reach`.
    `texts` counts the different wordings that the theme was fitted to.
    """

    id: str
    name: str
    terms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    texts: int
    reach: float
    centre: str


class ThemeModel(Model):
    """The themes of a whole book, as one document.

    `version` is a hash of the content. `encoder` names what made the vectors.
    `last_number` is the highest theme number ever given, so that none is given twice.
    `separation` is the mean simplified silhouette (0 none, 1 perfect), `unclaimed_rate`
    the share of the fitted wordings that belong to no theme.
    """

    version: str
    encoder: str
    themes: tuple[Theme, ...] = ()
    last_number: int = 0
    texts: int = 0
    separation: float = 0.0
    unclaimed_rate: float = 0.0
