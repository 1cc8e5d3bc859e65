"""Ways to group short texts: the engine's own, and the baselines to beat."""

from collections.abc import Callable, Mapping, Sequence

from sklearn.cluster import KMeans  # type: ignore[import-untyped]  # ships no types
from sklearn.decomposition import (  # type: ignore[import-untyped]
    NMF,
    TruncatedSVD,
)
from sklearn.feature_extraction.text import (  # type: ignore[import-untyped]
    TfidfVectorizer,
)
from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]
from sklearn.preprocessing import Normalizer  # type: ignore[import-untyped]

from shared.uplift.themes.assigning import assign
from shared.uplift.themes.fitting import fit
from shared.uplift.themes.sentence_encoder import SentenceEncoder
from shared.uplift.themes.ticket import ThemeTicket

OURS = "themes"
FOUND = "themes, number found"

Method = Callable[[Sequence[str], int | None], list[str]]
_CUSTOMERS = 40
_DIMENSIONS = 100
_STARTS = 3
_ROUNDS = 100


def to_tickets(texts: Sequence[str]) -> list[ThemeTicket]:
    """Make tickets of texts, spread over made-up customers."""
    return [
        ThemeTicket(str(number), f"customer {number % _CUSTOMERS}", text)
        for number, text in enumerate(texts)
    ]


def themes(texts: Sequence[str], count: int | None) -> list[str]:
    """Group by the engine's themes; the rest is a group of its own."""
    encode, tickets = SentenceEncoder(), to_tickets(texts)
    model = fit(tickets, encode, themes=count)
    return [str(one) for one in assign(model, tickets, encode)]


def tfidf_kmeans(texts: Sequence[str], count: int | None) -> list[str]:
    """Group TF-IDF rows by k-means."""
    rows = _tfidf().fit_transform(texts)
    return [str(one) for one in _kmeans(count).fit_predict(rows)]


def lsa_kmeans(texts: Sequence[str], count: int | None) -> list[str]:
    """Group TF-IDF rows by k-means after a singular value decomposition."""
    rows = _tfidf().fit_transform(texts)
    svd = TruncatedSVD(min(_DIMENSIONS, rows.shape[1] - 1), random_state=0)
    rows = make_pipeline(svd, Normalizer(copy=False)).fit_transform(rows)
    return [str(one) for one in _kmeans(count).fit_predict(rows)]


def nmf(texts: Sequence[str], count: int | None) -> list[str]:
    """Group by each row's largest factor."""
    rows = _tfidf().fit_transform(texts)
    model = NMF(count, init="nndsvd", max_iter=_ROUNDS, tol=0, random_state=0)
    return [str(one) for one in model.fit_transform(rows).argmax(axis=1)]


METHODS: Mapping[str, Method] = {
    "TF-IDF + k-means": tfidf_kmeans,
    "TF-IDF + LSA + k-means": lsa_kmeans,
    "TF-IDF + NMF": nmf,
    OURS: themes,
    FOUND: themes,
}


def _tfidf() -> TfidfVectorizer:
    return TfidfVectorizer(
        stop_words="english", min_df=3, max_df=0.2, sublinear_tf=True
    )


def _kmeans(count: int | None) -> KMeans:
    return KMeans(count, n_init=_STARTS, random_state=0)
