"""Databases and one-off Odoo processes for black-box tests."""

import inspect
import json
import subprocess
import tempfile
import textwrap
import uuid
from pathlib import Path

import giftdev
import psycopg2
from giftdev import launch, modules
from giftqa import verdict

ADDON = "crm_gift_retail"
TIMEOUT = 600


class Odoo:
    """An Odoo command line for a database, with or without our addons.

    :param database: name of an existing database
    :param with_ours: whether this checkout is on the addons path
    :param addons: another folder of addons instead of this checkout
    """

    def __init__(self, database, with_ours=True, addons=None):
        self.database = database
        conf = launch.config_file(
            with_ours=with_ours and not addons, name=f"test-{uuid.uuid4().hex[:8]}"
        )
        if addons:
            text = conf.read_text()
            conf.write_text(
                text.replace("addons_path = ", f"addons_path = {addons},", 1)
            )
        self.conf = conf
        self.env = giftdev.environment()

    def command(self, *words):
        """Return the command line of Odoo with this database's configuration."""
        # "module install" takes its options behind both words
        head = 2 if words[0] == "module" else 1
        options = ["-c", self.conf, "-d", self.database]
        return giftdev.odoo_cmd([*words[:head], *options, *words[head:]])

    def run(self, *words, stdin=None, check_log=True, env=None):
        """Run Odoo to its end and return its log.

        :param words: Odoo's command (``server``, ``module`` …) and its arguments
        :raises AssertionError: on a bad exit code or a WARNING that is not allowed
        """
        done = subprocess.run(
            [str(word) for word in self.command(*words)],
            input=stdin if stdin is not None else "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**self.env, **(env or {})},
            timeout=TIMEOUT,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout[-4000:]}"
        if check_log:
            assert_clean(done.stdout, words)
        return done.stdout

    def install(self, *names):
        """Install modules; the log must stay free of warnings."""
        return self.run(
            *("server", "-i", ",".join(names), "--stop-after-init", "--no-http")
        )

    def update(self, *names):
        """Upgrade modules; the log must stay free of warnings."""
        return self.run(
            *("server", "-u", ",".join(names), "--stop-after-init", "--no-http")
        )

    def uninstall(self, *names):
        """Uninstall modules through Odoo's own command."""
        return self.run("module", "uninstall", *names)

    def call(self, function, check_log=True, **kwargs):
        """Run ``function(env, **kwargs)`` in an Odoo shell, commit, return its result.

        The function's source is sent: it must import what it uses, and take and return
        what JSON can carry.
        """
        [result] = self.call_all((function, kwargs), check_log=check_log)
        return result

    def call_all(self, *steps, check_log=True):
        """Run several functions in one shell (starting Odoo takes longer than they do).

        :param steps: functions, or pairs of function and keyword arguments
        :return: list of their results
        """
        steps = [step if isinstance(step, tuple) else (step, {}) for step in steps]
        with tempfile.TemporaryDirectory() as folder:
            answer = Path(folder) / "answer.json"
            self.run(
                "shell",
                "--no-http",
                stdin=program(steps, answer),
                check_log=check_log,
            )
            return json.loads(answer.read_text())

    def start(self, function, answer, log, **kwargs):
        """Start the same in the background; the caller waits for the process."""
        process = subprocess.Popen(
            [str(word) for word in self.command("shell", "--no-http")],
            stdin=subprocess.PIPE,
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
            env=self.env,
            start_new_session=True,
        )
        process.stdin.write(program([(function, kwargs)], answer).encode())
        process.stdin.close()
        return process

    def close(self):
        """Remove the configuration file."""
        self.conf.unlink(missing_ok=True)


def program(steps, answer):
    """Return the text for a shell's standard input."""
    parts = ["import json", "results = []"]
    for function, kwargs in steps:
        parts += [
            textwrap.dedent(inspect.getsource(function)),
            f"kwargs = json.loads({json.dumps(kwargs)!r})",
            f"results.append({function.__name__}(env, **kwargs))",
            "env.cr.commit()",
        ]
    parts += [
        f"with open({str(answer)!r}, 'w') as stream:",
        "    json.dump(results, stream, default=str)",
        "",
    ]
    return "\n".join(parts)


def assert_clean(log, what):
    """Fail when a log holds a WARNING or worse that is not on the list."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_text(log)
        bad = verdict.bad_lines(path)
    assert not bad, f"{what}: " + "\n".join(bad)[:6000]


def foreign_modules():
    """Return Odoo's own modules that our addons need."""
    return modules.split([ADDON])[0]


def new_database(wanted):
    """Clone a template with ``wanted`` installed; return the database's name."""
    name = f"gift_bb_{uuid.uuid4().hex[:10]}"
    giftdev.newdb(name, wanted)
    return name


def sql(database, query, **values):
    """Run SQL as Odoo's role and return rows.

    :param values: what ``%(name)s`` in the query stands for
    """
    env = giftdev.cluster().variables
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user"}
    names["PGPASSWORD"] = "password"
    where = {names[name]: env[name] for name in names if env.get(name)}
    connection = psycopg2.connect(dbname=database, **where)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()
