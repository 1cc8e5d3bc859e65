"""What a queue message may be."""

from shared.domain.errors import InvalidInput

MESSAGE_BYTES = 48 * 1024  # 64 KiB once it is base64
LONGEST_DELAY_SECONDS = 7 * 86_400 - 1  # it would expire before it is seen


def check_message(queue: str, body: str, delay_seconds: int) -> None:
    """Refuse a message that the service would, or that would never be seen."""
    try:
        size = len(body.encode())
    except UnicodeEncodeError as error:
        message = f"message to {queue} has half a character (a lone surrogate)"
        raise InvalidInput(message) from error
    if size > MESSAGE_BYTES:
        message = f"message to {queue} takes {size} bytes, over {MESSAGE_BYTES}"
        raise InvalidInput(message)
    if not 0 <= delay_seconds <= LONGEST_DELAY_SECONDS:
        message = f"message to {queue}: a delay of {delay_seconds} s is not possible"
        raise InvalidInput(message)
