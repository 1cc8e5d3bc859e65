import csv
import io
import json

from sandbox.demo.files import write

from .builders import a_candidate, a_portrait, a_result


def first_row(sheet):
    return next(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"))))


def test_the_result_is_written_as_text_json_and_csv(tmp_path):
    result = a_result()

    text, data, sheet = write(tmp_path, result, "the page\n")

    assert text.read_text() == "the page\n"
    assert json.loads(data.read_text()) == result.model_dump(mode="json")
    row = first_row(sheet)
    assert row["customer"] == "Elm Hotels"
    assert (row["at_risk"], row["days_left"]) == ("12000.00", "30")


def test_no_text_becomes_a_formula_and_numbers_stay_numbers(tmp_path):
    bad = a_candidate(customer='=HYPERLINK("http://example.com")', days_left=-5)

    _, _, sheet = write(tmp_path, a_result(portrait=a_portrait(attention=(bad,))), "")

    row = first_row(sheet)
    assert row["customer"] == '\'=HYPERLINK("http://example.com")'
    assert row["days_left"] == "-5"
