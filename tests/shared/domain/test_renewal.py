"""Where each kind of effect is done."""

import pytest

from shared.domain.renewal import EffectKind

IN_HUBSPOT = ["upsert_deal", "update_account", "crm_task", "crm_note"]


@pytest.mark.parametrize("kind", EffectKind)
def test_only_what_is_written_to_the_crm_is_in_it(kind):
    assert kind.in_crm is (kind.value in IN_HUBSPOT)
