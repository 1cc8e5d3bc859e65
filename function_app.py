"""The function app: registers the blueprints of `functions/`, nothing else."""

import azure.functions as func

from functions.approval_http.api import bp as concession_api
from functions.approval_http.approvals import bp as approvals
from functions.approval_http.concessions import bp as concessions
from functions.approval_http.health import bp as health
from functions.approval_http.intake import bp as intake
from functions.approval_http.sign_in import bp as sign_in
from functions.approval_http.triggers import bp as approval_rounds
from functions.deliver_effects.hubspot import bp as write_hubspot
from functions.deliver_effects.triggers import bp as deliver_effects
from functions.gmail_watch.push import bp as gmail_push
from functions.gmail_watch.triggers import bp as gmail_watch
from functions.renewal_timers.triggers import bp as renewal_timers
from functions.score_contracts.triggers import bp as score_contracts
from functions.score_contracts.uplift import bp as uplift
from functions.sync_halopsa.triggers import bp as sync_halopsa
from functions.sync_halopsa.webhook import bp as webhook
from functions.sync_hubspot.triggers import bp as sync_hubspot

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)

for blueprint in (
    sync_halopsa,
    webhook,
    gmail_watch,
    gmail_push,
    sync_hubspot,
    score_contracts,
    uplift,
    renewal_timers,
    deliver_effects,
    write_hubspot,
    health,
    sign_in,
    approvals,
    concessions,
    concession_api,
    intake,
    approval_rounds,
):
    app.register_functions(blueprint)
