"""Search: from half-remembered words to the second they are said; an index that can always be rebuilt."""
