"""Small tenant-wide values: playbooks and models in force, lookups, the kill switch."""

from shared.domain.calibration import CalibratedModel
from shared.domain.errors import Conflict
from shared.domain.playbook import Playbook, canonical
from shared.domain.service import Lookups
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Row, Tables
from shared.storage.keys import encode

SETTINGS = "tenantsettings"
HINTS = "webhookhints"


class TableSettings:
    """Tenant-wide values in table `tenantsettings`."""

    def __init__(self, tables: Tables, tenant_id: str, shipped: Playbook) -> None:
        self._tables = tables
        self._tenant_id = tenant_id
        self._shipped = shipped

    def playbook(self) -> Playbook:
        """Read the playbook in force, the shipped one before any was imported."""
        row = self._tables.get(SETTINGS, self._tenant_id, "playbook")
        return (
            Playbook.model_validate_json(unpacked(row.values)) if row else self._shipped
        )

    def save_playbook(self, book: Playbook) -> None:
        """Put a playbook in force; every version is kept."""
        values = packed(canonical(book)) | {"version": book.version}
        version = Row(self._tenant_id, f"playbook|{book.version}", values)
        self._tables.put(SETTINGS, [version])
        self._tables.put(SETTINGS, [Row(self._tenant_id, "playbook", values)])

    def playbook_version(self, version: str) -> Playbook | None:
        """Read a playbook that was in force once, or the shipped one."""
        row = self._tables.get(SETTINGS, self._tenant_id, f"playbook|{version}")
        if row:
            return Playbook.model_validate_json(unpacked(row.values))
        return self._shipped if version == self._shipped.version else None

    def model(self) -> CalibratedModel | None:
        """Read the calibrated model, None while the playbook's own values count."""
        row = self._tables.get(SETTINGS, self._tenant_id, "model")
        if row is None:
            return None
        return CalibratedModel.model_validate_json(unpacked(row.values))

    def save_model(self, model: CalibratedModel) -> None:
        """Put a calibrated model in force; every version is kept."""
        values = packed(model.model_dump_json()) | {"version": model.version}
        version = Row(self._tenant_id, f"model|{encode(model.version)}", values)
        self._tables.put(SETTINGS, [version])
        self._tables.put(SETTINGS, [Row(self._tenant_id, "model", values)])

    def lookups(self) -> Lookups:
        """Read the source's lookups as of the last sync."""
        row = self._tables.get(SETTINGS, self._tenant_id, "lookups")
        return Lookups.model_validate_json(unpacked(row.values)) if row else Lookups()

    def save_lookups(self, lookups: Lookups) -> None:
        """Keep the source's lookups."""
        values = packed(lookups.model_dump_json())
        self._tables.put(SETTINGS, [Row(self._tenant_id, "lookups", values)])

    def effects_stopped(self) -> bool:
        """Tell whether the kill switch is on."""
        row = self._tables.get(SETTINGS, self._tenant_id, "killswitch")
        return bool(row and row.values["stopped"])

    def stop_effects(self, *, stopped: bool) -> None:
        """Turn the kill switch on or off."""
        row = Row(self._tenant_id, "killswitch", {"stopped": stopped})
        self._tables.put(SETTINGS, [row])

    def first_seen(self, hint: str) -> bool:
        """Tell whether a webhook's hint is new."""
        return self._tables.get(HINTS, encode(hint), "seen") is None

    def remember(self, hint: str) -> None:
        """Remember a hint that was queued."""
        try:
            self._tables.insert(HINTS, [Row(encode(hint), "seen", {})])
        except Conflict:
            return
