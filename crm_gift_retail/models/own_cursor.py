"""A transaction of its own, for what counts whatever becomes of the request."""

from odoo.sql_db import db_connect


def execute_apart(env, query):
    """Execute one statement in a transaction of its own and commit it.

    The request's transaction may be read-only or may fail; what is written here
    stays. Losing the last instant in a crash of the server is accepted: the statement
    does not wait for the disk.

    :param env: environment whose database is meant
    :param SQL query: the statement
    :return: list of rows, empty when the statement returns none
    """
    # the cursor commits when the block ends well
    with db_connect(env.cr.dbname).cursor() as cr:
        cr.execute("SET LOCAL synchronous_commit TO off")
        cr.execute(query)
        return cr.fetchall() if cr.description else []
