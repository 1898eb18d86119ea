"""Auditor's packages: everything that is known of a campaign in one archive that can be checked without us."""
