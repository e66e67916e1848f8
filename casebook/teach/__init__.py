"""What groups do: programmes of modules for cohorts, and what teaching they share."""
