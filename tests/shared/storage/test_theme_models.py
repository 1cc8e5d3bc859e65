import pytest

from shared.domain.errors import NotFound
from shared.domain.theme import ThemeModel
from shared.storage.theme_models import BlobThemeModels
from tests.simulation.memory import MemoryBlobs

FIRST = ThemeModel(version="aa11", encoder="fake")
SECOND = ThemeModel(version="bb22", encoder="fake")


def test_a_saved_version_is_in_force_only_after_it_was_adopted():
    models = BlobThemeModels(MemoryBlobs())
    models.save(FIRST)

    assert models.current() is None

    models.adopt("aa11")
    assert models.current() == FIRST


def test_every_version_is_kept():
    models = BlobThemeModels(MemoryBlobs())
    for model in (FIRST, SECOND):
        models.save(model)
        models.adopt(model.version)

    assert models.current() == SECOND
    assert models.version("aa11") == FIRST


def test_what_was_never_saved_cannot_be_adopted():
    with pytest.raises(NotFound, match="cc33"):
        BlobThemeModels(MemoryBlobs()).adopt("cc33")
