"""What every measurement does alike: options, environment, clocks and goals."""

import argparse
import time
from contextlib import contextmanager


def parser(text):
    """Return the parser of a measurement's command line.

    :param str text: docstring of the script; its first line is the description
    """
    words = argparse.ArgumentParser(description=text.split("\n", 1)[0])
    words.add_argument("-d", "--database", required=True)
    words.add_argument("-c", "--config")
    words.add_argument("--addons-path")
    return words


@contextmanager
def environment(options, **context):
    """Give a superuser environment on the database.

    What is not committed is rolled back at the end.

    :param options: words of the command line, see :func:`parser`
    :param context: context of the environment
    """
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    words = ["-d", options.database, "--no-http"]
    for flag, value in (("-c", options.config), ("--addons-path", options.addons_path)):
        words += [flag, value] if value else []
    config.parse_config(words, setup_logging=True)
    with Registry(options.database).cursor() as cr:
        try:
            yield api.Environment(cr, SUPERUSER_ID, context)
        finally:
            cr.rollback()


def seconds(function):
    """Return how long a call takes, and its result."""
    begin = time.perf_counter()
    result = function()
    return time.perf_counter() - begin, result


class Goals:
    """Figures with their goals, and which of them were missed."""

    def __init__(self):
        self.missed = []

    def judge(self, text, value, limit):
        """Print a figure with its goal and remember when it is missed."""
        good = value <= limit
        print(f"  {'ok  ' if good else 'MISS'} {text}: {value:.4g} (goal {limit:.4g})")
        if not good:
            self.missed.append(text)

    def verdict(self):
        """Print which goals were missed.

        :return: exit code, 1 when there are any
        """
        missed = ", ".join(self.missed)
        print(f"goals missed: {missed}" if missed else "all reached")
        return int(bool(missed))


class Bench:
    """The database, its first company and what was measured.

    :param env: superuser environment
    :param options: words of the command line
    """

    def __init__(self, env, options):
        self.env, self.cr, self.options = env, env.cr, options
        self.company = env["res.company"].search([("parent_id", "=", False)], limit=1)
        self.goals = Goals()
