"""Moves mail: lanes with their connections, one delivery after another, and the recorder that commits for all of them."""
