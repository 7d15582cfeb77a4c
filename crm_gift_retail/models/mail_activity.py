from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """A call or meeting that is done is a contact; its care is done with it."""
        actions = self.env["gift.care.action"]._get_of_activities(self)
        touchpoints = self._gift_touchpoint_vals()
        res = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        actions._on_activity_done()
        if touchpoints:
            self.env["gift.touchpoint"]._gift_register(touchpoints)
        return res

    def write(self, vals):
        """Care follows its activity to another person or day."""
        res = super().write(vals)
        moved = not {"user_id", "date_deadline"}.isdisjoint(vals)
        if moved and not self.env.context.get("gift_care_silent"):
            actions = self.env["gift.care.action"]._get_of_activities(self)
            actions._on_activity_moved(vals)
        return res

    def unlink(self):
        """Care whose activity is discarded is not wanted any more."""
        if not self.env.context.get("gift_care_silent"):
            actions = self.env["gift.care.action"]._get_of_activities(self)
            actions._on_activity_dismissed()
        return super().unlink()

    def _gift_touchpoint_vals(self):
        """Return the touchpoints that these activities leave once they are done."""
        vals_list = []
        for activity in self.filtered("activity_type_id.gift_is_contact"):
            model = self.env.get(activity.res_model)
            if model is None or not hasattr(model, "_gift_person"):
                continue
            # sudo: an activity is done by its assignee, with or without the document
            record = model.sudo().browse(activity.res_id).exists()
            if not record or not record._gift_person():
                continue
            meeting = activity.activity_type_id.category == "meeting"
            vals_list.append(
                {
                    "partner_id": record._gift_person().id,
                    "company_id": record._gift_standing_company_id(),
                    "kind": "meeting" if meeting else "call",
                    "is_contact": True,
                    "direction": "out",
                    "user_id": self.env.user.id,
                    "res_model": "mail.activity",
                    "res_id": activity.id,
                    "summary": activity.summary or activity.activity_type_id.name,
                }
            )
        return vals_list
