"""``odoo gift_import``: bring in a file from the command line and wait for the end."""

import argparse
import logging
import sys
import time

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config

_logger = logging.getLogger(__name__)


class GiftImport(Command):
    """Bring in a file of purchases or customers"""

    name = "gift_import"

    def run(self, args):
        """Parse the command line, import, print what came of it.

        Exit code 0: done; 1: refused or failed, the reason is printed; 2: usage.
        """
        parser = argparse.ArgumentParser(
            prog=f"{self.prog} gift_import",
            description="Bring in a file of purchases or customers (crm_gift_retail).",
        )
        parser.add_argument("file", help="CSV, CSV.gz or XLSX")
        parser.add_argument("-d", "--database", required=True)
        parser.add_argument("-c", "--config", help="configuration file of Odoo")
        parser.add_argument("--addons-path", help="as for the server")
        parser.add_argument(
            "--preset",
            required=True,
            choices=("purchases", "customer_list", "online_retail"),
        )
        parser.add_argument("--company", help="name of the company; default: the first")
        parser.add_argument("--currency", help="code, of lines that name none")
        parser.add_argument(
            "--shift",
            default="none",
            help="none, auto (last day becomes yesterday) or a number of weeks",
        )
        parser.add_argument("--drop-duplicates", action="store_true")
        parser.add_argument("--timezone", help="of the times in the file")
        options = parser.parse_args(args)
        server = ["-d", options.database]
        for flag, value in (
            ("-c", options.config),
            ("--addons-path", options.addons_path),
        ):
            server += [flag, value] if value else []
        config.parse_config([*server, "--no-http"], setup_logging=True)
        started = time.monotonic()
        with Registry(options.database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            code = self._import(env, options)
        sys.stdout.write(f"{time.monotonic() - started:.1f} s\n")
        sys.exit(code)

    def _import(self, env, options):
        values, problem = self._values(env, options)
        if problem:
            sys.stderr.write(problem + "\n")
            return 1
        try:
            record = env["gift.import"].import_file(
                options.file, options.preset, **values
            )
        except (OSError, ValueError) as error:
            raise SystemExit(str(error)) from error
        except Exception as error:
            # UserError: a sentence for people, not a traceback
            sys.stderr.write(f"{error}\n")
            return 1
        sys.stdout.write(f"gift.import {record.id}: {record.state}\n{record.summary}\n")
        return 0 if record.state == "done" else 1

    def _values(self, env, options):
        values = {"drop_duplicates": options.drop_duplicates}
        company = env["res.company"].search([("parent_id", "=", False)], limit=1)
        if options.company:
            company = company.search([("name", "=", options.company)], limit=1)
            if not company:
                return values, f"There is no company “{options.company}”."
        values["company"] = company
        if options.currency:
            currency = (
                env["res.currency"]
                .with_context(active_test=False)
                .search([("name", "=", options.currency.upper())], limit=1)
            )
            if not currency:
                return values, f"There is no currency “{options.currency}”."
            values["file_currency_id"] = currency.id
        if options.timezone:
            values["tz"] = options.timezone
        values["shift_mode"] = options.shift
        if options.shift not in ("none", "auto"):
            if not options.shift.lstrip("-").isdigit():
                return values, "--shift is none, auto or a number of weeks."
            values |= {"shift_mode": "fixed", "shift_weeks": int(options.shift)}
        return values, ""
