"""What the rules about requests are given: a contract's situation and the policy."""

from collections.abc import Iterable

from shared.domain.approval import Concession, RecentVote
from shared.domain.renewal import ContractState
from shared.ports import App
from shared.services import gather_situation, load_dossiers
from shared.services.gather_situation import Circle
from shared.workflow.concessions.desk import Desk, agents_of
from shared.workflow.situation import Decision


def open_desk(app: App, state: ContractState, votes: Iterable[RecentVote] = ()) -> Desk:
    """Gather today's facts about a contract, and all requests as after `votes`."""
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
        elsewhere=_after(votes, app.stores.projections.concessions()),
    )


def _after(
    votes: Iterable[RecentVote], known: Iterable[Concession]
) -> tuple[Concession, ...]:
    """Put each decision that is not projected yet in place of what is."""
    requests = {one.id: one for one in known}
    for vote in votes:
        request, here = vote.request, requests.get(vote.request.id)
        if here is None or _newer(request, here):
            requests[request.id] = request
    return tuple(requests.values())


def _newer(request: Concession, known: Concession) -> bool:
    told = len(request.approvals), len(known.approvals)
    return request.revision == known.revision and told[0] > told[1]
