"""What groups do with cases: sessions, programmes, pairs, and how a department learns."""
