import numpy as np
import pytest

from shared.uplift.themes.choice import fresh
from shared.uplift.themes.clusters import separation, settle
from shared.uplift.themes.hierarchy import grow
from shared.uplift.themes.reach import claims, reaches
from shared.uplift.themes.vectors import packed, unit, unpacked


def groups(count, each=60):
    """Vectors around `count` axes, in an order as good as random."""
    rng = np.random.default_rng(7)
    noise = rng.normal(0, 0.05, (count * each, 40))
    vectors = np.eye(40)[np.arange(count * each) % count] + noise
    return unit(vectors.astype(np.float32))


def test_vectors_of_one_group_share_a_cluster():
    vectors = groups(3)

    labels, _ = settle(vectors, vectors[:3])

    assert labels.tolist() == [0, 1, 2] * 60


def test_a_cluster_that_lost_all_its_vectors_is_left_out():
    vectors = groups(2)
    far = -vectors[:1]

    _, centres = settle(vectors, np.vstack([vectors[:2], far]))

    assert len(centres) == 2


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_one_tree_gives_any_number_of_branches(count):
    assert len(grow(groups(9)).centres(count)) == count


@pytest.mark.parametrize("count", [2, 5, 8])
def test_as_many_themes_are_found_as_separate_best(count):
    assert len(fresh(groups(count), None).centres) == count


def test_the_number_of_themes_can_be_asked_for():
    assert len(fresh(groups(8), 4).centres) == 4


def test_clear_groups_are_separated_well_and_one_cluster_from_nothing():
    vectors = groups(3)
    _, centres = settle(vectors, vectors[:3])

    value, error = separation(vectors, centres)

    assert value > 0.8
    assert 0 < error < 0.01
    assert separation(vectors, centres[:1]) == (0.0, 0.0)


def test_what_is_like_no_theme_is_out_of_every_reach():
    vectors = groups(3)
    clusters = settle(vectors, vectors[:3])
    stranger = np.eye(40, dtype=np.float32)[30:31]
    reach = np.array(reaches(vectors, clusters))

    _, within = claims(np.vstack([vectors, stranger]), clusters.centres, reach)

    assert within[:-1].all()
    assert not within[-1]


def test_a_packed_vector_reads_back_nearly_the_same():
    vectors = groups(3)[:2]

    assert np.allclose(unpacked(map(packed, vectors)), vectors, atol=1e-3)
