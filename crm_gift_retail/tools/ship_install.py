"""The column that tells when a transfer was ready."""


def add_ready_date(cr):
    """Add the column before the ORM does, which would fill it for all transfers.

    When old transfers were ready nobody knows: they stay empty. Running it again
    changes nothing.

    :param cr: cursor
    """
    cr.execute(
        "ALTER TABLE stock_picking ADD COLUMN IF NOT EXISTS gift_ready_date timestamp"
    )
