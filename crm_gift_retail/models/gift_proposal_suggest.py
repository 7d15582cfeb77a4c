"""Options out of the catalogue: what fits budget and date, chosen by a kernel."""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..tools.proposal_pick import Candidate, pick

#: parts of the budget in which products are looked for, so that a catalogue of
#: thousands gives dear, middle and small pieces: (above, up to). What is dearer than
#: the budget may be within it by the customer's price list.
BANDS = ((1.2, 2.5), (0.7, 1.2), (0.35, 0.7), (0.03, 0.35))
#: products looked at in each band, favourites first
PER_BAND = 300
UNLIMITED = float("inf")
NO_WRAPPING = "crm_gift_retail.gift_wrapping_none"


class Supply(NamedTuple):
    """How many pieces are free, and in how many days more can be had (or None)."""

    free: float
    lead_days: int | None


class GiftProposalSuggest(models.AbstractModel):
    """Part of ``gift.proposal`` that looks into the catalogue.

    A fixed number of queries whatever the size of the catalogue: one per band, then
    prices, quantities and suppliers of all candidates at once.
    """

    _name = "gift.proposal.suggest"
    _description = "Suggests Options"

    def action_suggest(self):
        """Replace the options by up to three suggested ones.

        :return: True
        :raise AccessError: for who may not write the proposal
        :raise UserError: without budget, for a day that is over, when nothing fits
        """
        self.check_access("write")
        for proposal in self:
            proposal._gift_check_suggest()
            choices = proposal._gift_pick()
            if not choices:
                raise UserError(proposal._gift_nothing_words())
            values = proposal._prepare_option_vals(choices)
            proposal.option_ids.unlink()
            proposal.option_ids = [Command.create(vals) for vals in values]
        return True

    def _gift_check_suggest(self):
        """Refuse what cannot be looked for, naming the remedy."""
        self.ensure_one()
        if not self.budget > 0:
            raise UserError(
                self.env._(
                    "“%(proposal)s” has no budget a head. Enter one first.",
                    proposal=self.display_name,
                )
            )
        today = self.company_id._gift_today()
        last_day = self._gift_ship_by()
        if last_day and last_day < today:
            raise UserError(
                self.env._(
                    "It is needed on %(needed)s and had to leave on %(last)s. Agree on "
                    "a later day with the customer.",
                    needed=format_date(self.env, self.date_needed),
                    last=format_date(self.env, last_day),
                )
            )
        # sudo: rates of whatever currency the price list has
        currency = self._gift_pricelist().sudo().currency_id
        root = self.company_id.sudo().root_id
        if currency and currency != self.currency_id:
            rates = (currency | self.currency_id.sudo()).rate_ids
            if not rates.filtered(lambda rate: rate.company_id <= root):
                raise UserError(
                    self.env._(
                        "The customer's price list is in %(currency)s, which has no "
                        "rate. Enter one under Currencies.",
                        currency=currency.name,
                    )
                )

    # ------------------------------------------------------------
    # CATALOGUE
    # ------------------------------------------------------------

    def _gift_pick(self):
        """Return the kernel's choices for this proposal.

        :return: list of ``tools.proposal_pick.Choice``
        """
        self.ensure_one()
        wrappings = self.env["gift.wrapping"].search([("active", "=", True)])
        # “no wrapping” is a wish, not a thing to propose
        wrappings -= self.env["gift.wrapping"].browse(
            self.env["ir.model.data"]._xmlid_to_res_id(NO_WRAPPING) or []
        )
        products = self._gift_catalogue(wrappings.product_id)
        everything = products | wrappings.product_id
        prices = self._gift_prices(everything)
        supply = self._gift_supply(everything)
        last_day = self._gift_ship_by()
        today = self.company_id._gift_today()
        return pick(
            [
                self._gift_candidate(product, prices[product.id], supply[product])
                for product in products
            ],
            self.budget,
            self.people,
            (last_day - today).days if last_day else None,
            [self._gift_wrap(wrapping, prices, supply) for wrapping in wrappings],
        )

    @api.model
    def _gift_candidate(self, product, price, stock):
        """Return what the kernel needs to know of a product."""
        # sudo: the cost is used to choose only, and shown to nobody
        cost = product.sudo().standard_price
        return Candidate(
            product.id,
            price,
            stock.free,
            (price - cost) / price if price > 0 and cost > 0 else 0.0,
            stock.lead_days,
            product.categ_id.id,
        )

    @api.model
    def _gift_wrap(self, wrapping, prices, supply):
        """Return what the kernel needs to know of a wrapping; many cost nothing."""
        material = wrapping.product_id
        stock = supply.get(material, Supply(UNLIMITED, 0))
        return Candidate(
            wrapping.id,
            prices.get(material.id, 0.0),
            stock.free,
            lead_days=stock.lead_days,
        )

    def _gift_catalogue(self, excluded):
        """Return products that may fit: three bands of the budget, by list price."""
        company = self.company_id
        base = Domain(self._get_catalogue_domain()) & Domain(
            "id", "not in", excluded.ids
        )
        products = self.env["product.product"].with_company(company)
        found = products.browse()
        for above, limit in BANDS:
            found |= products.search(
                base
                & Domain("list_price", ">", self.budget * above)
                & Domain("list_price", "<=", self.budget * limit),
                limit=PER_BAND,
            )
        return found

    def _get_catalogue_domain(self):
        """Return the domain of products that are proposed. Seam."""
        return [
            ("sale_ok", "=", True),
            ("type", "=", "consu"),
            ("company_id", "in", [False, *self.company_id.ids]),
        ]

    def _gift_pricelist(self):
        """Return the customer's price list, empty without one."""
        return self.partner_id._origin.with_company(
            self.company_id or self.env.company
        ).property_product_pricelist

    def _gift_prices(self, products):
        """Return prices for so many people, in the company's currency.

        :return: dict of product id to float
        """
        company = self.company_id or self.env.company
        return self._gift_pricelist()._get_products_price(
            products.with_company(company),
            quantity=max(self.people, 1),
            currency=company.currency_id,
            date=fields.Datetime.now(),
        )

    def _gift_supply(self, products):
        """Return what is free of products, and how soon more can be had.

        :return: dict of ``product.product`` to :class:`Supply`
        """
        company = self.company_id or self.env.company
        # sudo: quantities and suppliers, for whoever may propose
        goods = products.sudo().with_context(allowed_company_ids=company.ids)
        lead_days = self._gift_lead_days(goods)
        return {
            product: Supply(
                good.free_qty if good.is_storable else UNLIMITED, lead_days[good]
            )
            for product, good in zip(products, goods, strict=True)
        }

    def _gift_lead_days(self, products):
        """Return in how many days more of each product can be had. Seam.

        What has a supplier is bought (the fastest one counts), what has a bill of
        materials is made, both plus the product's own lead time.

        :param products: ``product.product`` in superuser mode
        :return: dict of product to int, or None when no more can be had
        """
        companies = (self.company_id or self.env.company).sudo().root_id
        has_bills = "bom_ids" in products._fields  # Manufacturing is installed
        result = {}
        for product in products:
            days = [
                seller.delay
                for seller in product.seller_ids
                if seller.company_id.root_id <= companies
                and seller.product_id <= product
            ]
            if has_bills:
                days += [bill.produce_delay for bill in product.bom_ids]
            result[product] = int(min(days) + product.sale_delay) if days else None
        return result

    # ------------------------------------------------------------
    # DATES
    # ------------------------------------------------------------

    def _gift_ship_by(self):
        """Return the last day on which it may leave, False without a date.

        Days of the way and last days to ship before festivals count.
        """
        return self.env["gift.last.ship"]._gift_last_day(
            self.partner_id._origin,
            self.company_id or self.env.company,
            self.date_needed,
        )

    def _gift_arrival(self, day):
        """Return when it is with the customer if it can leave on a day."""
        return self.env["gift.last.ship"]._gift_earliest_day(
            self.partner_id._origin, self.company_id or self.env.company, start=day
        )

    # ------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------

    def _prepare_option_vals(self, choices):
        """Return values of options, worded in the customer's language."""
        proposal = self.with_context(lang=self._gift_lang())
        values = []
        for number, choice in enumerate(choices, start=1):
            products = proposal.env["product.product"].browse(choice.keys)
            wrapping = proposal.env["gift.wrapping"].browse(choice.wrapping or [])
            names = " + ".join(
                product.with_context(display_default_code=False).display_name
                for product in products
            )
            values.append(
                {
                    "sequence": number,
                    "name": names,
                    "why": proposal._gift_why(choice, wrapping),
                    "wrapping_id": wrapping.id,
                    "line_ids": [
                        Command.create({"product_id": product.id})
                        for product in products | wrapping.product_id
                    ],
                }
            )
        return values

    def _gift_why(self, choice, wrapping):
        """Say in words why an option suits. Seam for words of one's own."""
        words = {
            "single": self.env._("One good piece that speaks for itself."),
            "pair": self.env._("Two pieces that go well together."),
            "set": self.env._(
                "Ready to hand over, in %(box)s.", box=wrapping.name or ""
            ),
        }[choice.kind]
        if not choice.lead_days:
            words = f"{words} {self.env._('Everything is on the shelf.')}"
        return words

    def _gift_nothing_words(self):
        """Say why nothing was found and what may be changed."""
        budget = self.currency_id.format(self.budget)
        if self.date_needed:
            return self.env._(
                "No product for up to %(budget)s a head can be there for %(people)s "
                "people by %(day)s. Change budget or day, or add options by hand.",
                budget=budget,
                people=self.people,
                day=format_date(self.env, self.date_needed),
            )
        return self.env._(
            "No product for up to %(budget)s a head is in stock or can be had for "
            "%(people)s people. Change the budget, or add options by hand.",
            budget=budget,
            people=self.people,
        )
