"""Lets failed assertions outside the test modules say what they compared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.contracts.effects", "tests.contracts.road")
