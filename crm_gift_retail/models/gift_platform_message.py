"""Messages that other systems hand in: each once, whatever how often it is sent."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL, formataddr, single_email_re

from ..tools.phone_cn import PhoneError, parse_phone
from ..tools.platform_text import (
    PlatformError,
    checked_value,
    clean_text,
    clean_value,
    read_moment,
    value_key,
)

RECEIVER_GROUP = "crm_gift_retail.crm_gift_retail_group_receiver"
SUMMARY_LENGTH = 80


class GiftPlatformMessage(models.Model):
    """Ledger of messages received; the words themselves are in the chatter.

    Its unique key makes a message count once. It is taken with ``ON CONFLICT DO
    NOTHING``: against a row that another transaction has just committed PostgreSQL
    raises a serialization error (REPEATABLE READ), Odoo tries again and then finds it.
    """

    _name = "gift.platform.message"
    _description = "Message Received on a Platform"
    _inherit = ["gift.platform.retention"]
    _order = "id desc"
    _rec_name = "external_id"

    platform_id = fields.Many2one(
        "gift.platform", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    external_id = fields.Char("Number on the Platform", required=True, readonly=True)
    sender = fields.Char(readonly=True)
    date = fields.Datetime(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", ondelete="set null"
    )
    lead_id = fields.Many2one(
        "crm.lead", readonly=True, index="btree_not_null", ondelete="set null"
    )
    message_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _external_uniq = models.Constraint(
        "UNIQUE (company_id, platform_id, external_id)",
        "This message has been received already.",
    )

    @api.autovacuum
    def _gc_words(self):
        """Forget names and words after a while.

        :return: (messages done, whether there may be more)
        """
        return self._gift_forget_words()

    def _gift_take(self, platform, company, external_id):
        """Take the key of a message; the first one wins.

        :return: (row, whether it is new)
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO gift_platform_message
                       (platform_id, company_id, external_id, create_uid, create_date,
                        write_uid, write_date)
                VALUES (%(platform)s, %(company)s, %(key)s, %(uid)s,
                        now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC')
                ON CONFLICT (company_id, platform_id, external_id) DO NOTHING
                RETURNING id
                """,
                platform=platform.id,
                company=company.id,
                key=external_id,
                uid=self.env.uid,
            )
        )
        if rows:
            return self.browse(rows[0][0]), True
        return self.search(
            [
                ("platform_id", "=", platform.id),
                ("company_id", "=", company.id),
                ("external_id", "=", external_id),
            ]
        ), False

    def _gift_answer(self, status):
        """Return what the sending system is told: numbers, nothing of the customer."""
        return {
            "status": status,
            "message_id": self.message_id.id,
            "partner_id": self.partner_id.id,
            "lead_id": self.lead_id.id,
        }


class GiftPlatform(models.Model):
    _inherit = "gift.platform"

    @api.model
    def receive(
        self,
        platform,
        external_id,
        sender,
        text,
        sender_name=None,
        sent_at=None,
        phone=None,
        email=None,
        source=None,
        campaign=None,
    ):
        """Take a message from another system: ``POST /json/2/gift.platform/receive``.

        Idempotent on (company of the user, platform, external_id): a repeated call
        answers as the first did. A sender who is known becomes a message on the
        customer's thread, one who is not becomes a lead with the platform's source;
        further messages of the same sender go to that lead. Everything from outside is
        untrusted: text is plain, control characters are dropped, what is too long is
        cut; nothing is matched by telephone or address. Attachments are not taken.

        :param str platform: code, such as ``wechat``
        :param str external_id: number of the message there, 1 to 128 characters
        :param str sender: name or number of the person there, 1 to 128 characters
        :param str text: plain text; more than 4,000 characters are cut
        :param str sender_name: as the platform shows the person
        :param str sent_at: ISO 8601, UTC when it names no zone; default now
        :param str phone: kept on a new lead when it is a number
        :param str email: kept on a new lead when it is an address
        :param str source: UTM source; taken when it exists, else kept as words
        :param str campaign: UTM campaign; likewise
        :return: dict ``status`` (``new`` or ``known``), ``message_id``, ``partner_id``,
            ``lead_id`` (ids or False)
        :raise AccessError: without the right to receive messages
        :raise ValidationError: unknown platform, missing or impossible values
        """
        if not self.env.su and not self.env.user.has_group(RECEIVER_GROUP):
            raise AccessError(
                self.env._(
                    "Messages are handed in by a user with the right “Receives "
                    "messages”. Ask a manager."
                )
            )
        place = self._gift_by_code(platform)
        if not place:
            raise ValidationError(
                self.env._(
                    "There is no platform “%(code)s”. Known: %(known)s.",
                    code=clean_value(platform)[:40],
                    known=", ".join(
                        self.sudo().search([("code", "!=", False)]).mapped("code")
                    ),
                )
            )
        try:
            external_id = checked_value(external_id, "external_id")
            sender = checked_value(sender, "sender")
            moment = read_moment(sent_at, fields.Datetime.now())
        except PlatformError as error:
            raise ValidationError(self._gift_refusal(error)) from error
        body, cut = clean_text(text)
        if not body:
            raise ValidationError(
                self.env._("The message has no text. Attachments are not taken.")
            )
        # sudo: the machine's user may hand in messages and see nothing
        place = place.sudo()
        company = self.env.company.sudo().root_id
        ledger = self.env["gift.platform.message"].sudo()
        row, is_new = ledger._gift_take(place, company, external_id)
        if not is_new:
            return row._gift_answer("known")
        if cut:
            body += " …"
        details = {
            "name": clean_value(sender_name)[:128] or sender,
            "phone": clean_value(phone)[:40],
            "email": clean_value(email)[:128],
            "source": clean_value(source)[:64],
            "campaign": clean_value(campaign)[:64],
        }
        person, lead = place._gift_find_or_make(sender, details, company)
        message = place._gift_post(person, lead, body, details["name"])
        place._gift_register_inbound(message, person, lead, company, moment, body)
        row.write(
            {
                "sender": sender,
                "date": moment,
                "partner_id": person.id,
                "lead_id": lead.id,
                "message_id": message.id,
            }
        )
        return row._gift_answer("new")

    @api.model
    def _gift_refusal(self, error):
        """Return why a value from outside is refused, in words."""
        if error.code == "date":
            return self.env._(
                "“sent_at” is no date and time of the last year. Write it as "
                "2026-03-08T09:30:00+08:00."
            )
        return self.env._(
            "“%(name)s” is missing or longer than 128 characters.", name=error.name
        )

    def _gift_find_or_make(self, sender, details, company):
        """Return (person, lead) of a sender; one of them is empty.

        :param str sender: name or number on the platform
        :param dict details: cleaned texts from outside
        :param company: root ``res.company``
        """
        self.ensure_one()
        identities = self.env["gift.platform.identity"].sudo()
        identity = identities._gift_find(self, sender)
        person, lead = identity.partner_id, identity.lead_id
        person = person or lead.partner_id
        leads = self.env["crm.lead"].sudo()
        if person:
            foreign = person.company_id and person.company_id.root_id != company
            if not foreign:
                return person, leads
        elif lead and lead.active and lead.company_id.root_id == company:
            return person, lead
        if person:  # of another company: here the sender's own lead, if there is one
            last = self.env["gift.platform.message"].sudo()
            last = last.search(
                [
                    ("platform_id", "=", self.id),
                    ("company_id", "=", company.id),
                    ("sender", "=", sender),
                    ("lead_id.active", "=", True),
                ],
                limit=1,
            )
            if last:
                return leads.partner_id, last.lead_id
        new = leads.with_company(company).create(
            self._gift_lead_vals(sender, details, company)
        )
        if lead and not person:
            identity.lead_id = new
        elif not identity:
            self._gift_take_identity(sender, new)
        return self.env["res.partner"], new

    def _gift_take_identity(self, sender, lead):
        """Note whose name this is; a race with the same sender is tried again."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gift_platform_identity
                       (platform_id, value, value_key, lead_id, create_uid,
                        create_date, write_uid, write_date)
                VALUES (%(platform)s, %(value)s, %(key)s, %(lead)s, %(uid)s,
                        now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC')
                ON CONFLICT (platform_id, value_key) DO NOTHING
                """,
                platform=self.id,
                value=sender,
                key=value_key(sender),
                lead=lead.id,
                uid=self.env.uid,
            )
        )

    def _gift_lead_vals(self, sender, details, company):
        """Return the values of a lead for somebody we do not know."""
        vals = {
            "name": self.env._(
                "%(platform)s: %(name)s", platform=self.name, name=details["name"]
            ),
            "contact_name": details["name"],
            "type": "opportunity",
            "company_id": company.id,
            "user_id": False,
            **self._gift_utm_vals(),
        }
        try:
            parse_phone(details["phone"], company._gift_region())
            vals["phone"] = details["phone"]
        except PhoneError:
            details["other"] = details["phone"]
        if single_email_re.match(details["email"]):
            vals["email_from"] = details["email"]
        words = []
        for name, model in (("source", "utm.source"), ("campaign", "utm.campaign")):
            if not details[name]:
                continue
            # what others call their campaigns is text, not our campaign
            found = self.env[model].search([("name", "=ilike", details[name])], limit=1)
            if found:
                vals[f"{name}_id"] = found.id
            else:
                words.append(f"{name}: {details[name]}")
        words += filter(None, [details.get("other")])
        words.append(f"{self.name}: {sender}")
        # joining Markup escapes what is not: an HTML field, words from outside
        vals["description"] = Markup("<p>%s</p>") % Markup("<br/>").join(words)
        return vals

    def _gift_post(self, person, lead, body, name):
        """Put the words on the thread, and before the eyes of who looks after them.

        The trail is written by ``_gift_register_inbound``, which knows the platform.
        """
        thread = person or lead
        company = self.env.company.sudo().root_id
        owner = lead.user_id or person._gift_owner(company).get(
            person, self.env["res.users"]
        )
        # a stranger has no address: mails about it go out under the system's
        address = person.email or self.env.ref("base.partner_root").email
        return thread.with_context(gift_trail_elsewhere=True).message_post(
            body=body,  # a plain string: Odoo escapes it
            subject=self.env._("%(platform)s: %(name)s", platform=self.name, name=name),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=owner.partner_id.ids,
            author_id=person.id,
            email_from=formataddr((name, address)) if address else name,
        )

    def _gift_register_inbound(self, message, person, lead, company, moment, body):
        """Leave the touchpoint of a message received."""
        self.env["gift.touchpoint"]._gift_register(
            [
                {
                    "partner_id": person.id,
                    "lead_id": lead.id,
                    "company_id": company.id,
                    "kind": "message_in",
                    "is_contact": True,
                    "direction": "in",
                    "date": moment,
                    "res_model": "mail.message",
                    "res_id": message.id,
                    "summary": f"{self.name}: {body}"[:SUMMARY_LENGTH],
                    **self._gift_utm_vals(),
                }
            ]
        )


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _gift_leaves_touchpoints(self):
        """Whoever knows the platform writes the touchpoint itself."""
        if self.env.context.get("gift_trail_elsewhere"):
            return False
        return super()._gift_leaves_touchpoints()
