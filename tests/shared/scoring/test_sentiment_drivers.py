from decimal import Decimal

from shared.scoring import csat, survey_response

from .samples import POLICY, facts_of, inputs_of

# The shipped prior is 75, worth 8 answers.


def csat_of(*months):
    return csat.measure(inputs_of(*months), POLICY)


def test_one_bad_answer_moves_satisfaction_only_a_little():
    measured = csat_of(facts_of(0, answers=1, satisfaction=0))

    # (0 + 75 x 8) / (1 + 8)
    assert measured.value == Decimal("66.6667")
    assert measured.n == 1


def test_many_answers_speak_for_themselves():
    measured = csat_of(facts_of(0, answers=200, satisfaction=200 * 40))

    assert Decimal(40) < measured.value < Decimal(42)


def test_the_customers_own_past_comes_before_the_portfolio():
    past = facts_of(8, answers=100, satisfaction=100 * 95)
    now = facts_of(0, answers=2, satisfaction=150)

    # own = (9500 + 600) / 108; value = (150 + 8 x own) / 10
    assert csat_of(past, now).value == Decimal("89.8148")
    assert csat_of(now).value == Decimal(75)


def test_no_answer_is_not_a_neutral_answer():
    measured = csat_of(facts_of(0, closed=30))

    assert measured.value is None
    assert measured.note == "no survey answer"


def test_answers_older_than_the_baseline_do_not_count():
    assert csat_of(facts_of(16, answers=9, satisfaction=0)).value is None


def test_the_evidence_is_the_tickets_of_unhappy_answers():
    now = facts_of(0, answers=2, satisfaction=20, unhappy_ids=("t7",))
    before = facts_of(9, answers=2, satisfaction=20, unhappy_ids=("t1",))

    assert csat_of(now, before).evidence == ("t7",)


def test_the_response_rate_is_answers_by_closed_tickets():
    month = facts_of(0, closed=40, answers=5, satisfaction=500)

    measured = survey_response.measure(inputs_of(month), POLICY)

    assert (measured.value, measured.n) == (Decimal("0.125"), 40)


def test_answers_to_earlier_tickets_do_not_make_more_than_all():
    month = facts_of(0, closed=2, answers=5, satisfaction=500)

    assert survey_response.measure(inputs_of(month), POLICY).value == 1


def test_a_customer_who_stopped_answering_is_measured_as_silent():
    silent = [facts_of(ago, closed=20) for ago in range(4)]
    answered = facts_of(18, closed=20, answers=6, satisfaction=500)

    assert survey_response.measure(inputs_of(answered, *silent), POLICY).value == 0


def test_surveys_that_may_never_have_been_sent_say_nothing():
    measured = survey_response.measure(inputs_of(facts_of(0, closed=40)), POLICY)

    assert measured.value is None
    assert measured.note == "no survey answer on record"


def test_without_closed_tickets_there_was_nothing_to_answer():
    months = [facts_of(0), facts_of(18, closed=9, answers=9, satisfaction=900)]

    assert survey_response.measure(inputs_of(*months), POLICY).value is None
