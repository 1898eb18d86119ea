"""Plumbing and contracts that every service stands on.

Admission test: a fifth, unrelated service would want each module here unchanged. No service is imported from here.
"""
