"""Whether a POST comes from one of our own pages, as the browser tells it."""

from urllib.parse import urlsplit

_USUAL_PORT = {"https": ":443", "http": ":80"}


def is_same_origin(address: str, *, origin: str | None, fetch_site: str | None) -> bool:
    """Judge the headers `Origin` and `Sec-Fetch-Site`; `address` is that of this site.

    Whatever a header says against it counts. Our pages ask for no referrer, and a
    browser then sends the origin as `null`: that is taken from a browser which vouches
    for it with `same-origin`. A browser that sends neither header is an old one, and
    the form's token alone has to tell.
    """
    own = _origin(address)
    if fetch_site is None:
        return origin is None or origin == own
    return fetch_site == "same-origin" and origin in (None, "null", own)


def _origin(address: str) -> str:
    """Write an address's origin as browsers do: lower case, without the usual port."""
    parts = urlsplit(address.lower())
    host = parts.netloc.removesuffix(_USUAL_PORT.get(parts.scheme, ""))
    return f"{parts.scheme}://{host}"
