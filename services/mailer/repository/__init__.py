"""All queries of the mailer: what arrives, what is claimed, what came of it, what is shown, what is configured."""
