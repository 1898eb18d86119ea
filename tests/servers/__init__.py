"""Real servers for the tests, each an own child process on free loopback ports in a temporary folder.

Nothing here ever touches a PostgreSQL, RabbitMQ or Postfix that the machine itself runs.
"""
