"""Turning the rows of uploaded files into accounts and movements. One module per source; `canonical` is the documented one."""
