"""Hypothesis where it is installed: fuzzing is extra, the examples are not."""

import unittest

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st
except ImportError:  # a development tool, not needed to install the addon
    HealthCheck = given = settings = st = None

#: on tests and classes of tests that draw examples
fuzzed = unittest.skipUnless(st, "hypothesis is not installed")
