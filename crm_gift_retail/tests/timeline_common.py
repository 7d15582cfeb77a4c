"""Base of the tests of the trail's screen."""

from datetime import timedelta

from odoo import fields

from .common import GiftRetailCommon


class TimelineCommon(GiftRetailCommon):
    """A customer whose trail the tests fill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Touchpoint = cls.env["gift.touchpoint"]
        cls.customer = cls.env["gift.customer"]._ensure(cls.firm, cls.company)
        cls.counter = 10**8

    @classmethod
    def _touch(cls, partner, count, start=None, step=None, document=None, **values):
        """Leave touchpoints, the newest first unless ``step`` says otherwise.

        :param partner: ``res.partner``, or None with ``lead``
        :param document: their source; none that exists by default
        :return: ids of the touchpoints
        """
        start = start or fields.Datetime.now()
        step = timedelta(minutes=1) if step is None else step
        lead = values.pop("lead", None)
        rows = []
        for number in range(count):
            cls.counter += 1
            rows.append(
                {
                    "partner_id": partner and partner.id,
                    "lead_id": lead and lead.id,
                    "company_id": cls.company.id,
                    "kind": "call",
                    "res_model": document._name if document else "res.partner",
                    "res_id": document.id if document else cls.counter,
                    "date": start - number * step,
                    **values,
                }
            )
        ids = cls.Touchpoint._gift_register(rows)
        assert len(ids) == count
        return ids

    def _page(self, record, user=None, **options):
        """Return a page of a record's trail as a user (the manager by default)."""
        user = user or self.users["manager"]
        touchpoints = self.Touchpoint.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        return touchpoints.timeline(record._name, record.id, **options)

    def _ids(self, record, user=None):
        return {row["id"] for row in self._page(record, user)["rows"]}
