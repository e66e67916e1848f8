"""People: who they are, what they may be, which groups they belong to, and how they sign in."""
