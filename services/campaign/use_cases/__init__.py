"""What the campaign service does, one function per act: `(transaction, command) -> result`. Whoever calls commits."""
