"""Rules of the campaign service: who may do what, what a campaign may look like, what became of each reconciliation."""
