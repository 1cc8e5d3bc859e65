"""A stand-in for each test, certificates once."""

import pytest
import requests

from sandbox.certificates import certificate_files
from sandbox.entra import Server
from tests.sandbox.entra.callers import Caller, an_entra


@pytest.fixture
def caller():
    return Caller(an_entra())


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    return certificate_files(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusting(files):
    with requests.Session() as session:
        session.verify = str(files.authority)
        # Else REQUESTS_CA_BUNDLE of the machine would win.
        session.trust_env = False
        yield session


@pytest.fixture
def served(files):
    entra = an_entra()
    entra.clock.release()
    with Server(entra, files):
        yield entra
