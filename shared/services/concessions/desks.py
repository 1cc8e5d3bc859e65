"""What the rules about requests are given: a contract's situation and the policy."""

from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services import gather_situation, load_dossiers
from shared.services.gather_situation import Circle
from shared.workflow.concessions.desk import Desk, agents_of
from shared.workflow.situation import Decision


def open_desk(app: App, state: ContractState) -> Desk:
    """Gather today's facts about a contract, and all other requests."""
    book, people = app.stores.settings.playbook(), load_dossiers.directory(app)
    dossier = load_dossiers.load(app, state.customer_id, people, book.seat_words)
    circle = Circle(
        dossier=dossier,
        people=people,
        book=book,
        scores=app.stores.scores.latest(state.customer_id),
        last_tickets={},
    )
    file = next((f for f in dossier.files if f.contract.id == state.contract_id), None)
    if file is None:
        situation = gather_situation.of_missing(app, circle, state)
    else:
        situation = gather_situation.of_contract(
            app, circle, file, state=state, finished=()
        )
    return Desk(
        decision=Decision(situation=situation, book=book, tenant_id=app.tenant_id),
        now=app.now(),
        currency=app.currency,
        agents=agents_of(book.approvals, people),
        elsewhere=tuple(app.stores.projections.concessions()),
    )
