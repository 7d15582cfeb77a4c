"""Words to copy for WeChat and other platforms."""

from odoo import api, fields, models

from ..models.window import dialog_action


class GiftMessageCompose(models.TransientModel):
    """Suggests words; the button copies them and notes them as sent."""

    _name = "gift.message.compose"
    _description = "Words to Copy"

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    person_name = fields.Char("To", readonly=True)
    address = fields.Char("Name There", compute="_compute_address")
    declined = fields.Char(compute="_compute_address")
    platform_id = fields.Many2one(
        "gift.platform",
        required=True,
        ondelete="cascade",
        domain=[("is_messenger", "=", True)],
    )
    words = fields.Selection(selection="_selection_words", string="Suggestion")
    text = fields.Text(compute="_compute_text", store=True, readonly=False)

    @api.model
    def _selection_words(self):
        return [(key, title) for key, (title, __) in self._get_texts().items()]

    @api.model
    def _get_texts(self):
        """Return the suggestions: ``{key: (title, text)}``.

        Seam: the library of words replaces them. ``{name}`` becomes the salutation.
        """
        return {
            "thanks": (
                self.env._("Thanks for coming"),
                self.env._(
                    "{name}, thank you for coming by today. If you think of anything, "
                    "just write to me here."
                ),
            ),
            "offer": (
                self.env._("The offer is ready"),
                self.env._(
                    "{name}, the offer is ready. Shall I send it to you here, or would "
                    "you like to see a piece first?"
                ),
            ),
            "arrived": (
                self.env._("Did it arrive?"),
                self.env._(
                    "{name}, did everything arrive well? If anything is not as you "
                    "wish, please tell me and I will see to it."
                ),
            ),
        }

    @api.depends("words")
    def _compute_text(self):
        texts = self._get_texts()
        for compose in self:
            if compose.words in texts:
                name = compose.person_name or self.env._("Hello")
                compose.text = texts[compose.words][1].replace("{name}", name)
            else:
                compose.text = compose.text or False

    @api.depends("platform_id", "res_id", "res_model")
    def _compute_address(self):
        """Show the person's name there, and what they do not want (never blocks)."""
        for compose in self:
            compose.address = compose._get_address()
            compose.declined = compose._get_declined()

    def _get_address(self):
        self.ensure_one()
        if self.res_model not in self.env or not self.res_id:
            return False
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access("read")
        is_lead = self.res_model == "crm.lead"
        partner = record if self.res_model == "res.partner" else record.partner_id
        identities = self.env["gift.platform.identity"].search(
            [
                ("platform_id", "=", self.platform_id.id),
                "|",
                ("partner_id", "in", partner.ids),
                ("lead_id", "in", record.ids if is_lead else []),
            ]
        )
        return ", ".join(identities.mapped("value")) or False

    def _get_declined(self):
        """Return a warning when the person said no to this channel, else False."""
        channel = self.platform_id.consent_channel
        if not channel or self.res_model not in self.env or not self.res_id:
            return False
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access("read")
        partner = record if self.res_model == "res.partner" else record.partner_id
        # sudo: whoever writes must know what was declined
        consents = self.env["gift.consent"].sudo()
        current = consents._gift_current(partner, self.env.company)
        labels = dict(consents._fields["purpose"]._description_selection(self.env))
        purposes = [
            labels[purpose]
            for (__, of, purpose), state in sorted(current.items())
            if of == channel and state == "withdrawn"
        ]
        if not purposes:
            return False
        return self.env._(
            "They said no on %(platform)s to: %(purposes)s. Write only what they wait "
            "for.",
            platform=self.platform_id.name,
            purposes=", ".join(purposes),
        )

    @api.model
    def _get_action(self, record):
        """Return the action that opens the words for a lead, contact or customer.

        :param record: ``crm.lead``, ``res.partner`` or ``gift.customer``
        """
        partner = record if record._name == "res.partner" else record.partner_id
        platform = self.env["gift.platform.identity"].search(
            [
                ("partner_id", "in", partner.ids),
                ("platform_id.is_messenger", "=", True),
            ],
            limit=1,
        ).platform_id or self.env["gift.platform"].search(
            [("is_messenger", "=", True)], limit=1
        )
        lead_name = record._name == "crm.lead" and record.contact_name
        return dialog_action(
            self,
            self.env._("Write"),
            {
                "default_res_model": record._name,
                "default_res_id": record.id,
                "default_platform_id": platform.id,
                "default_person_name": partner.gift_salutation
                or partner.name
                or lead_name,
                "dialog_size": "medium",
            },
        )
