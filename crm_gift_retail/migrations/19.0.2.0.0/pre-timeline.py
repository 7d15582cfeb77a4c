def migrate(cr, version):
    """Drop indexes whose columns the trail's pages lead with now."""
    cr.execute(
        """
        DROP INDEX IF EXISTS gift_touchpoint__partner_id_index,
                             gift_touchpoint__commercial_partner_id_index
        """
    )
