"""One site and one browser for these tests; a fresh profile for each.

Both end with the package: the site's functions would handle other tests' messages,
and Playwright's event loop would be in the way of theirs.
"""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from sandbox.azurite import is_installed, running_azurite

from .look import Look
from .people import Person
from .site import ROOT, Site

CHROMIUM = shutil.which("chromium")
AXE = ROOT / "node_modules/axe-core/axe.min.js"
SHOTS = ROOT / "out/screenshots"


def _give_up(reason):
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    if not is_installed():
        _give_up("Azurite is not installed: run `make azurite`")
    folder = tmp_path_factory.mktemp("site")
    with running_azurite() as storage, Site(storage, folder) as made:
        yield made


@pytest.fixture(scope="package")
def chromium():
    if CHROMIUM is None:
        _give_up("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def look():
    """Give what looks at a page, keeps pictures of it and tells what is wrong."""
    if not AXE.exists():
        _give_up("axe-core is not installed: run `make azurite`")
    SHOTS.mkdir(parents=True, exist_ok=True)
    return Look(AXE.read_text(encoding="utf-8"), SHOTS)


@pytest.fixture
def person(chromium, site):
    """Give somebody with a browser of their own, whose options can be told."""
    contexts = []

    def sit_down(**options):
        context = chromium.new_context(ignore_https_errors=True, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Person(context.new_page(), site)

    yield sit_down
    for context in contexts:
        context.close()
