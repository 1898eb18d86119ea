"""Typed clients of the other services' internal APIs: for the console's screens and for fetching a run's figures.

Nothing else crosses the services' borders by HTTP (design §2). A refusal arrives as the `DomainError` that the other service
raised; a service that does not answer is `Unavailable`.
"""
