"""Names of the environment variables in which `python -m tests.servers` announces what it started."""

POSTGRES = "MUTABAKAT_TEST_POSTGRES"
RABBIT = "MUTABAKAT_TEST_RABBIT"
RABBIT_API = "MUTABAKAT_TEST_RABBIT_API"
