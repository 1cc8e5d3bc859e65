"""Who exists now: people change while the stand-in runs."""

from collections.abc import Iterator
from dataclasses import replace

from sandbox.entra.options import Application, Options
from sandbox.entra.people import User


class Directory:
    """The tenant's people and registrations."""

    def __init__(self, options: Options) -> None:
        self._users = {user.username: user for user in options.users}
        engine = Application(
            options.client_id,
            "Renewal engine",
            secrets=(options.client_secret,),
            certificates=options.client_certificates,
            redirect_uris=options.redirect_uris,
        )
        self._applications = {
            found.client_id: found for found in (engine, *options.daemons)
        }

    def __iter__(self) -> Iterator[User]:
        return iter(self._users.values())

    def user(self, username: str) -> User:
        """Return one account as it is now; raises KeyError."""
        return self._users[username]

    def application(self, client_id: str) -> Application | None:
        return self._applications.get(client_id)

    def add_role(self, username: str, role: str) -> None:
        roles = self.user(username).roles
        self._change(username, roles=(*(kept for kept in roles if kept != role), role))

    def remove_role(self, username: str, role: str) -> None:
        roles = self.user(username).roles
        self._change(username, roles=tuple(kept for kept in roles if kept != role))

    def disable(self, username: str) -> None:
        self._change(username, disabled=True)

    def enable(self, username: str) -> None:
        self._change(username, disabled=False)

    def rename(self, username: str, name: str) -> None:
        """Change what a person is called; nothing may hang on it."""
        self._change(username, name=name)

    def _change(self, username: str, **changes: object) -> None:
        self._users[username] = replace(self.user(username), **changes)  # type: ignore[arg-type]  # fields of User
