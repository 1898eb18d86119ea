"""Files of the counterparty's own books, read into rows. Only ever called in the confined child."""
