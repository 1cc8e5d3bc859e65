import stat

from sandbox.demo import link_key
from shared.identity.link_keys import read_keys


def test_the_key_is_made_once_and_is_nobody_elses_to_read(tmp_path):
    made = link_key.find_or_make(tmp_path)

    assert link_key.find_or_make(tmp_path) == made
    assert [key.kid for key in read_keys(made)] == ["demo"]
    assert stat.S_IMODE((tmp_path / link_key.NAME).stat().st_mode) == 0o600


def test_two_folders_have_two_keys(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()

    keys = {link_key.find_or_make(tmp_path / name) for name in ("a", "b")}

    assert len(keys) == 2
