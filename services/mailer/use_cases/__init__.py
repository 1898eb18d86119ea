"""What the mailer does, each in the transaction that its caller opened."""
