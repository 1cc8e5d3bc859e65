"""Portfolios made once and callers made for each test."""

import pytest

from tests.sandbox.callers import a_caller, a_portfolio


@pytest.fixture(scope="session")
def portfolio():
    return a_portfolio()


@pytest.fixture
def caller(portfolio):
    return a_caller(portfolio)
