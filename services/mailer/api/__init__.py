"""HTTP of the mailer, under `/mailer/api/v1`."""
