"""Row and partition keys from ids: readable, reversible, and never two ids in one.

Letters, digits, `_` and `-` stand for themselves, all else is `=` and two hex digits
for each UTF-8 byte; `|` stands between the parts of a key and nowhere else.
"""

import re
from collections.abc import Iterable

from shared.domain.errors import InvalidInput

SEQUENCE_DIGITS = 10
NUMBER_DIGITS = 12
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_LOWER = re.compile(r"[a-z0-9_-]+")
_OTHER = re.compile(r"[^A-Za-z0-9_-]")
_OTHER_LOWER = re.compile(r"[^a-z0-9_-]")
_ESCAPED = re.compile(r"(?:=[0-9a-f]{2})+")
_NUMBER = re.compile(rf"0|[1-9][0-9]{{0,{NUMBER_DIGITS - 1}}}")
_PADDED = re.compile(rf"[0-9]{{{NUMBER_DIGITS}}}")
_EMPTY = "="


def encode(text: str) -> str:
    """Write an id so that it can be part of any key.

    >>> encode("-240"), encode("A/1 é"), encode("")
    ('-240', 'A=2f1=20=c3=a9', '=')
    """
    if _PLAIN.fullmatch(text):
        return text
    return _OTHER.sub(_escape, text) or _EMPTY


def blob_part(text: str) -> str:
    """Write an id so that it can be part of a blob's name, which has no capitals.

    >>> blob_part("A-1")
    '=41-1'
    """
    if _PLAIN_LOWER.fullmatch(text):
        return text
    return _OTHER_LOWER.sub(_escape, text) or _EMPTY


def decode(part: str) -> str:
    """Give back the id that `encode` or `blob_part` wrote.

    >>> decode(encode("A/1 é"))
    'A/1 é'
    """
    if part == _EMPTY:
        return ""
    return _ESCAPED.sub(_unescape, part)


def joined(*parts: str) -> str:
    """Make a key of several ids.

    >>> joined("2026-11", "77")
    '2026-11|77'
    """
    return "|".join(map(encode, parts))


def split(key: str) -> tuple[str, ...]:
    """Give back the ids of which `joined` or `partition` made a key."""
    return tuple(map(decode, key.split("|")))


def partition(customer_id: str, contract_id: str) -> str:
    """Make the partition key of one contract's rows."""
    return joined(customer_id, contract_id)


def customer_prefix(customer_id: str) -> str:
    """Make the prefix of all partitions of one customer, and of no other.

    >>> customer_prefix("12"), partition("123", "4").startswith(customer_prefix("12"))
    ('12|', False)
    """
    return f"{encode(customer_id)}|"


def below(prefix: str) -> str:
    """Give the first key after all keys that begin with a prefix.

    >>> below("12|")
    '12}'
    """
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def customer_range(customer_ids: Iterable[str]) -> tuple[str, str]:
    """Give the bounds of the keys of customers: the lowest, and the first after them.

    For tables whose partition key is the customer alone; others may lie in between.

    >>> customer_range(["12", "9", "120"])
    ('12', '9 ')
    """
    keys = sorted(map(encode, customer_ids))
    return keys[0], f"{keys[-1]} "  # no key holds a space, and none sorts in between


def contract_range(customer_ids: Iterable[str]) -> tuple[str, str]:
    """Give the bounds of the keys of customers' contracts.

    >>> contract_range(["12", "9", "120"])
    ('120|', '9}')
    """
    prefixes = sorted(map(customer_prefix, customer_ids))
    return prefixes[0], below(prefixes[-1])


def sequence(number: int) -> str:
    """Make a row key that sorts as the number does.

    >>> sequence(42)
    '0000000042'
    """
    if not 0 <= number < 10**SEQUENCE_DIGITS:
        message = f"sequence {number} does not fit {SEQUENCE_DIGITS} digits"
        raise InvalidInput(message)
    return f"{number:0{SEQUENCE_DIGITS}d}"


def ordered(text: str) -> str:
    """Encode an id so that ids that are natural numbers sort as numbers.

    >>> ordered("240"), ordered("-240"), ordered("INC-7"), ordered("000000000240")
    ('000000000240', '-240', 'INC-7', '=3000000000240')
    """
    if _NUMBER.fullmatch(text):
        return text.zfill(NUMBER_DIGITS)
    if _PADDED.fullmatch(text):  # it would be taken for a padded number
        return f"=3{text[0]}{text[1:]}"
    return encode(text)


def unordered(part: str) -> str:
    """Give back the id that `ordered` wrote.

    >>> unordered("000000000240"), unordered(ordered("000000000240"))
    ('240', '000000000240')
    """
    return str(int(part)) if _PADDED.fullmatch(part) else decode(part)


def _escape(found: re.Match[str]) -> str:
    # Half characters come from broken sources; they too need a key of their own.
    data = found[0].encode("utf-8", "surrogatepass")
    return "".join(f"={byte:02x}" for byte in data)


def _unescape(found: re.Match[str]) -> str:
    data = bytes.fromhex(found[0].replace("=", ""))
    return data.decode("utf-8", "surrogatepass")
