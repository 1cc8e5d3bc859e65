from datetime import UTC, datetime

import pytest

from shared.domain.errors import InvalidInput
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Row
from shared.storage.guards import entity_bytes, payload_bytes
from shared.storage.transactions import WINDOW_ROWS, windows


def test_an_entitys_size_is_counted_as_the_service_counts_it():
    row = Row("pk", "r", {"a": "xyz", "n": 1, "ok": True, "d": b"12345"})

    # 4; keys 2 x 3; each 8 + 2 x name + value; Timestamp 8 + 18 + 8
    values = (8 + 2 + 4 + 6) + (8 + 2 + 8) + (8 + 4 + 1) + (8 + 2 + 4 + 5)
    assert entity_bytes(row) == 4 + 6 + values + 34


def test_pairs_of_units_count_double():
    assert entity_bytes(Row("p", "r", {"a": "😀"})) == entity_bytes(
        Row("p", "r", {"a": "xy"})
    )


def test_the_payload_is_never_estimated_too_small():
    row = Row("p", "r", {"a": "é" * 100, "d": b"x" * 300, "at": datetime.now(UTC)})

    assert payload_bytes(row) > 600 + 400


def test_transactions_keep_to_rows_and_bytes():
    large = {f"d{n}": b"x" * 65_536 for n in range(10)}
    rows = [Row("p", f"{n:03}") for n in range(150)]
    rows += [Row("q", f"{n}", large) for n in range(9)]

    batches = [batch for window in windows(rows) for batch in window]

    assert [len(batch) for batch in batches] == [100, 50, 4, 4, 1]


def test_any_number_of_rows_is_taken_a_window_at_a_time():
    taken = []

    def source():
        for number in range(2 * WINDOW_ROWS):
            taken.append(number)
            yield Row("p", str(number))

    next(windows(source()))

    assert len(taken) == WINDOW_ROWS


@pytest.mark.parametrize(
    "text", ["", "{}", "x" * 32_000, "x" * 32_001, "é" * 16_001, "\0😀" * 500_000]
)
def test_a_document_is_read_back_whichever_way_it_was_written(text):
    assert unpacked(packed(text)) == text


def test_a_short_document_stays_readable():
    assert packed('{"a":1}', name="data") == {"data": '{"a":1}'}


def test_two_documents_fit_one_row():
    values = packed("x" * 40_000) | packed("short", name="inputs")

    assert (unpacked(values), unpacked(values, name="inputs")) == (
        "x" * 40_000,
        "short",
    )


def test_a_row_without_the_document_is_an_error():
    with pytest.raises(InvalidInput):
        unpacked({"document_z": 5, "other": "x"}, name="inputs")
