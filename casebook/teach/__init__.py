"""What groups do with cases: pairs, and how a department learns."""
