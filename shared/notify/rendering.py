"""Templates of mail in Jinja2: escaped in HTML, strict about what is missing."""

from functools import cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    select_autoescape,
)

from shared.domain.errors import InvalidInput
from shared.domain.letter import MailOrder, Rendered

FOLDER = Path(__file__).parents[1] / "templates" / "mail"


def render(order: MailOrder, token: str, *, recipient: str, writer: str) -> Rendered:
    """Render a mail; `recipient` and `writer` are names, `token` finds it again.

    Raises InvalidInput when the facts don't fit the template.
    """
    facts = {**order.facts, "token": token, "recipient": recipient, "writer": writer}
    try:
        text = environment().get_template(f"{order.template}.txt.j2")
        subject = str(text.make_module(facts).subject)  # type: ignore[attr-defined] # set by each template
        html = environment().get_template(f"{order.template}.html.j2")
        return Rendered(
            subject=" ".join(subject.split()),
            text=text.render(facts),
            html=html.render({**facts, "subject": subject}),
        )
    except TemplateError as error:
        message = f"template {order.template}: {error}"
        raise InvalidInput(message) from error


@cache
def environment() -> Environment:
    """Give the environment of all templates; plain text has nothing to escape."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
