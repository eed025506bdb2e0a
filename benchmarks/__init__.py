"""Ourselves and our peers under the same load in one run: `python -m benchmarks`.

No test of correctness, and no part of what is installed. What it writes lies in `benchmarks/results`.
"""
