"""Rules of the answers: what is hashed, when a page may be answered, what is kept of an answer. No database, no web."""
