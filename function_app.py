"""The function app: registers the blueprints of `functions/`, nothing else."""

import azure.functions as func

from functions.approval_http.health import bp as health
from functions.deliver_effects.hubspot import bp as write_hubspot
from functions.deliver_effects.triggers import bp as deliver_effects
from functions.renewal_timers.triggers import bp as renewal_timers
from functions.score_contracts.triggers import bp as score_contracts
from functions.sync_halopsa.triggers import bp as sync_halopsa
from functions.sync_halopsa.webhook import bp as webhook
from functions.sync_hubspot.triggers import bp as sync_hubspot

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)

for blueprint in (
    sync_halopsa,
    webhook,
    sync_hubspot,
    score_contracts,
    renewal_timers,
    deliver_effects,
    write_hubspot,
    health,
):
    app.register_functions(blueprint)
