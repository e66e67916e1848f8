"""The database: how it is opened, what every row has, what changed, and its migrations."""
