def migrate(cr, version):
    """Prepare the trail for its new columns and indexes.

    What was there before is no mass mail: the refresh leaves mass mail out, and an
    unknown would be left out with it, and the customer's last contact be lost.
    """
    if not version:
        return
    cr.execute(
        """
        ALTER TABLE gift_touchpoint
            ADD COLUMN IF NOT EXISTS is_mass boolean DEFAULT FALSE;
        ALTER TABLE gift_touchpoint ALTER COLUMN is_mass DROP DEFAULT;
        DROP INDEX IF EXISTS gift_touchpoint__partner_id_index,
                             gift_touchpoint__commercial_partner_id_index,
                             gift_touchpoint__company_id_index
        """
    )
