"""What groups do together: teaching sessions, programmes, pairs."""
