"""A small service desk: topics in a few words, and an encoder that counts words."""

from itertools import product
from zlib import crc32

import numpy as np

from shared.uplift.themes.ticket import ThemeTicket
from shared.uplift.themes.vectors import unit

TOPICS = {
    "password": (
        ("Password reset", "Reset password", "Password reset, it expired"),
        ("payroll", "intranet", "webmail", "portal", "library", "timesheets", "crm"),
    ),
    "printer": (
        ("Printer paper jam", "Paper jam in printer", "Stuck: printer paper jam"),
        ("reception", "warehouse", "accounts", "showroom", "kitchen", "hall", "lab"),
    ),
    "backup": (
        (
            "Nightly backup job failed",
            "Backup job failed",
            "Alert: nightly backup job failed",
        ),
        ("files", "mail", "archive", "databases", "images", "finance", "projects"),
    ),
}
NEW_TOPIC = (
    ("Projector lamp broken", "Broken projector lamp", "Lamp of projector broken"),
    ("auditorium", "classroom", "theatre", "boardroom", "lobby", "studio", "chapel"),
)
_DIMENSIONS = 256


def tickets(topics=TOPICS, *, start=0, times=3):
    """Make tickets of each topic: each combination some times, for many customers."""
    made: list[ThemeTicket] = []
    for phrases, places in topics.values():
        for number, (phrase, place) in enumerate(product(phrases, places)):
            made += [
                ThemeTicket(
                    f"{start + len(made) + one:05}",
                    f"customer {(number + one) % 5}",
                    f"{phrase} {place}",
                )
                for one in range(times)
            ]
    return made


class WordCounts:
    """An encoder that knows words only, each by a fixed pseudo-random place."""

    name = "word-counts-1"

    def __call__(self, texts):
        rows = np.zeros((len(texts), _DIMENSIONS), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().replace(",", " ").split():
                row[crc32(word.encode()) % _DIMENSIONS] += 1
        return unit(rows)
