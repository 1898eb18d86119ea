"""The promises of design §4, as one suite that every transport and every database has to pass."""
