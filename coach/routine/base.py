"""The ground all models stand on: frozen, strict about unknown fields, silent about their input."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from coach.routine.grammar import LONGEST_S, parse_length


class Model(BaseModel):
    """A frozen value that refuses what it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        defer_build=True,  # most models are only ever parts of others: one schema for the whole is enough
    )


Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
"""A name inside a file: letters, digits, dot, hyphen, underscore; at most 64."""

RoutineId = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""The name of a routine: small letters, digits, hyphen, underscore; at most 64."""

Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=400, strip_whitespace=True)]
"""Words to be spoken or shown, one line."""

Length = Annotated[
    float,
    BeforeValidator(parse_length, json_schema_input_type=float | str),
    Field(ge=0, le=LONGEST_S, allow_inf_nan=False),
]
"""A length of time in seconds: 90, 90s, 1:30 or 1m30s."""

Count = Annotated[int, Field(strict=True, ge=1, le=999)]
"""A whole number of repetitions."""

Pressure = Annotated[int, Field(strict=True, ge=0, le=5)]
"""How firm: 0 no weight, 1 barely there, 2 light, 3 medium, 4 strong, 5 forbidden."""

YesNo = Annotated[bool, Field(strict=True)]
"""true or false; yes, no, on and off are text in YAML 1.2."""

Decimal = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite number; text and yes/no are not numbers."""
