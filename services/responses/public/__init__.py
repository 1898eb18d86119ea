"""The page that a counterparty opens: its own application, without script, cookie, redirect or any route of an operator."""
