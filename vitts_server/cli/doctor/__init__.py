"""Finds out why nothing is heard: `target` reads an address, `probes` asks there, `diagnosis` says what is wrong.

Only `probes` and `local` touch anything outside the process.
"""
