"""Events between services: a transactional outbox, a store-first inbox, and a transport between them.

The promise (design §4): every committed event reaches every consumer at least once and takes effect once; what cannot be
processed is visible with a reason. Broker features carry none of this: retry, backoff, burial and replay live in tables and
are the same with and without RabbitMQ.
"""
