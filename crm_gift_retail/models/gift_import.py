import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

PRESETS = [
    ("purchases", "Purchases"),
    ("customer_list", "Customer list"),
    ("online_retail", "Online Retail (data set)"),
]
RUNNING = ("running", "undoing")
#: What the importer alone writes, whoever asks (also over RPC).
PROTECTED = frozenset(
    "state phase position started_at finished_at first_day last_day read_count "
    "taken_count present_count refused_count return_count lone_return_count "
    "charge_count anonymous_count estimated_count created_count matched_count "
    "updated_count possible_count kept_count error_code error_params file_format "
    "heading_line".split()
)
#: What may no longer change once lines were taken with it.
INPUTS = frozenset(
    "company_id preset data sheet file_currency_id medium_id source_id "
    "phone_country_id tz date_order missing_customer drop_duplicates cost_percent "
    "shift_mode shift_weeks".split()
)


class GiftImport(models.Model):
    """A file of purchases or customers that comes in, and how far it has come.

    The wizard only fills it. ``action_run`` queues it; the job (``gift_import_job``)
    reads the file into ``gift.import.row``, settles the customers, writes the history
    and touches who was concerned, block by block, each in a transaction of its own.
    """

    _name = "gift.import"
    _description = "Import of History or Customers"
    _inherit = ["gift.import.reason"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, default="New")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    preset = fields.Selection(PRESETS, string="What Is in It", required=True)
    data = fields.Binary(string="File", attachment=True)
    filename = fields.Char(string="File Name")
    sheet = fields.Char(help="Worksheet; empty: the first one that has rows.")
    file_format = fields.Char(readonly=True)
    heading_line = fields.Integer(readonly=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("previewed", "Checked"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("undoing", "Being undone"),
            ("undone", "Undone"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    mapping_ids = fields.One2many("gift.import.mapping", "import_id", string="Columns")
    preview_ids = fields.One2many(
        "gift.import.preview", "import_id", string="First Lines", readonly=True
    )
    refused_ids = fields.One2many(
        "gift.import.refused", "import_id", string="Refused Lines", readonly=True
    )
    customer_ids = fields.One2many(
        "gift.import.customer", "import_id", string="Customers", readonly=True
    )

    # Decisions of the company
    file_currency_id = fields.Many2one(
        "res.currency",
        string="Currency",
        help="Of lines that name none. Empty: the company's currency.",
    )
    medium_id = fields.Many2one(
        "utm.medium", string="Channel", help="For lines and customers that name none."
    )
    source_id = fields.Many2one(
        "utm.source", help="For lines and customers that name none."
    )
    phone_country_id = fields.Many2one(
        "res.country",
        string="Phones Without Prefix",
        help="Country of telephone numbers that name none. Proposed: China for lists "
        "with Chinese headings, else the company's country.",
    )
    tz = fields.Selection(
        lambda self: [(name, name) for name in pytz.common_timezones],
        string="Time Zone",
        required=True,
        default=lambda self: self._default_tz(),
        help="In which the times of the file are written.",
    )
    date_order = fields.Selection(
        [("dmy", "day/month/year"), ("mdy", "month/day/year")],
        string="Dates like 05/06/2025",
        help="Empty: such a date is refused, for nobody can tell which day it means.",
    )
    missing_customer = fields.Selection(
        [("refuse", "Refuse the line"), ("anonymous", "Take as anonymous")],
        string="Lines Without Customer",
        required=True,
        default="refuse",
    )
    drop_duplicates = fields.Boolean(
        string="Drop Exact Duplicates",
        help="Lines that are equal in every cell to an earlier one of the file.",
    )
    cost_percent = fields.Float(
        string="Estimated Cost (%)",
        digits=(5, 2),
        help="Where the file gives no cost: this share of the product's median unit "
        "price in the file, marked as estimated. 0: no estimate.",
    )
    shift_mode = fields.Selection(
        [
            ("none", "Keep the dates"),
            ("auto", "Shift so that the last day is yesterday or before"),
            ("fixed", "Shift by a number of weeks"),
        ],
        string="Dates",
        required=True,
        default="none",
        help="Always by whole weeks, so that a Monday stays a Monday.",
    )
    shift_weeks = fields.Integer(string="Weeks")

    # Progress
    phase = fields.Char(readonly=True, copy=False)
    position = fields.Integer(readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    started_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)
    first_day = fields.Date(readonly=True, copy=False)
    last_day = fields.Date(readonly=True, copy=False)
    read_count = fields.Integer(string="Lines Read", readonly=True, copy=False)
    taken_count = fields.Integer(string="Lines Taken", readonly=True, copy=False)
    present_count = fields.Integer(string="Already There", readonly=True, copy=False)
    refused_count = fields.Integer(string="Refused", readonly=True, copy=False)
    return_count = fields.Integer(string="Returns", readonly=True, copy=False)
    lone_return_count = fields.Integer(
        string="Returns Without a Sale", readonly=True, copy=False
    )
    charge_count = fields.Integer(string="Charges", readonly=True, copy=False)
    anonymous_count = fields.Integer(
        string="Anonymous Lines", readonly=True, copy=False
    )
    estimated_count = fields.Integer(
        string="Lines With Estimated Cost", readonly=True, copy=False
    )
    created_count = fields.Integer(string="New Customers", readonly=True, copy=False)
    matched_count = fields.Integer(string="Known Customers", readonly=True, copy=False)
    updated_count = fields.Integer(
        string="Customers Completed", readonly=True, copy=False
    )
    possible_count = fields.Integer(
        string="Possible Duplicates", readonly=True, copy=False
    )
    kept_count = fields.Integer(string="Customers Kept", readonly=True, copy=False)
    error_code = fields.Char(readonly=True, copy=False)
    error_params = fields.Json(readonly=True, copy=False)
    error = fields.Text(compute="_compute_error", string="Why It Failed")
    summary = fields.Text(compute="_compute_summary")

    @api.model
    def _default_tz(self):
        return self.env.company.partner_id.tz or self.env.user.tz or "UTC"

    # -- checks ---------------------------------------------------------------------

    @api.constrains("company_id")
    def _check_company_is_root(self):
        for record in self:
            if record.company_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "“%(branch)s” is a branch. History belongs to the whole "
                        "company: choose “%(root)s”.",
                        branch=record.company_id.name,
                        root=record.company_id.root_id.name,
                    )
                )

    @api.constrains("cost_percent", "shift_weeks")
    def _check_numbers(self):
        for record in self:
            if not 0 <= record.cost_percent <= 100:
                raise ValidationError(
                    self.env._("The estimated cost must lie between 0 and 100 %.")
                )
            if not -5200 <= record.shift_weeks <= 5200:
                raise ValidationError(
                    self.env._("Shift the dates by at most 5,200 weeks.")
                )

    @api.constrains("mapping_ids")
    def _check_mapping(self):
        for record in self:
            used = [line.field_key for line in record.mapping_ids if line.field_key]
            double = {key for key in used if used.count(key) > 1}
            if double:
                labels = dict(self.env["gift.import.mapping"]._field_labels())
                raise ValidationError(
                    self.env._(
                        "Two columns are read as “%(field)s”. Give one of them "
                        "another meaning or none.",
                        field=labels[sorted(double)[0]],
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_effect(self):
        for record in self:
            if record.state not in ("draft", "previewed", "undone"):
                raise UserError(
                    self.env._(
                        "“%(name)s” has brought in data. Undo it first, then it can "
                        "be deleted.",
                        name=record.name,
                    )
                )

    def unlink(self):
        # the waiting rows have no foreign key (gift_import_row.py)
        self._clear_staging()
        return super().unlink()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("name", vals.get("filename") or self.env._("Import"))
            for key, value in self._preset_defaults(vals.get("preset")).items():
                vals.setdefault(key, value)
            self._check_protected(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_protected(vals)
        if INPUTS.intersection(vals):
            self._check_open_inputs()
        return super().write(vals)

    def _check_open_inputs(self):
        """Refuse to change file, columns or options of an import that was started."""
        for record in self:
            if not self.env.su and record.state not in ("draft", "previewed", "undone"):
                raise UserError(
                    self.env._(
                        "“%(name)s” has been started; its file and options stay as "
                        "they are. Undo it to change them.",
                        name=record.name,
                    )
                )

    @api.model
    def _check_protected(self, vals):
        if not self.env.su and PROTECTED.intersection(vals):
            raise AccessError(
                self.env._(
                    "State and figures of an import are written by the importer."
                )
            )

    @api.model
    def _preset_defaults(self, preset):
        """Return the options that a preset brings along (decision 41)."""
        if preset == "online_retail":
            return {"missing_customer": "anonymous", "cost_percent": 60.0}
        return {}

    # -- computed -------------------------------------------------------------------

    @api.depends("error_code", "error_params")
    def _compute_error(self):
        for record in self:
            params = dict(record.error_params or {})
            record.error = record.error_code and self._reason_text(
                record.error_code,
                params.pop("field", ""),
                params.pop("value", ""),
                params,
            )

    @api.depends("state", "phase", "position", "read_count")
    def _compute_progress(self):
        sizes = self._phase_sizes()
        for record in self:
            if record.state in ("done", "undone"):
                record.progress = 100.0
            elif record.state not in RUNNING and record.state != "failed":
                record.progress = 0.0
            else:
                record.progress = record._phase_progress(sizes.get(record.id, {}))

    def _compute_summary(self):
        for record in self:
            record.summary = "\n".join(record._summary_lines())
