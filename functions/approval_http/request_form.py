"""The form of a request, new or changed, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import azure.functions as func

from functions.approval_http import answers, visits
from shared.domain.approval import Concession
from shared.domain.concession import ConcessionAsk, ConcessionKind, ReasonCode
from shared.domain.errors import Conflict, InvalidInput
from shared.domain.money import exponent, from_minor
from shared.domain.person import Session
from shared.services.concessions.account import Account
from shared.services.concessions.read import FIELDS, InvalidFields, read

_MINUTES, _HUNDRED = 60, 100
Keep = Callable[[ConcessionAsk], Concession]


@dataclass(frozen=True)
class RequestForm:
    """A form that makes a request of what is filled in, by way of `keep`."""

    heading: str
    button: str
    action: str
    account: Account
    session: Session

    def show(
        self, given: Mapping[str, str], problems: Mapping[str, str] | None = None
    ) -> func.HttpResponse:
        """Show the form, with what is wrong beside each field."""
        return answers.html(
            "new",
            status=422 if problems else 200,
            heading=self.heading,
            button=self.button,
            action=self.action,
            account=self.account,
            kinds=[
                (kind.value, kind.value.replace("_", " ")) for kind in ConcessionKind
            ],
            reasons=[(code.value, code.value.replace("_", " ")) for code in ReasonCode],
            given=given,
            problems=problems or {},
            form_token=visits.token(self.session, self.action),
            **visits.shown_to(self.session),
        )

    def post(self, form: Mapping[str, str], keep: Keep) -> func.HttpResponse:
        """Make the request, or show the form again with what is wrong."""
        visits.check_token(self.session, form, self.action)
        texts = {name: form.get(name, "") for name in FIELDS}
        try:
            asked = keep(read(texts, self.account.basis.currency))
        except InvalidFields as error:
            return self.show(form, error.problems)
        except InvalidInput as error:
            name, _, text = str(error).partition(": ")
            field = name if name in _FORM_NAMES.values() else _FORM_NAMES.get(name, "")
            return self.show(form, {field or "kind": text or str(error)})
        except Conflict as error:
            return answers.message(409, "Nothing was recorded", str(error))
        return answers.see_other(f"/api/concessions/{asked.id}?done=requested")


def texts_of(ask: ConcessionAsk, currency: str) -> dict[str, str]:
    """Write a request as the texts of its form."""

    def amount(minor: int) -> str:
        return f"{from_minor(minor, currency):.{exponent(currency)}f}" if minor else ""

    def hundredths(number: int) -> str:
        return f"{Decimal(number) / _HUNDRED:.2f}" if number else ""

    return {
        "kind": ask.kind.value,
        "effective_date": ask.effective_date.isoformat(),
        "term_months": str(ask.term_months),
        "discount_percent": hundredths(ask.discount_bps),
        "discount_months": str(ask.discount_months),
        "credit": amount(ask.credit_minor),
        "free_months": str(ask.free_months),
        "added_value": amount(ask.added_value_minor),
        "added_hours": hundredths(ask.added_minutes * _HUNDRED // _MINUTES),
        "added_licences": amount(ask.added_licence_minor),
        "payment_days": str(ask.payment_days),
        "other_cost": amount(ask.other_cost_minor),
        "description": ask.description,
        "reason_code": ask.reason_code.value,
        "reason": ask.reason,
        "give_back": ask.give_back,
        "give_back_value": amount(ask.give_back_minor) or "0",
        "expires_on": ask.expires_at.date().isoformat(),
    }


# The names that rules give what is wrong, as the form has them.
_FORM_NAMES = {name: name for name in FIELDS} | {
    "expires_at": "expires_on",
    "give_back_minor": "give_back_value",
    "discount_bps": "discount_percent",
}
