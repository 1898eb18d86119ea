"""The letters: what a counterparty reads, and the bytes that leave for it."""
