"""The language of the bus: every event that crosses a service boundary, written down once.

Producers own the events in the module of their name; `catalogue` finds them by type. A change here is a change for every
integrator: additive changes keep the version, anything else is a new version (architecture.md §5.3).
"""
