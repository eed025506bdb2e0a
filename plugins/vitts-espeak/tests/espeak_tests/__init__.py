"""Tests of vitts-espeak, with the real library: a package, so that its names do not meet those of other tests."""
