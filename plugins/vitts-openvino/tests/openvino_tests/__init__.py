"""Tests of vitts-openvino, with the real library and the benchmark voices."""
