"""Export of our own screens to XLSX: who took what is logged (decision 28)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools import xlsx_stream

#: rows above which the file is made by a job and kept as an attachment
BACKGROUND_ROWS = 100_000
GROUP = "crm_gift_retail.crm_gift_retail_group_%s"
#: groups that may take data out; a clerk, caller or packer reads and exports nothing
EXPORT_GROUPS = (GROUP % "manager", GROUP % "service_lead", GROUP % "sales")


class GiftExport(models.Model):
    """One export: asked by whom, of which rows, how many, and how it went.

    Written by the methods below alone; everybody reads their own, managers all of
    their companies.
    """

    _name = "gift.export"
    _description = "Export to Excel"
    _inherit = ["gift.export.rows"]
    _order = "id desc"
    _rec_name = "filename"

    res_model = fields.Char("Document Model", required=True, readonly=True)
    title = fields.Char(required=True, readonly=True)
    filename = fields.Char(compute="_compute_filename")
    user_id = fields.Many2one(
        "res.users",
        "Exported by",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    company_ids = fields.Many2many("res.company", string="Companies", readonly=True)
    domain = fields.Json(readonly=True)
    domain_text = fields.Text("Filter", compute="_compute_domain_text")
    row_count = fields.Integer("Rows", readonly=True)
    state = fields.Selection(
        [("waiting", "Being prepared"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    is_background = fields.Boolean("In Background", readonly=True)
    error = fields.Char(readonly=True)
    content = fields.Binary("File", attachment=True, readonly=True)

    @api.depends("title", "create_date")
    def _compute_filename(self):
        for export in self:
            day = fields.Date.context_today(self, export.create_date)
            export.filename = f"{export.title} {day}.xlsx"

    @api.depends("domain")
    def _compute_domain_text(self):
        for export in self:
            export.domain_text = str(export.domain or [])

    # ------------------------------------------------------------ what and who
    @api.model
    def _get_export_fields(self):
        """Return ``{model: field names}`` of what may be exported, in column order.

        Seam: rooms with a list of their own add it here.
        """
        return {
            "gift.customer": [
                "partner_id",
                "external_code",
                "phone",
                "email",
                "audience",
                "tier_id",
                "tier_since",
                "owner_id",
                "team_id",
                "revenue_12m",
                "profit_12m",
                "own_profit_12m",
                "order_count_12m",
                "revenue_total",
                "profit_total",
                "order_count",
                "first_order_date",
                "last_order_date",
                "usual_gap_days",
                "rfm_score",
                "last_contact_date",
                "next_contact_date",
                "contact_state",
                "company_id",
            ],
            "gift.sale.fact": [
                "date",
                "order_ref",
                "partner_id",
                "tier_id",
                "product_id",
                "categ_id",
                "quantity",
                "revenue",
                "cost",
                "profit",
                "cost_state",
                "kind",
                "is_return",
                "is_charge",
                "user_id",
                "team_id",
                "medium_id",
                "source_id",
                "company_id",
            ],
        }

    @api.model
    def _get_export_domain(self, res_model):
        """Return what narrows an export beyond the user's record rules.

        A salesperson sees colleagues' customers on screen, to serve them, and takes
        home only their own.
        """
        if res_model == "gift.customer" and not any(
            self.env.user.has_group(group) for group in EXPORT_GROUPS[:2]
        ):
            return Domain("owner_id", "=", self.env.uid)
        return Domain.TRUE

    @api.model
    def _check_export_role(self):
        """Raise unless the user's role takes data out."""
        if not any(self.env.user.has_group(group) for group in EXPORT_GROUPS):
            raise AccessError(
                self.env._(
                    "Your role reads these figures but does not export them."
                    " Ask a manager for the file."
                )
            )

    @api.model
    def _check_export(self, res_model):
        """Raise unless the user may export this model.

        :return: the model, empty, and the names of the fields that the user may read
        """
        names = self._get_export_fields().get(res_model)
        if names is None:
            raise UserError(
                self.env._("%(model)s has no export of its own.", model=res_model)
            )
        self._check_export_role()
        model = self.env[res_model]
        model.check_access("read")
        return model, [
            name
            for name in names
            if (field := model._fields.get(name))
            and model._has_field_access(field, "read")
        ]

    # ------------------------------------------------------------------ asking
    @api.model
    def start_export(self, res_model, domain, title=None):
        """Log an export and say where its file is.

        :param str res_model: "gift.customer" or "gift.sale.fact"
        :param list domain: of the screen, as evaluated by the client
        :param str title: name of the screen, becomes the file's name
        :return: an action: the download, or the notice that a job prepares the file
        :raise AccessError: for roles that export nothing
        :raise UserError: when the filter cannot be read
        """
        model, names = self._check_export(res_model)
        if not names:
            raise UserError(
                self.env._("%(model)s has no export of its own.", model=res_model)
            )
        full = self._get_export_domain(res_model) & self._parse_domain(model, domain)
        count = model.search_count(full, limit=BACKGROUND_ROWS + 1)
        return self._start(
            res_model, title or model._description, list(Domain(domain)), count
        )

    @api.model
    def _start(self, res_model, title, domain, count):
        """Log an export whose rights were checked, and say where its file is.

        :param str res_model: what is exported
        :param str title: becomes the file's name
        :param domain: filter or options, as JSON
        :param int count: rows, at least whether they are too many for a download
        :return: an action: the download, or the notice that a job prepares the file
        """
        background = count > BACKGROUND_ROWS
        # sudo: users cannot write the log of exports themselves
        export = self.sudo().create(
            {
                "res_model": res_model,
                "title": title[:80],
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "company_ids": self.env.companies.ids,
                "domain": domain,
                "row_count": 0 if background else count,
                "is_background": background,
            }
        )
        if not background:
            return {
                "type": "ir.actions.act_url",
                "url": f"/gift/export/{export.id}",
                "target": "download",
            }
        self.env.ref("crm_gift_retail.ir_cron_gift_export_write").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "sticky": True,
                "message": self.env._(
                    "More than %(rows)s rows: the file is being prepared. You are told"
                    " when it is ready; it waits under Reports, Exports.",
                    rows=BACKGROUND_ROWS,
                ),
            },
        }

    @api.model
    def _parse_domain(self, model, domain):
        """Return the domain of a client, checked against the model."""
        try:
            parsed = Domain(domain or [])
            parsed.validate(model)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "The filter of this screen cannot be exported: %(reason)s."
                    " Remove it and try again.",
                    reason=error,
                )
            ) from error
        return parsed

    def action_download(self):
        """Open a prepared file again; the record rules say whose."""
        self.ensure_one()
        self.check_access("read")
        self._check_export(self.res_model)
        if not self.content:
            raise UserError(
                self.env._(
                    "The file %(name)s is not there (yet). Export again if it does not"
                    " come.",
                    name=self.filename,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/gift.export/{self.id}/content/{self.filename}"
            "?download=true",
            "target": "download",
        }

    # ----------------------------------------------------------------- writing
    def _as_asker(self):
        """Return the export as the user who asked, in the companies they had open.

        :raise AccessError: for companies that the user has lost since
        """
        self.ensure_one()
        asker = self.sudo(False).with_user(self.user_id)
        asker = asker.with_context(
            allowed_company_ids=self.sudo().company_ids.ids,
            lang=self.user_id.lang,
            tz=self.user_id.tz,
        )
        return asker.with_company(asker.env.companies[:1])

    def _write_file(self, path):
        """Write the file as the user who asked, in the companies they had open.

        :param path: where the workbook goes
        :return: number of rows
        """
        asker = self._as_asker()
        model, names = asker._check_export(self.res_model)
        domain = asker._get_export_domain(self.res_model)
        domain &= Domain(self.sudo().domain or [])
        columns = [
            xlsx_stream.Column(
                model._fields[name].get_description(asker.env, ["string"])["string"],
                self._get_column_kind(model._fields[name]),
            )
            for name in names
        ]
        stream = asker._iter_sql if model._table_query else asker._iter_records
        return xlsx_stream.write_workbook(
            path, self.title, columns, stream(model, domain, names)
        )
