"""What the first screen says to each role, in one call."""

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

GROUP = "crm_gift_retail.crm_gift_retail_group_%s"
#: duties that look after customers of their own
CARING = ("sales", "caller", "service")
#: rows of a list on the first screen
SHOWN = 8
HAND_OVER_PER_DAY = 3
#: states of an import that still waits for somebody or is at work
OPEN_IMPORTS = ("draft", "previewed", "running", "failed", "undoing")


class GiftHome(models.AbstractModel):
    """First screen of Gift Retail.

    ``load`` returns what the user's duties may see and nothing else: no key with a
    profit reaches a browser whose user may not read profit.
    """

    _name = "gift.home"
    _description = "First Screen"

    # ------------------------------------------------------------------ rights
    @api.model
    def _has_duty(self, *duties):
        """Tell whether the user has one of these duties (last part of the group)."""
        return any(self.env.user.has_group(GROUP % duty) for duty in duties)

    @api.model
    def _check_duty(self, *duties):
        """Raise unless the user has one of these duties."""
        if not self._has_duty(*duties):
            raise AccessError(
                self.env._("This needs another duty in Gift Retail. Ask a manager.")
            )

    # ----------------------------------------------------------------- loading
    @api.model
    @api.readonly
    def load(self):
        """Return the first screen of the user in the current company.

        :return: dict with ``currency_id``, ``first_run``, ``waiting``, ``losing``,
            ``silent``, ``mine``, ``shipping``, ``find``, ``tiers``, ``tiles``; parts
            that the user's duties do not have are False or empty. Amounts are in the
            root company's currency.
        :raise AccessError: for users without any duty
        """
        self._check_duty("user")
        company = self.env.company.sudo().root_id
        leads = self._has_duty("manager", "service_lead")
        empty = not self.env["gift.customer"].search_count(
            [("company_id", "=", company.id)], limit=1
        )
        data = {
            "currency_id": company.currency_id.id,
            "can_hand_over": self._has_duty("manager"),
            "first_run": empty and self._has_duty("manager"),
            "waiting": empty
            and not self._has_duty("manager")
            and self.env._("No customers yet. A manager can import them in a minute."),
            "losing": False,
            "silent": [],
            "mine": False,
            "shipping": False,
            "find": not empty and not leads and self._has_duty("clerk"),
            "tiers": [],
            "tiles": [],
        }
        if not empty and leads:
            data.update(self._get_losing(company))
            data["tiers"] = self._get_tiers(company)
        if not empty and not leads and self._has_duty(*CARING):
            data["mine"] = self._get_mine(company)
        if not empty:
            data["tiles"] = self._get_tiles(company, leads)
        return data

    @api.model
    def _get_losing(self, company):
        """Return the manager's sentence and the silent customers behind it."""
        customers = self.env["gift.customer"]
        losing = customers._gift_losing_customers(company)
        silent = customers.browse(losing.pop("customer_ids"))
        if not losing.get("top_count"):
            return {}
        # the best ones only: the sentence counts them all
        shown = customers.search(
            [("id", "in", silent.ids)], order="profit_12m desc, id", limit=SHOWN
        )
        rows = self._get_customer_rows(shown)
        today = fields.Date.context_today(self)
        for row, customer in zip(rows, shown, strict=True):
            row["value"] = customer.profit_12m
            row["silent_days"] = (today - self._get_last_heard(customer)).days
        return {"losing": losing, "silent": rows}

    @api.model
    def _get_last_heard(self, customer):
        """Return the day on which the customer last bought or was spoken with."""
        days = [customer.last_order_date]
        if customer.last_contact_date:
            days.append(
                fields.Datetime.context_timestamp(
                    self, customer.last_contact_date
                ).date()
            )
        return max(day for day in days if day)

    @api.model
    def _get_customer_rows(self, customers):
        """Return customers as the first screen lists them, without any amount."""
        return [
            {
                "id": customer.id,
                "name": customer.partner_id.display_name,
                "tier": self._get_badge(customer.tier_id),
                "contact_state": customer.contact_state,
                "next_contact_date": self._to_string(customer.next_contact_date),
                "last_order_date": self._to_string(customer.last_order_date),
                "owner": customer.owner_id.sudo().name or "",
            }
            for customer in customers
        ]

    @api.model
    def _to_string(self, day):
        return fields.Date.to_string(day) if day else False

    @api.model
    def _get_badge(self, tier):
        """Return the props of the client's tier badge, False without a tier."""
        if not tier:
            return False
        return {
            "letter": tier.code,
            "color": tier.color,
            "publicName": tier.public_name or "",
        }

    @api.model
    def _get_tiers(self, company):
        """Return how many customers stand in which tier, tiers in their order."""
        groups = self.env["gift.customer"]._read_group(
            [("company_id", "=", company.id)], ["tier_id"], ["__count"]
        )
        counts = {tier: count for tier, count in groups}
        rest = counts.pop(self.env["gift.tier"], 0)
        audiences = dict(
            self.env["gift.customer"]
            ._fields["audience"]
            ._description_selection(self.env)
        )
        rows = [
            {
                "key": tier.id,
                "id": tier.id,
                **self._get_badge(tier),
                "label": self.env._(
                    "%(tier)s, %(audience)s",
                    tier=tier.public_name or tier.name,
                    audience=audiences.get(tier.audience, ""),
                ),
                "count": count,
            }
            for tier, count in sorted(
                counts.items(),
                key=lambda item: (item[0].ladder_id.id, item[0].sequence, item[0].id),
            )
        ]
        if rest:
            label = self.env._("no tier yet")
            rows.append(
                {
                    "key": "none",
                    "id": False,
                    "letter": "",
                    "publicName": "",
                    "color": 0,
                    "label": label,
                    "count": rest,
                }
            )
        return rows

    @api.model
    def _get_mine(self, company):
        """Return the user's own customers who wait for a word, the latest first."""
        customers = self.env["gift.customer"]
        mine = Domain("company_id", "=", company.id) & Domain(
            "owner_id", "=", self.env.uid
        )
        waiting = mine & Domain("contact_state", "in", ("red", "amber"))
        shown = customers.search(waiting, order="next_contact_date, id", limit=SHOWN)
        rows = self._get_customer_rows(shown)
        for row in rows:
            row["owner"] = ""  # the reader
        return {
            "total": customers.search_count(mine),
            "overdue": customers.search_count(
                mine & Domain("contact_state", "=", "red")
            ),
            "customers": rows,
        }

    # ------------------------------------------------------------ the one button
    @api.model
    def hand_over(self):
        """Hand the silent customers of the sentence to their owners, 3 a day.

        The customers are asked for again here, not taken from the browser.

        :return: ``{"people": [{name, count}], "total": n, "token": str}``
        :raise AccessError: for anybody but a manager
        """
        self._check_duty("manager")
        customers = self.env["gift.customer"]
        losing = customers._gift_losing_customers(self.env.company.sudo().root_id)
        actions = self.env["gift.care.action"]
        result = actions._gift_hand_over(
            customers.browse(losing["customer_ids"]), per_day=HAND_OVER_PER_DAY
        )
        # sudo: owners of customers, whose rooms the manager may not all enter
        handed = actions.sudo().search([("handover_token", "=", result["token"])])
        people = Counter(row.owner_id.name for row in handed.customer_id)
        return {
            "people": [
                {"name": name, "count": count} for name, count in people.most_common()
            ],
            "total": result["count"],
            "token": result["token"],
        }

    @api.model
    def undo_hand_over(self, token):
        """Take a hand-over back.

        :param str token: from :meth:`hand_over`
        :raise AccessError: for anybody but a manager
        """
        self._check_duty("manager")
        self.env["gift.care.action"].action_undo_hand_over(token)
        return True

    @api.model
    def start_import(self, filename, content):
        """Open the import with a file that was dropped on the first screen.

        :param str filename: name of the file
        :param str content: the file in base64
        :return: action that opens the import's preview; nothing is brought in yet
        :raise AccessError: for anybody but a manager
        :raise UserError: when the file cannot be read, with reason and remedy
        """
        self._check_duty("manager")
        wizard = self.env["gift.import.wizard"].create(
            {"filename": filename, "data": content}
        )
        wizard._onchange_data()
        if wizard.problem:
            raise UserError(wizard.problem)
        return wizard.action_continue()

    # ------------------------------------------------------------------- tiles
    @api.model
    def _get_tiles(self, company, leads):
        """Return the small figures below: ``[{key, label, value, action, context}]``.

        Seam: rooms add a tile of theirs for the duties that may see it.

        :param company: root company
        :param bool leads: whether the user leads (manager, service lead)
        """
        customers = self.env["gift.customer"]
        base = Domain("company_id", "=", company.id)
        scope = base if leads else base & Domain("owner_id", "=", self.env.uid)
        mine = {} if leads else {"search_default_my_customers": 1}
        tiles = []
        if leads or self._has_duty(*CARING):
            tiles.append(
                {
                    "key": "care_due",
                    "label": self.env._("Care due today"),
                    "value": self._count_care_due(company, leads),
                    "action": "crm_gift_retail.gift_care_action_action"
                    + ("_all" if leads else ""),
                    "context": {"search_default_due": 1} if leads else {},
                }
            )
            for key, label, domain, name in (
                (
                    "overdue",
                    self.env._("Contact overdue"),
                    Domain("contact_state", "=", "red"),
                    "contact_overdue",
                ),
                (
                    "vip_silent",
                    self.env._("VIP not contacted for 90 days"),
                    self._get_vip_silent_domain(),
                    "vip_silent_90",
                ),
            ):
                tiles.append(
                    {
                        "key": key,
                        "label": label,
                        "value": customers.search_count(scope & domain),
                        "action": "crm_gift_retail.gift_customer_action",
                        "context": {f"search_default_{name}": 1, **mine},
                    }
                )
        if self._has_duty("manager"):
            tiles.append(
                {
                    "key": "imports",
                    "label": self.env._("Imports not finished"),
                    "value": self.env["gift.import"].search_count(
                        base & Domain("state", "in", OPEN_IMPORTS)
                    ),
                    "action": "crm_gift_retail.gift_import_action",
                    "context": {},
                }
            )
        return tiles

    @api.model
    def _get_vip_silent_domain(self):
        """Return the domain of the filter "VIP not contacted for 90 days"."""
        return Domain("tier_id.is_vip", "=", True) & (
            Domain("last_contact_date", "=", False)
            | Domain("last_contact_date", "<", "today -90d")
        )

    @api.model
    def _count_care_due(self, company, leads):
        """Count care that is due by today: of all for leads, else the user's own."""
        domain = Domain("company_id", "=", company.id) & Domain("state", "=", "due")
        if not leads:
            domain &= Domain("user_id", "=", self.env.uid)
        return self.env["gift.care.action"].search_count(
            domain & Domain("date_due", "<=", fields.Date.context_today(self))
        )
