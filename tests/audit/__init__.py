"""Weight and speed of the first view, measured in a real browser on a site served as in production.

`make audit` runs it: `python -m tests.audit [--quick] [--no-lighthouse]`.
"""
