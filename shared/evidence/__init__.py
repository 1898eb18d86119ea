"""Evidence that leaves the house: how it is written so that it can be hashed, signed, printed and checked by anybody.

Shared because two services write the same receipt, and because whoever checks one has neither service at hand.
"""
