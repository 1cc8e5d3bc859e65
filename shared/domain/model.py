"""What every domain model has in common: frozen, closed, and serialised one way."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value; unknown fields are refused because we wrote both sides."""

    model_config = ConfigDict(frozen=True, extra="forbid")
