"""What the aggregator can do: `(transaction, command) -> result`. Whoever calls opens and commits."""
