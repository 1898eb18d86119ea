"""The rules of the ledger side: what counts on which side, for whom, in which month. Pure, no database."""
