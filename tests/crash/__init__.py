"""Kill here, restart, check the promises: over every crash point, and at random."""
