"""A made-up ledger that looks like a real one, the same for the same seed: for `mutabakat demo`, tests and measurements."""

from services.aggregator.sample.documents import DEFERRED_SERIES
from services.aggregator.sample.ledger import SampleLedger, generate

__all__ = ["DEFERRED_SERIES", "SampleLedger", "generate"]
