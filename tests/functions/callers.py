"""Requests, messages and timers as the worker hands them to a function."""

import azure.functions as func


def a_request(method="GET", url="/api/health", *, body=b"", headers=None, **params):
    return func.HttpRequest(
        method=method,
        url=f"https://acme.example{url}",
        headers=headers or {},
        params={},
        route_params=params,
        body=body,
    )


class Message:
    """A queue message, whose own class has no public way to be made with a body."""

    def __init__(self, body):
        self._body = body

    def get_body(self):
        return self._body.encode()


class Timer:
    """A timer that fired, late or not."""

    def __init__(self, *, past_due=False):
        self.past_due = past_due
