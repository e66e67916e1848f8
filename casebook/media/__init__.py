"""Media: recordings received, clips cut from them, and what was made of each: film, stills, captions."""
