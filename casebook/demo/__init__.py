"""The demonstration: invented people, and earlier answers that the pages say are simulated."""
