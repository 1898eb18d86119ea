"""Signing in to mail servers with tokens: asking for them, keeping them in memory, and what they are given for in the vault."""
