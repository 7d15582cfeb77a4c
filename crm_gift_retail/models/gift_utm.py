"""Sources that come from outside: links, forms, files. Untrusted text (promise L1)."""

import logging

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ..tools.utm_text import clean_name

_logger = logging.getLogger(__name__)

#: what junk becomes; a campaign that nobody can name is none
UNKNOWN = {
    "utm.medium": "crm_gift_retail.utm_medium_unknown",
    "utm.source": "crm_gift_retail.utm_source_unknown",
}


class UtmMixin(models.AbstractModel):
    _inherit = "utm.mixin"

    def _find_or_create_record(self, model_name, name):
        """Find by name whatever the case, else create; junk becomes "Unknown".

        Odoo's own looks with an unescaped pattern: "%" would find anything.
        """
        if model_name not in ("utm.medium", "utm.source", "utm.campaign"):
            return super()._find_or_create_record(model_name, name)
        cleaned = clean_name(name)
        if cleaned is None:
            # The text is not kept: it says nothing, and staff would read it.
            _logger.info("No name for %s: %.80r", model_name, name)
            return self._gift_utm_unknown(model_name)
        return self._gift_utm_find(model_name, cleaned) or self._gift_utm_create(
            model_name, cleaned
        )

    @api.model
    def _gift_utm_unknown(self, model_name):
        """Return the record "Unknown" of a UTM model; an empty one of campaigns."""
        records = self.env[model_name]
        xmlid = UNKNOWN.get(model_name)
        return (xmlid and self.env.ref(xmlid, raise_if_not_found=False)) or records

    @api.model
    def _gift_utm_find(self, model_name, name):
        """Return the record of that very name, whatever the case; the oldest of many.

        :param str model_name: ``utm.medium``, ``utm.source`` or ``utm.campaign``
        :param str name: of ``clean_name``
        """
        records = self.env[model_name].with_context(active_test=False)
        records.flush_model(["name"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE lower(name) = lower(%s) ORDER BY id LIMIT 1",
                SQL.identifier(records._table),
                name,
            )
        )
        # What a rule of access hides is not found, as with a search.
        return records.browse(rows[0][0])._filtered_access("read") if rows else records

    @api.model
    def _gift_utm_create(self, model_name, name):
        """Create a record of that name; twice at once makes one.

        :raise ConcurrencyError: when another request made it just now; Odoo tries this
            one again and finds it
        """
        values = {"name": name, "gift_from_outside": True}
        if "is_auto_campaign" in self.env[model_name]._fields:
            values["is_auto_campaign"] = True
        try:
            with self.env.cr.savepoint():
                return self.env[model_name].create(values)
        except UniqueViolation as error:
            raise ConcurrencyError(f"{model_name} made by another request") from error


class UtmSource(models.Model):
    _name = "utm.source"
    _inherit = ["utm.source", "gift.utm.outside"]


class UtmCampaign(models.Model):
    _name = "utm.campaign"
    _inherit = ["utm.campaign", "gift.utm.outside"]
