"""Tests of vitts-espeak, with the real library."""
