"""Models of themes: a blob a version, and the name of the one in force."""

from shared.domain.errors import NotFound
from shared.domain.theme import ThemeModel
from shared.storage.gateway import Blobs

THEMES = "thememodels"
_CURRENT = "current"


class BlobThemeModels:
    """Versions in container `thememodels`; nothing is ever deleted."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def current(self) -> ThemeModel | None:
        """Read the model in force, None before the first was adopted."""
        name = self._blobs.get(THEMES, _CURRENT)
        return self.version(name.decode()) if name else None

    def version(self, version: str) -> ThemeModel | None:
        """Read one version."""
        data = self._blobs.get(THEMES, f"versions/{version}.json")
        return ThemeModel.model_validate_json(data) if data else None

    def save(self, model: ThemeModel) -> None:
        """Keep a version; it is not in force by that."""
        name = f"versions/{model.version}.json"
        self._blobs.put(THEMES, name, model.model_dump_json().encode())

    def adopt(self, version: str) -> None:
        """Put a saved version in force. Raises NotFound."""
        if self.version(version) is None:
            message = f"theme model {version} was never saved"
            raise NotFound(message)
        self._blobs.put(THEMES, _CURRENT, version.encode())
