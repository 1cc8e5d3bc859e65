"""Scores: every one kept with its inputs, and the newest of each contract."""

from collections.abc import Set as AbstractSet

from shared.domain.errors import NotFound
from shared.domain.score import Score, ScoreInputs
from shared.domain.sync import LatestScore
from shared.storage.document import packed, unpacked
from shared.storage.gateway import Row, Tables
from shared.storage.keys import customer_range, encode, partition

SCORES = "scores"
LATEST = "readiness"


class TableScores:
    """Scores in table `scores` (a partition a contract), the newest in `readiness`."""

    def __init__(self, tables: Tables, tenant_id: str) -> None:
        self._tables = tables
        self._tenant_id = tenant_id

    def put(self, score: Score, inputs: ScoreInputs) -> None:
        """Keep a score, then make it the newest.

        The key is the date and the hash of the inputs: the same score twice is one row.
        """
        key = _key(score)
        columns = _columns(score) | {"tenant_id": self._tenant_id}
        document = packed(score.model_dump_json())
        behind = packed(inputs.model_dump_json(exclude_defaults=True), name="inputs")
        where = partition(score.customer_id, score.contract_id)
        self._tables.put(SCORES, [Row(where, key, columns | document | behind)])
        latest = Row(
            encode(score.customer_id),
            encode(score.contract_id),
            columns | document | {"score_key": key},
        )
        self._tables.put(LATEST, [latest])

    def latest(self, customer_id: str) -> dict[str, LatestScore]:
        """Give the newest score of each contract of a customer."""
        rows = self._tables.query(LATEST, pk=encode(customer_id))
        return {latest.contract_id: latest for latest in map(_latest, rows)}

    def latest_within(
        self, customer_ids: AbstractSet[str]
    ) -> dict[str, dict[str, LatestScore]]:
        """Give neighbouring customers' newest scores, by customer and contract."""
        lowest, after = customer_range(customer_ids)
        found: dict[str, dict[str, LatestScore]] = {key: {} for key in customer_ids}
        for row in self._tables.query(LATEST, pk_from=lowest, pk_below=after):
            latest = _latest(row)
            if latest.customer_id in found:
                found[latest.customer_id][latest.contract_id] = latest
        return found

    def inputs(self, customer_id: str, contract_id: str, key: str) -> ScoreInputs:
        """Read what a score was computed from."""
        row = self._tables.get(SCORES, partition(customer_id, contract_id), key)
        if row is None:
            message = f"contract {contract_id} has no score {key}"
            raise NotFound(message)
        return ScoreInputs.model_validate_json(unpacked(row.values, name="inputs"))


def _key(score: Score) -> str:
    versions = f"{score.playbook_version}-{score.model_version}"
    return f"{score.as_of_date}|{score.inputs_hash[:12]}|{encode(versions)}"


def _columns(score: Score) -> dict[str, str | float | int]:
    return {
        "customer_id": score.customer_id,
        "contract_id": score.contract_id,
        "as_of_date": score.as_of_date.isoformat(),
        "readiness": str(score.readiness),
        "band": score.band.value,
        "p_renew": str(score.p_renew),
        "coverage": str(score.coverage),
        "playbook_version": score.playbook_version,
        "model_version": score.model_version,
        "inputs_hash": score.inputs_hash,
    }


def _latest(row: Row) -> LatestScore:
    values = row.values
    return LatestScore.model_validate(
        {
            "customer_id": values["customer_id"],
            "contract_id": values["contract_id"],
            "as_of_date": values["as_of_date"],
            "key": values["score_key"],
            "inputs_hash": values["inputs_hash"],
            "playbook_version": values["playbook_version"],
            "model_version": values["model_version"],
            "document": unpacked(values),
        }
    )
