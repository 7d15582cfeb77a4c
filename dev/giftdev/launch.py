"""Starting Odoo: its configuration file, command lines and environment."""

import os

from . import odoo, paths, postgres, pyenv, store

# The commands of Odoo's CLI that read the configuration file.
_COMMANDS = {"server", "shell", "i18n", "module", "db", "populate", "neutralize"}
_COMMANDS |= {"obfuscate", "cloc", "upgrade_code", "deploy", "scaffold", "help"}
#: Their options stand behind an action: ``odoo i18n export -c FILE``.
_WITH_ACTION = {"i18n", "module"}
_WITHOUT_CONFIG = {"cloc", "upgrade_code", "deploy", "scaffold", "help"}


def config(with_ours=True, **options):
    """Return the text of an ``odoo.conf`` for this checkout.

    :param bool with_ours: whether the checkout is on the addons path
    :param options: further options, by their names in the file
    """
    source = odoo.ensure()
    server = postgres.cluster()
    extra = [paths.CHECKOUT] if with_ours else []
    values = {
        "addons_path": ",".join(map(str, source.addons_path(*extra))),
        "data_dir": paths.data_dir(),
        "http_interface": "127.0.0.1",
        "list_db": True,
        **server.options(),
        **options,
    }
    if server.private:
        values["db_template"] = "template1"
    lines = [f"{name} = {value}" for name, value in values.items()]
    return "\n".join(["[options]", *lines]) + "\n"


def config_file(with_ours=True, name=None, **options):
    """Write the configuration file and return its path."""
    name = name or ("odoo" if with_ours else "odoo-base")
    path = paths.state() / f"{name}.conf"
    paths.ensure(paths.data_dir())
    store.write(path, config(with_ours, **options), mode=0o600)
    return path


def environment():
    """Return the environment in which the venv's Python finds Odoo."""
    source = odoo.ensure()
    found = [str(source.python_path), str(paths.CHECKOUT / "dev")]
    if inherited := os.environ.get("PYTHONPATH"):
        found += [path for path in inherited.split(os.pathsep) if path not in found]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(found),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
    }


def odoo_cmd(arguments, with_ours=True, conf=None):
    """Return the command line that runs Odoo with ``arguments``.

    A leading command (``shell``, ``i18n`` …) stays in front; the project's
    configuration file follows unless the caller names one of his own.
    """
    arguments = [str(argument) for argument in arguments]
    command = []
    if arguments and arguments[0] in _COMMANDS:
        command = [arguments.pop(0)]
        if command[0] in _WITH_ACTION and arguments and arguments[0][:1] != "-":
            command.append(arguments.pop(0))
    own = any(
        item in ("-c", "--config") or item.startswith("--config=") for item in arguments
    )
    file = []
    if not own and not (command and command[0] in _WITHOUT_CONFIG):
        file = ["-c", str(conf or config_file(with_ours))]
    python = str(pyenv.ensure())
    return [python, str(paths.DEV / "start" / "odoo-bin"), *command, *file, *arguments]


def odoo_run(what, arguments, *, stdin=None, log=None, with_ours=True):
    """Run Odoo to its end, without web server; raise when it fails."""
    command = odoo_cmd(
        [*arguments, "--no-http"] if stdin is None else arguments, with_ours
    )
    return store.run(
        what, command, env=environment(), stdin=stdin, log=log, where=paths.state()
    )
