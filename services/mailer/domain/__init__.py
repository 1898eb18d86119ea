"""Rules of mailing: states, replies, schedules, servers. Knows no database and no network."""
