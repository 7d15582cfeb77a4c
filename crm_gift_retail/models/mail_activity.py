from odoo import models


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "gift.touchpoint.mixin"]

    def _action_done(self, feedback=False, attachment_ids=None):
        """A call or meeting that is done is a contact; its care is done with it."""
        actions = self.env["gift.care.action"]._get_of_activities(self)
        touchpoints = self._gift_trail_contacts()
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

    def _gift_trail_contacts(self):
        """Return the touchpoints that these activities leave once they are done."""
        contacts = self.filtered("activity_type_id.gift_is_contact")
        meetings = contacts.filtered(lambda a: a.activity_type_id.category == "meeting")
        return [
            *meetings._gift_trail_prepare("meeting"),
            *(contacts - meetings)._gift_trail_prepare("call"),
        ]

    def _gift_trail_prepare(self, kind, **values):
        """Let the documents say whom it was with; one look at each model's records."""
        vals_list = []
        # sudo: an activity is done by its assignee, with or without the document
        for model_name, activities in self.sudo().grouped("res_model").items():
            model = self.env.get(model_name)
            if model is None or not hasattr(model, "_gift_trail_vals"):
                continue
            documents = model.sudo().browse(activities.mapped("res_id")).exists()
            by_id = {document.id: document for document in documents}
            vals_list += [
                {
                    **document._gift_trail_vals(kind),
                    "kind": kind,
                    "is_contact": True,
                    "direction": "out",
                    "user_id": self.env.user.id,
                    "res_model": "mail.activity",
                    "res_id": activity.id,
                    "summary": activity.summary or activity.activity_type_id.name,
                    **values,
                }
                for activity in activities
                if (document := by_id.get(activity.res_id))
            ]
        return vals_list
