from odoo.fields import Domain
from odoo.tools import SQL


def pair_domain(query, columns, name):
    """Return the domain of rows whose customer and company a query's rows have.

    Firm and root company only say together whose row it is (decision 3).

    :param query: ``Query`` on a model with the columns ``partner_id``, ``company_id``
    :param columns: the same two columns of the rows that are looked for
    :param str name: field of these rows that holds the query's record
    """
    pairs = query.select(
        SQL.identifier(query.table, "partner_id"),
        SQL.identifier(query.table, "company_id"),
    )

    def to_sql(_model, alias, _query):
        pair = SQL(", ").join(SQL.identifier(alias, column) for column in columns)
        return SQL("(%s) IN (%s)", pair, pairs)

    return Domain.custom(
        to_sql=to_sql, predicate=lambda row: row[name].id in query.get_result_ids()
    )
