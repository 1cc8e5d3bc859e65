"""The result as files: text for people, JSON for programs, CSV for a spreadsheet."""

import csv
from pathlib import Path

from sandbox.demo.result import Candidate, Result

# A spreadsheet would take text that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    *("rank", "customer", "contract_id", "reference", "decision_date", "days_left"),
    *("currency", "arr", "at_risk", "readiness", "band", "p_renew", "p_renew_low"),
    *("p_renew_high", "stage", "reasons", "lever", "next_task", "owner", "due_date"),
)


def write(folder: Path, result: Result, page: str) -> list[Path]:
    """Write all files anew and give their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    text, data = folder / "result.txt", folder / "result.json"
    text.write_text(page, encoding="utf-8")
    data.write_text(result.model_dump_json(indent=2) + "\n", encoding="utf-8")
    sheet = folder / "attention.csv"
    # The mark at the beginning tells a spreadsheet that this is UTF-8.
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_COLUMNS)
        for rank, contract in enumerate(result.portrait.attention, 1):
            writer.writerow(cells(rank, contract))
    return [text, data, sheet, *_digest(folder, result)]


def _digest(folder: Path, result: Result) -> list[Path]:
    if result.digest is None:
        return []
    text, page = folder / "digest.txt", folder / "digest.html"
    text.write_text(result.digest.text, encoding="utf-8")
    page.write_text(result.digest.html, encoding="utf-8")
    return [text, page]


def cells(rank: int, contract: Candidate) -> list[object]:
    """Give a contract's row; texts can't become formulas."""
    task = contract.next_task
    values: list[object] = [
        *(rank, contract.customer, contract.contract_id, contract.reference),
        *(contract.decision_date, contract.days_left, contract.currency),
        *(contract.arr, round(contract.at_risk, 2), contract.readiness),
        *(contract.band, contract.p_renew, contract.p_renew_low),
        *(contract.p_renew_high, contract.stage),
        *("; ".join(contract.reasons), contract.lever),
        *((task.title, task.owner, task.due_date) if task else ("", "", "")),
    ]
    return [safe(value) if isinstance(value, str) else value for value in values]


def safe(text: str) -> str:
    """Keep a text a text.

    >>> safe("=1+1"), safe("Elm Hotels")
    ("'=1+1", 'Elm Hotels')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
