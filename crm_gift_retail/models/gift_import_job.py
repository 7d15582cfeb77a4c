import hashlib
import io
import json
import logging
from csv import QUOTE_ALL
from csv import writer as csv_writer

import psycopg2.errors
import psycopg2.extensions

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.import_errors import FileRefusal, ImportRefusal
from .gift_import import RUNNING
from .gift_import_row import cells_text
from .gift_job_run import gift_job

_logger = logging.getLogger(__name__)

BLOCK = 5000
RETRIES = 3
PHASES = ("read", "settle", "customers", "lines", "finish")
UNDO_PHASES = ("undo_lines", "undo_customers", "undo_finish")
CONFLICTS = (
    psycopg2.extensions.TransactionRollbackError,
    psycopg2.errors.LockNotAvailable,
)


class GiftImportJob(models.Model):
    """How an import runs: phases, blocks, resuming, failing.

    A block and the position behind it are one transaction, so that after a kill the
    next run goes on exactly there. Staging rows carry the final keys; a block done
    twice would change nothing either.
    """

    _inherit = "gift.import"

    @api.model
    def _cron_run(self):
        """Run what is queued, in blocks, as long as the job's time slot lasts."""
        cron = self.env["ir.cron"]
        with gift_job(self.env, "crm_gift_retail.ir_cron_gift_import_run") as job:
            todo = self.search([("state", "in", RUNNING)], order="id")
            cron._commit_progress(remaining=len(todo))
            for index, record in enumerate(todo):
                reader = {}
                try:
                    while record.exists() and record.state in RUNNING:
                        done = record._step_safely(reader)
                        if done is None:
                            break  # somebody else has it
                        job.add(done)
                        left = len(todo) - index - (record.state not in RUNNING)
                        if not cron._commit_progress(1, remaining=left):
                            return
                finally:
                    _close(reader)

    def _run_to_end(self, *, commit=True):
        """Run this import here and now, for callers without a job."""
        self.ensure_one()
        reader = {}
        try:
            while self.state in RUNNING:
                if commit:
                    if self._step_safely(reader) is None:
                        return
                    self.env["ir.cron"]._commit_progress()
                else:
                    self._step(reader)
        finally:
            _close(reader)

    def _step_safely(self, reader):
        """Run one block; turn whatever goes wrong into a state that people can read.

        :param reader: dictionary that keeps the open file from block to block
        :returns: number of lines handled, None when another process has the import
        """
        self.ensure_one()
        for attempt in range(1, RETRIES + 1):
            try:
                return self._step(reader)
            except CONFLICTS as error:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _close(reader)
                _logger.info(
                    "Import %s: conflict in attempt %s (%s)",
                    self.id,
                    attempt,
                    error.pgcode,
                )
            except Exception as error:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _close(reader)
                _logger.info("Import %s failed", self.id, exc_info=True)
                refusal = FileRefusal("unexpected", value=type(error).__name__)
                self._fail(refusal)
                return 0
        return None

    def _step(self, reader):
        """Run one block of the present phase without committing."""
        if not self.try_lock_for_update(allow_referencing=True):
            return None
        self.invalidate_recordset()
        if self.state not in RUNNING:
            return 0
        work = getattr(self, f"_phase_{self.phase}")
        try:
            done = work(reader)
        except FileRefusal as refusal:
            self._fail(refusal)
            return 0
        self.flush_recordset()
        return done

    def _fail(self, refusal):
        self.write(
            {
                "state": "failed",
                "error_code": refusal.code,
                "error_params": {
                    "field": refusal.field,
                    "value": refusal.value,
                    **refusal.params,
                },
            }
        )

    def _next_phase(self):
        order = UNDO_PHASES if self.phase in UNDO_PHASES else PHASES
        index = order.index(self.phase) + 1
        if self.preset == "customer_list" and order is PHASES:
            while order[index] in ("settle", "lines"):
                index += 1
        self.write({"phase": order[index], "position": 0})

    # -- progress -------------------------------------------------------------------

    def _phase_sizes(self):
        """Return per import how many customers wait, for the progress bar."""
        running = self.filtered(lambda one: one.state in (*RUNNING, "failed"))
        groups = self.env["gift.import.customer"]._read_group(
            [("import_id", "in", running.ids)],
            ["import_id", "outcome"],
            ["__count"],
        )
        sizes = {}
        for record, outcome, count in groups:
            sizes.setdefault(record.id, {})[outcome] = count
        return sizes

    def _phase_progress(self, customers):
        """Return percent done; shares of the phases as measured on a large file."""
        self.ensure_one()
        if self.phase == "read":
            # the number of lines is unknown until the end: never quite there
            return 40.0 * self.position / (self.position + 50_000)
        if self.phase == "customers":
            total = sum(customers.values()) or 1
            return 45.0 + 20.0 * (1 - customers.get("pending", 0) / total)
        if self.phase == "lines":
            return 65.0 + 33.0 * min(1.0, self.position / (self.read_count or 1))
        return {
            "settle": 42.0,
            "finish": 98.0,
            "undo_finish": 95.0,
            "undo_customers": 70.0,
        }.get(self.phase, 10.0)

    # -- phase "read": from the file to the staging tables ----------------------------

    def _phase_read(self, reader):
        if "rows" not in reader:
            reader["table"] = self._open()
            reader["rows"] = reader["table"].rows(after=self.position)
            reader["parser"] = self._parser()
            reader["lookup"] = self._make_lookup()
        rows, refused, customers = [], [], {}
        last, count, finished = self.position, 0, True
        for line, cells in reader["rows"]:
            last, count = line, count + 1
            try:
                self._read_row(line, cells, reader, rows, customers)
            except ImportRefusal as refusal:
                refused.append((line, cells, refusal))
            if count >= BLOCK:
                finished = False
                break
        self._stage_rows(rows, refused)
        if not self.position:
            # the planner must know that keys are many, or it reads all for each block
            self.env.cr.execute("ANALYZE gift_import_row")
        self._stage_customers(customers)
        self._stage_refused(refused)
        self.write(
            {
                "position": last,
                "read_count": self.read_count + count,
                "refused_count": self.refused_count + len(refused),
            }
        )
        if finished:
            self._next_phase()
        return count

    def _read_row(self, line, cells, reader, rows, customers):
        """Sort one row into ``rows`` and ``customers``, or raise its refusal."""
        if isinstance(cells, ImportRefusal):
            raise cells
        parser, lookup = reader["parser"], reader["lookup"]
        if self.preset == "customer_list":
            customers[f"line:{line}"] = (line, parser.customer(cells))
            return
        purchase = parser.purchase(cells)
        values = lookup.line_values(purchase)
        key = purchase.customer_key
        if key:
            checked = lookup.check_customer(key, purchase.customer)
            customers.setdefault(key, (line, checked))
        rows.append((line, cells, purchase, key, values))

    def _stage_rows(self, rows, refused):
        """Give equal lines their number, sort out duplicates and copy to staging."""
        if not rows:
            return
        seen = self._seen_before([row[2].key for row in rows])
        hashes = [row_hash(row[1]) for row in rows] if self.drop_duplicates else []
        first_lines = self._first_lines(hashes) if hashes else {}
        buffer = io.StringIO()
        write = csv_writer(buffer, quoting=QUOTE_ALL, lineterminator="\n").writerow
        for index, (line, cells, purchase, key, values) in enumerate(rows):
            digest = ""
            if hashes:
                digest = hashes[index]
                earlier = first_lines.setdefault(digest, line)
                if earlier != line:
                    refusal = ImportRefusal("duplicate", line=earlier)
                    refused.append((line, cells, refusal))
                    continue
            number = seen[purchase.key] = seen.get(purchase.key, 0) + 1
            cost = "" if purchase.cost is None else purchase.cost
            write(
                (
                    self.id, line, purchase.key, number, f"{purchase.key}-{number}",
                    digest, purchase.kind, purchase.reference, purchase.code,
                    purchase.name, purchase.date, purchase.quantity, purchase.amount,
                    purchase.price, cost, values.rate, values.currency_id, key,
                    values.medium_id, values.source_id, values.user_id or "",
                    purchase.seller,
                )
            )  # fmt: skip
        buffer.seek(0)
        self.env.cr.copy_expert(
            """COPY gift_import_row (import_id, line_no, base_key, occurrence,
                   line_key, row_hash, kind, reference, code, name, moment, quantity,
                   amount, price, cost, rate, currency_id, customer_key, medium_id,
                   source_id, user_id, seller_name)
               FROM STDIN WITH (FORMAT csv,
                   FORCE_NULL (cost, user_id))""",
            buffer,
        )

    def _seen_before(self, keys):
        """Return how often each key stands in the staging of this import already."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT base_key, max(occurrence) FROM gift_import_row
                        WHERE import_id = %s AND base_key = ANY(%s) GROUP BY 1""",
                    self.id,
                    list(set(keys)),
                )
            )
        )

    def _first_lines(self, hashes):
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT row_hash, min(line_no) FROM gift_import_row
                        WHERE import_id = %s AND row_hash = ANY(%s) GROUP BY 1""",
                    self.id,
                    list(set(hashes)),
                )
            )
        )

    def _stage_refused(self, refused):
        """List refused rows: (line, cells, refusal)."""
        if not refused:
            return
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s::jsonb, %s)",
                self.id,
                line,
                refusal.code,
                refusal.field,
                refusal.value,
                json.dumps(refusal.params) if refusal.params else None,
                cells_text(cells),
            )
            for line, cells, refusal in refused
        ]
        self.env.cr.execute(
            SQL(
                """INSERT INTO gift_import_refused
                       (import_id, line_no, code, field_key, value, params, cells)
                   VALUES %s""",
                SQL(", ").join(rows),
            )
        )
        self.env["gift.import.refused"].invalidate_model(flush=False)
        self.invalidate_recordset(["refused_ids"], flush=False)

    # -- phase "finish" ---------------------------------------------------------------

    def _phase_finish(self, reader):
        """Say what came of it, hand the customers over, clear the staging."""
        if self.preset != "customer_list":
            self._count_lone_returns()
            partners = self._history_partners()
        else:
            partners = self.customer_ids.partner_id.commercial_partner_id
        self._leave_trail()
        self._touch(partners)
        for table in ("gift_import_row", "gift_import_product"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE import_id = %s",
                    SQL.identifier(table),
                    self.id,
                )
            )
        self.preview_ids.sudo().unlink()
        self.write(
            {"state": "done", "phase": False, "finished_at": fields.Datetime.now()}
        )
        return 0

    def _touch(self, partners):
        """Queue (partner, company) for the refresh of standing."""
        if partners:
            self.env["gift.customer.queue"].sudo()._touch(partners, self.company_id)

    def _history_partners(self):
        return self.env["res.partner"].browse(
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """SELECT DISTINCT partner_id FROM gift_sale_history
                        WHERE import_id = %s AND partner_id IS NOT NULL""",
                    self.id,
                )
            )
        )


def row_hash(cells):
    """Return a text equal for rows that are equal in every cell."""
    text = "\x1f".join("" if cell is None else str(cell) for cell in cells)
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=12).hexdigest()


def _close(reader):
    if table := reader.pop("table", None):
        table.close()
    reader.clear()
