"""Plain text as HTML."""

from html import escape


def as_html(text: str) -> str:
    """Write plain text as paragraphs of HTML, everything in it escaped."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(
        f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part
    )
