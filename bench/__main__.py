"""`python -m bench` lists what can be measured; `python -m bench media --rounds 5 --json` measures it, and
`python -m bench relevance` judges how well search answers."""

import argparse
import importlib
import json
import logging
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import structlog

from .pairs import Plan, Ratio, machine, measure
from .relevance import Judged

#: Each is a module here with `plan(folder) -> Plan`; its first line says what it measures.
BENCHES = ("media", "search", "unseen", "compare", "programme")
