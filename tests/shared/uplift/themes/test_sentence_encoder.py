import numpy as np
import pytest

from shared.uplift.themes.sentence_encoder import SentenceEncoder


@pytest.fixture(scope="module")
def encode():
    return SentenceEncoder()


def test_texts_of_one_meaning_are_near_in_any_language(encode):
    reset, forgot, german, printer = encode(
        [
            "Password reset needed",
            "I forgot my login password",
            "Passwort vergessen",
            "Printer out of paper",
        ]
    )

    assert min(reset @ forgot, reset @ german) > reset @ printer + 0.2


def test_a_vector_is_the_same_alone_and_in_a_batch(encode):
    fresh = SentenceEncoder()
    alone = fresh(["VPN drops"])

    assert np.allclose(encode(["Wifi slow", "VPN drops"])[1:], alone, atol=2e-3)
    assert np.linalg.norm(alone) == pytest.approx(1.0)


def test_what_was_read_once_is_remembered_to_the_bit(encode):
    first = encode(["VPN drops", "VPN drops"])

    assert np.array_equal(encode(["VPN drops"])[0], first[1])
