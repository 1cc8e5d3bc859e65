"""Mails made for judging the reader of moods: plain requests, and what mails wrap."""

import random
from collections.abc import Callable, Iterator

_SEED = 20_261_125
_GREETINGS = (
    "Hi team,",
    "Hello,",
    "Dear support,",
    "Good morning,",
    "Hi Sam,",
    "Hi",
    "",
)
_OPENINGS = (
    "",
    "I hope you are well.",
    "Hope you had a great weekend.",
    "Sorry to bother you again.",
    "Just a quick one.",
    "Thank you for your email.",
)
_REQUESTS = (
    "could you please reset my password for {thing}",
    "please could you set up {thing} for our new starter {name}",
    "can you give {name} access to {thing}",
    "{thing} shows error 0x80070005 when {name} logs in, could someone take a look",
    "the backup of {thing} failed last night with a critical error",
    "{thing} was blocked by the firewall, please allow it",
    "please kill the stuck process on {thing} and restart it",
    "we would like to order a monitor and {thing} for {name}",
    "I need {thing} installed on the laptop of {name}",
    "would it be possible to move {thing} to the new server on Friday",
    "please cancel the appointment about {thing}; {name} is out of the office",
    "an alert came in for {thing}: disk usage is above the limit",
    "when is the update of {thing} planned",
    "attached is the form for {thing}, signed by {name}",
    "{name} is leaving on Friday, please disable the account and {thing}",
    "as discussed I have moved {thing} to the shared folder",
)
_THINGS = (
    *("the VPN", "Outlook", "the accounts printer", "SharePoint", "the CRM", "Teams"),
    *("the file server", "the test database", "her mailbox", "the guest wifi"),
)
_NAMES = ("Maria", "Tom", "Priya", "Mr Becker", "Chloe", "Ahmed")
_THANKS = (
    "",
    "Thanks in advance.",
    "Thank you!",
    "Many thanks for your help.",
    "Any help would be greatly appreciated.",
    "I look forward to hearing from you.",
    "Please let me know if you have any questions.",
    "Thanks!",
)
_CLOSINGS = (
    "Kind regards\n{name}",
    "Best wishes,\n{name}\nOffice Manager | +44 20 7946 0000",
    "Many thanks\n{name}",
    "Thanks and best regards,\n{name}\nElm Ltd",
    "Cheers\n{name}",
    "",
)


def help_desk_mails(count: int = 500) -> Iterator[str]:
    """Make plain, polite requests and notices in which nobody says how they feel."""
    draw = random.Random(_SEED)
    for _ in range(count):
        thing, name, writer = (draw.choice(x) for x in (_THINGS, _NAMES, _NAMES))
        request = draw.choice(_REQUESTS).format(thing=thing, name=name)
        sentences = (draw.choice(_OPENINGS), _sentence(request), draw.choice(_THANKS))
        parts = (
            draw.choice(_GREETINGS),
            " ".join(filter(None, sentences)),
            draw.choice(_CLOSINGS).format(name=writer),
        )
        yield "\n\n".join(filter(None, parts))


def _sentence(request: str) -> str:
    asks = request.startswith(("could", "can", "would", "when", "please could"))
    return request[0].upper() + request[1:] + ("?" if asks else ".")


_ANGRY = (
    "This is absolutely unacceptable and I am furious.",
    "Your service is terrible, the worst we have ever had. We want to cancel!",
)
_GLAD = (
    "You are amazing, this is wonderful, thank you so much!",
    "Brilliant work, we love it. Best support ever.",
)
_DISCLAIMER = (
    "This email and any attachments are confidential and intended solely for the"
    " addressee. If you are not the intended recipient, please delete it; any"
    " unauthorised use is strictly prohibited and may be unlawful."
)


def _top_posted(text: str) -> str:
    quote = "\n".join(f"> {line}" for line in (*_ANGRY, "", "Regards", "Dana"))
    return (
        f"Hi Alex,\n\n{text}\n\nOn Tue, 3 Nov 2026 at 09:12, Dana Reed "
        f"<dana@elm.example> wrote:\n\n{quote}\n"
    )


def _broken_header(text: str) -> str:
    quote = "\n".join(f">> {line}" for line in _GLAD)
    return (
        f"{text}\n\nOn Tuesday, 3 November 2026 at 09:12:44 GMT, Dana Reed\n"
        f"<dana@elm.example> wrote:\n{quote}\n"
    )


def _bottom_posted(text: str) -> str:
    quote = "\n".join(f"> {line}" for line in _ANGRY)
    return f"On 3 Nov 2026, at 09:12, Dana Reed wrote:\n\n{quote}\n\n{text}\n"


def _outlook(text: str) -> str:
    return (
        f"{text}\n\nKind regards\n\nDana Reed\nOperations Director | Elm Ltd\n"
        "T: +44 20 7946 0000\nwww.elm.example\n\n"
        "From: Alex Stone <alex@msp.example>\nSent: 03 November 2026 09:12\n"
        f"To: Dana Reed <dana@elm.example>\nSubject: RE: Printer\n\n{_GLAD[0]}\n"
    )


def _original_message(text: str) -> str:
    return (
        f"Dear support team,\n\n{text}\n\n-----Original Message-----\n"
        f"From: Alex Stone\nSent: Tuesday\nTo: Dana\n\n{_ANGRY[0]}\n{_ANGRY[1]}\n"
    )


def _signed(text: str) -> str:
    return f"{text}\n-- \nDana Reed\nHead of Happiness\nWe love what we do!\n"


def _disclaimed(text: str) -> str:
    return (
        f"Hello,\n{text}\n\nMany thanks and best wishes,\nDana\n\n{_DISCLAIMER}\n\n"
        "Please consider the environment before printing this email.\n"
    )


def _mobile(text: str) -> str:
    return f"{text}\n\nSent from my iPhone\n\n{_GLAD[1]}\n"


def _from_html(text: str) -> str:
    return (
        f"<div>Hi Sam,<br></div><div>{text}</div><br><p>Regards&nbsp;<br>Dana</p>"
        f"<blockquote type='cite'><div>{_ANGRY[1]}</div></blockquote>\u200b\n"
    )


def _ruled_off(text: str) -> str:
    rule = "_" * 32
    return (
        f"{text}\n\nThanks,\nDana\n\n{rule}\nFrom: Alex Stone\nSent: Tue\nTo: Dana\n"
        f"Subject: VPN\n\n{_ANGRY[0]}\n"
    )


WRAPPINGS: dict[str, Callable[[str], str]] = {
    "top-posted": _top_posted,
    "broken header": _broken_header,
    "bottom-posted": _bottom_posted,
    "Outlook": _outlook,
    "original message": _original_message,
    "signature": _signed,
    "disclaimer": _disclaimed,
    "mobile footer": _mobile,
    "HTML": _from_html,
    "ruled off": _ruled_off,
}


def wrapped(text: str, number: int) -> str:
    """Wrap a text as mails are; the number chooses how."""
    return list(WRAPPINGS.values())[number % len(WRAPPINGS)](text)
