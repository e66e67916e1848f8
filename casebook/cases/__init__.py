"""Cases: what authors make (themes, dilemmas, decision points, guidance), and the one rule of who sees what."""
