"""The commands in ``dev/``: each is one function here."""

import argparse
import os
import signal
import sys

from . import demo, launch, odoo, postgres, provision, pyenv, templates
from .errors import ProvisionError, from_os_error
from .ui import say


def _exec(command, env):
    sys.stdout.flush()
    sys.stderr.flush()
    os.execvpe(str(command[0]), [str(part) for part in command], env)


def cmd_odoo(arguments):
    """Run the provisioned Odoo with this checkout on its addons path."""
    provision()
    _exec(launch.odoo_cmd(arguments), launch.environment())


def cmd_python(arguments):
    """Run the environment's Python with Odoo and dev/ importable."""
    provision()
    _exec([pyenv.ensure(), *arguments], launch.environment())


def cmd_psql(arguments):
    """Run psql against the project's server, as Odoo's role."""
    server = postgres.cluster()
    env = server.env()
    # psql's own default would be a database with the role's name.
    env.setdefault("PGDATABASE", "postgres")
    _exec([postgres.psql(), *arguments], env)


def cmd_newdb(arguments):
    """usage: dev/newdb DATABASE [MODULE[,MODULE…] …]"""
    if not arguments or arguments[0].startswith("-"):
        raise ProvisionError(cmd_newdb.__doc__)
    templates.check_name(arguments[0])
    provision()
    wanted = [name for item in arguments[1:] for name in item.split(",") if name]
    seconds = templates.newdb(arguments[0], wanted)
    say(f"database {arguments[0]} is ready ({seconds:.1f} s)")


def cmd_provision(arguments):
    """usage: dev/provision [GROUP …]: database, download, demo, test"""
    provision(tuple(arguments) or ("database", "download"))
    say(f"Odoo {odoo.ensure().version} at {odoo.ensure().package}")
    say(f"Python at {pyenv.ensure()}")


def cmd_demo(arguments):
    """Bring the demo up; see make demo."""
    parser = argparse.ArgumentParser(prog="dev/demo", description=demo.run.__doc__)
    parser.add_argument("--fresh", action="store_true", help="rebuild the database")
    parser.add_argument("--data", help="purchase history for a second company")
    options = parser.parse_args(arguments)
    demo.run(options.fresh, options.data)


def cmd_stop(arguments):
    """End what this checkout started."""
    demo.stop()


def cmd_clean(arguments):
    """usage: dev/clean [--cache]"""
    if set(arguments) - {"--cache"}:
        raise ProvisionError(cmd_clean.__doc__)
    demo.clean(cache="--cache" in arguments)


def cmd_lint(arguments):
    """Run every static check; ``--fix`` rewrites what it can."""
    from giftqa.lint import main as lint

    return lint(arguments)


def cmd_test(arguments):
    """Run lint, the tests inside Odoo and the black-box tests."""
    from giftqa.testrun import main as test

    return test(arguments)


def cmd_test_odoo(arguments):
    """Run Odoo's own suites with and without our addons and compare."""
    from giftqa.suites import main as suites

    return suites(arguments)


def cmd_bench(arguments):
    """Run the measurements of ``bench/`` on a fresh database."""
    from giftqa.bench import main as bench

    return bench(arguments)


def cmd_i18n(arguments):
    """Export translation templates and merge them, or check them."""
    from giftqa.i18n import main as i18n

    return i18n(arguments)


def cmd_gen_readme(arguments):
    """Write README.rst and index.html of every addon from its fragments."""
    from giftqa.lint import addons
    from giftqa.readme import check_all

    findings = check_all(arguments or addons(), write=True)
    say("\n".join(findings))
    return bool(findings)


def main(command, arguments):
    """Run one command; return its exit code. Errors are told, not traced."""

    def interrupt(number, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    functions = {
        name[4:]: function
        for name, function in globals().items()
        if name.startswith("cmd_")
    }
    try:
        return functions[command](arguments) or 0
    except ProvisionError as error:
        say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        say(
            "\ninterrupted: nothing is left half done; run the same command again"
            " to go on."
        )
        return 130
    except OSError as error:
        known = from_os_error(error, error.filename or "the work folders")
        if known is None:
            raise
        say(f"error: {known}")
        return 1
