"""Decides one thing: whether a mail went out.

Owns the SMTP settings of companies, the lanes to their servers, every message and every attempt. Its database is the mail
queue (design §8); events only tell it what to send and tell others what came of it.
"""
