"""Short forms of the service desk, written out so that they mean something."""

import re

_MEANS = {
    "2fa": "two-factor authentication",
    "acc": "account",
    "acct": "account",
    "avd": "virtual desktop",
    "bsod": "blue screen",
    "cal": "calendar",
    "dist list": "distribution list",
    "e-mail": "email",
    "hdd": "disk",
    "m365": "Microsoft 365",
    "mfa": "multi-factor authentication",
    "o365": "Office 365",
    "office365": "Office 365",
    "onedrive": "OneDrive",
    "ooo": "out of office",
    "perms": "permissions",
    "pls": "please",
    "pw": "password",
    "pwd": "password",
    "rdp": "remote desktop",
    "rds": "remote desktop",
    "ssd": "disk",
    "vm": "virtual machine",
    "wi-fi": "wifi",
    "wvd": "virtual desktop",
}
_SHORT = re.compile(
    rf"(?<![\w.-])(?:{'|'.join(map(re.escape, _MEANS))})(?![\w-])", re.IGNORECASE
)


def expanded(text: str) -> str:
    """Write the short forms out.

    >>> expanded("PW expired in O365")
    'password expired in Office 365'
    """
    return _SHORT.sub(lambda found: _MEANS[found.group().lower()], text)
