"""Measuring casebook against named baselines, as ratios: `python -m bench`."""
