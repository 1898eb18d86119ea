"""`true` and `false` in the body of a request: not 0, 1 or `"yes"`, which the published schema does not allow either."""

from __future__ import annotations

from typing import Annotated

from pydantic import Strict

Truth = Annotated[bool, Strict()]
