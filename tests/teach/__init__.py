"""What groups do, tried."""
