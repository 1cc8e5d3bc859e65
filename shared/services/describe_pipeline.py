"""The renewal pipeline as the playbook wants it."""

from shared.domain.crm import Pipeline, PipelineStage
from shared.ports import App

_LABELS = {
    "t90": "90 days: readiness",
    "t60": "60 days: checkpoint",
    "t30": "30 days: proposal",
    "decision": "Decision due",
    "holdover": "Past its end",
    "won": "Renewed",
    "lost": "Not renewed",
}


def wanted(app: App) -> Pipeline:
    """Give the pipeline with the stages that the playbook maps, in their order."""
    policy = app.stores.settings.playbook().crm
    stages = tuple(
        PipelineStage(
            id=policy.stages[name],
            label=label,
            won=name == "won",
            lost=name == "lost",
        )
        for name, label in _LABELS.items()
    )
    return Pipeline(id=policy.pipeline_id, label=policy.pipeline_label, stages=stages)
