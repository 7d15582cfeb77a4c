"""Provisioning of the project: one import for scripts and tests.

>>> import giftdev
>>> giftdev.newdb("my_test")                    # doctest: +SKIP
>>> subprocess.run(giftdev.odoo_cmd(["-d", "my_test", "--stop-after-init"]),
...                env=giftdev.environment())   # doctest: +SKIP

Standard library only: it runs before anything is installed.
"""

from . import launch, odoo, postgres, pyenv, system, templates
from .errors import ProvisionError
from .launch import environment, odoo_cmd

__all__ = [
    "ProvisionError",
    "cluster",
    "dropdb",
    "environment",
    "newdb",
    "odoo_cmd",
    "odoo_pkg_path",
    "provision",
    "venv_python",
]


def provision(groups=("database", "download")):
    """Make sure that everything for ``groups`` is there.

    :param groups: names of :data:`giftdev.system.NEEDS`
        (``database``, ``download``, ``demo``, ``test``)
    :raise ProvisionError: with the remedy, when something cannot be had
    """
    system.ensure(groups)
    odoo.ensure()
    pyenv.ensure()
    return postgres.cluster()


def cluster():
    """Return the running :class:`giftdev.postgres.Cluster`."""
    return postgres.cluster()


def newdb(name, modules=()):
    """Create (or replace) a database with ``modules`` by cloning a template."""
    return templates.newdb(name, modules)


def dropdb(name):
    """Remove a database and its filestore."""
    templates.drop(postgres.cluster(), name)


def venv_python(group="run"):
    """Return the path of the Python environment of a requirements group."""
    return pyenv.ensure(group)


def odoo_pkg_path():
    """Return the folder of the ``odoo`` package."""
    return odoo.ensure().package


def odoo_config_file():
    """Return the path of the project's ``odoo.conf``, written when needed."""
    return launch.config_file()
