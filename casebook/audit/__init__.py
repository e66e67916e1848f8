"""The audit: who did what that others see or that changes what they may do, as a chain nobody can mend unseen."""
