"""The demo: the eleven offers of the product's stories and the fictional city around them."""

from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data" / "demo"
