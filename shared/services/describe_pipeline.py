"""The renewal pipeline as the playbook wants it."""

from shared.domain.crm import Pipeline, PipelineStage
from shared.ports import App
from shared.services import report_exceptions

_LABELS = {
    "t90": "90 days: readiness",
    "t60": "60 days: checkpoint",
    "t30": "30 days: proposal",
    "decision": "Decision due",
    "holdover": "Past its end",
    "won": "Renewed",
    "lost": "Not renewed",
}


_RULE = "crm_not_set_up"


def is_there(app: App) -> bool:
    """Tell whether the portal has the pipeline; the operator hears of it if not."""
    pipeline = wanted(app)
    there = {one.id: one for one in app.stores.crm.pipelines.all()}.get(pipeline.id)
    known = {stage.id for stage in there.stages} if there else set()
    missing = [stage.id for stage in pipeline.stages if stage.id not in known]
    if not missing:
        report_exceptions.close_for_tenant(app, key=_RULE)
        return True
    message = (
        f"nothing is written to HubSpot: pipeline {pipeline.id} lacks stages "
        f"{', '.join(missing)}; run `hubspot setup`, or map others in the playbook"
    )
    report_exceptions.raise_for_tenant(app, rule=_RULE, key=_RULE, message=message)
    return False


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
