"""The firm on order lines that are there already, by plain SQL."""


def add_firm_column(cr):
    """Add ``sale_order_line.gift_firm_id`` before the ORM would fill it row by row.

    :param cr: cursor
    """
    cr.execute(
        "ALTER TABLE sale_order_line ADD COLUMN IF NOT EXISTS gift_firm_id integer"
    )


def stamp_firms(cr):
    """Write the firm of confirmed orders on their lines, in one statement.

    Running it again changes nothing.

    :param cr: cursor
    """
    cr.execute(
        """
        UPDATE sale_order_line l SET gift_firm_id = o.gift_commercial_partner_id
          FROM sale_order o
         WHERE o.id = l.order_id AND o.gift_commercial_partner_id IS NOT NULL
           AND l.gift_firm_id IS DISTINCT FROM o.gift_commercial_partner_id
        """
    )
