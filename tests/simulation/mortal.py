"""A process that dies at one of its calls to the outside, before or after it."""

from itertools import count


class Killed(BaseException):
    """The process is gone; no handler may stop it."""


class Mortal:
    """Counts the calls of all that it watches, and dies at the `fatal` one."""

    def __init__(self, fatal, *, after):
        self.calls = 0
        self._numbers = count()
        self._fatal = fatal
        self._after = after

    def watch(self, real):
        """Pass the calls of something on, until the end."""
        return _Watched(self, real)

    def call(self, action):
        self.calls += 1
        fatal = next(self._numbers) == self._fatal
        if fatal and not self._after:
            raise Killed
        result = action()
        if fatal:
            raise Killed
        return result


class _Watched:
    def __init__(self, mortal, real):
        self._mortal = mortal
        self._real = real

    def __getattr__(self, name):
        method = getattr(self._real, name)
        return lambda *args, **named: self._mortal.call(lambda: method(*args, **named))
