"""What tickets are about: templates that, combined, read like an MSP's desk."""

import random
from dataclasses import dataclass

from sandbox.portfolio.words import words

APPS = words(
    "Outlook|Teams|OneDrive|SharePoint|Excel|Sage 50|Xero|AutoCAD|Word|"
    "Chrome|Edge|Acrobat|QuickBooks|Zoom|Dynamics 365"
)
DEVICES = words(
    "laptop|desktop|docking station|second monitor|headset|scanner|"
    "label printer|meeting room screen|tablet|phone"
)
PLACES = words(
    "reception|the warehouse|accounts|the first floor|the board room|"
    "the showroom|the back office|site B|home"
)
SERVERS = words("DC01|FS01|SQL02|RDS01|APP03|BKP01|HV02|PRINT01")
FOLDERS = words("Finance|HR|Projects|Shared|Management|Archive|Sales")


@dataclass(frozen=True)
class Topic:
    """One category: how often, how long, for whom, and its summaries."""

    category: str
    weight: float
    hours: float  # median effort
    kind: str  # "incident", "request", "alert"
    summaries: tuple[str, ...]


def _topic(category: str, weight: float, hours: float, kind: str, text: str) -> Topic:
    return Topic(category, weight, hours, kind, tuple(text.split("|")))


TOPICS = (
    _topic(
        "Email>Delivery",
        0.09,
        0.5,
        "incident",
        "Cannot send email from {app}|Emails to one customer keep bouncing back"
        "|Not receiving external email since this morning|Email stuck in outbox"
        "|Shared mailbox missing in {app}|Mail from supplier lands in quarantine"
        "|Calendar invites arrive twice|Out of office will not switch off",
    ),
    _topic(
        "Email>Security",
        0.05,
        0.7,
        "incident",
        "Suspicious email asking for gift cards|Clicked a link in a phishing mail"
        "|Spoofed invoice from our own domain|MFA prompts that I did not start"
        "|User account may be compromised|Please release message from quarantine",
    ),
    _topic(
        "Accounts>Password",
        0.11,
        0.25,
        "request",
        "Password reset please|Locked out of account again|MFA phone replaced, cannot"
        " sign in|{app} keeps asking for password|Forgotten PIN on {device}"
        "|Cannot sign in from {place}|Account expired, starter needs access today",
    ),
    _topic(
        "Accounts>Starters and leavers",
        0.08,
        1.1,
        "request",
        "New starter on Monday|Leaver today, please disable account|New user needs"
        " {app} and access to {folder}|Change of surname for user|Contractor access"
        " until end of month|Mailbox of leaver to be shared with manager"
        "|New starter laptop not ready",
    ),
    _topic(
        "Hardware>Workstation",
        0.11,
        0.9,
        "incident",
        "{device} will not turn on|{device} very slow since update|Blue screen on"
        " {device} in {place}|Battery swells on {device}|{device} not detected"
        "|Screen flickers at {place}|Keyboard types wrong characters|Fan noise on"
        " {device}|{device} keeps freezing when {app} is open",
    ),
    _topic(
        "Hardware>Printing",
        0.08,
        0.5,
        "incident",
        "Printer in {place} offline|Cannot print from {app}|Scan to email stopped"
        " working in {place}|Print queue stuck on {server}|Prints come out blank"
        "|Need printer added for {place}|Paper jam message but no jam",
    ),
    _topic(
        "Network>Connectivity",
        0.09,
        0.9,
        "incident",
        "Wi-Fi drops in {place}|Internet down at {place}|Very slow network since"
        " yesterday|VPN connects but no drives|VPN fails from {place}|VoIP calls break"
        " up|Switch in {place} has no power|Guest Wi-Fi password not accepted",
    ),
    _topic(
        "Files>Access",
        0.08,
        0.4,
        "request",
        "Need access to {folder} drive|Cannot open file in {folder}|File locked by"
        " another user|Deleted folder in {folder}, please restore|{app} does not sync"
        " {folder}|Drive letter missing after restart|Permission denied on {folder}",
    ),
    _topic(
        "Software>Applications",
        0.12,
        0.7,
        "incident",
        "{app} crashes on opening|{app} says licence expired|{app} update failed"
        "|Add-in missing in {app}|{app} very slow for everybody in {place}|Cannot"
        " export report from {app}|{app} shows error when saving to {folder}"
        "|Install {app} on {device}|{app} not opening after update",
    ),
    _topic(
        "Servers>Maintenance",
        0.05,
        1.4,
        "incident",
        "{server} unreachable|{server} disk almost full|Remote desktop on {server}"
        " kicks users out|{server} needs restart out of hours|Database on {server} slow"
        "|Certificate on {server} expires|Scheduled task failed on {server}",
    ),
    _topic(
        "Monitoring>Alert",
        0.11,
        0.2,
        "alert",
        "[ALERT] {server}: CPU above 95 % for 15 minutes|[ALERT] {server}: backup job"
        " failed|[ALERT] {server}: disk C below 10 %|[ALERT] antivirus out of date on"
        " {server}|[ALERT] {server}: service stopped|[ALERT] WAN latency at {place}"
        "|[ALERT] {server}: replication lag",
    ),
    _topic(
        "Requests>Advice",
        0.03,
        0.6,
        "request",
        "Quote for new {device}|Which licence do we need for {app}|Advice on moving"
        " {folder} to the cloud|Please call about the office move|Question about our"
        " invoice|Asset list for insurance please",
    ),
)
CATEGORIES = tuple(topic.category for topic in TOPICS)


def summary(dice: random.Random, topic: Topic) -> str:
    """Return one subject line."""
    template = dice.choice(topic.summaries)
    if "{" not in template:
        return template
    return template.format(
        app=dice.choice(APPS),
        device=dice.choice(DEVICES),
        place=dice.choice(PLACES),
        server=dice.choice(SERVERS),
        folder=dice.choice(FOLDERS),
    )
