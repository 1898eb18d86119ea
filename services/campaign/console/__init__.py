"""The operator console: the screens of the campaign service, and only screens.

What it protects: every rule stays in the use cases and in the other services; a screen asks, shows and words. Every action
works as a plain form post, with or without scripts; nothing inline, so that the strict policy of `headers.py` can hold.
"""
