"""Decides what our books say about each counterparty: ledger files in, figures and statements out.

Owns accounts, contacts, movements, imports, deferred series, runs and statements. Never mails, never asks anyone.
"""
