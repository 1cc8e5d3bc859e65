"""A JSON object from outside, read strictly: no duplicate names, no floats, bounded."""

import json
from collections.abc import Sequence

import azure.functions as func

from shared.domain.errors import InvalidInput

_MOST_BYTES = 64 * 1024
_MOST_NAMES = 60


def texts_of(req: func.HttpRequest) -> dict[str, str]:
    """Read a flat JSON object whose values are texts or numbers, as texts.

    Numbers keep the digits that were sent, so that no amount becomes a float. Raises
    InvalidInput for everything else.
    """
    kind = req.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    body = req.get_body()
    if kind != "application/json" or len(body) > _MOST_BYTES:
        message = "the body has to be JSON of 64 KB at most"
        raise InvalidInput(message)
    try:
        content = json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_float=str,
            parse_int=str,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError) as error:
        message = f"the body can't be read: {error}"[:200]
        raise InvalidInput(message) from error
    if not isinstance(content, dict) or len(content) > _MOST_NAMES:
        message = f"the body has to be one JSON object of {_MOST_NAMES} names at most"
        raise InvalidInput(message)
    wrong = [name for name, value in content.items() if not isinstance(value, str)]
    if wrong:
        message = f"{', '.join(wrong)[:100]}: values have to be texts or numbers"
        raise InvalidInput(message)
    return content


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "a name stands twice in an object"
        raise ValueError(message)
    return found


def _no_constant(text: str) -> None:
    message = f"{text} is no number"
    raise ValueError(message)
