from odoo import api, models


class GiftImportReason(models.AbstractModel):
    """Words for the codes of the importer's kernel, in the reader's language."""

    _name = "gift.import.reason"
    _description = "Words for Refusals"

    @api.model
    def _refusal_text(self, refusal):
        """Return the sentence for an ``ImportRefusal``."""
        return self._reason_text(
            refusal.code, refusal.field, refusal.value, refusal.params
        )

    @api.model
    def _reason_text(self, code, field="", value="", params=None):
        """Return what is wrong and what helps.

        :param code: constant of the kernel, e.g. ``price_negative``
        :param field: key of the kernel's field, or ``""``
        :param value: the value at fault as text
        :param params: further values of the message
        """
        params = {"value": value or "", **(params or {})}
        for words in (
            self._reasons_of_file,
            self._reasons_of_values,
            self._reasons_of_lines,
        ):
            if text := words(params).get(code):
                break
        else:
            text = self.env._("It could not be taken (%(code)s).", code=code)
        label = dict(self.env["gift.import.mapping"]._field_labels()).get(field)
        if not label:
            return text
        return self.env._("%(field)s: %(reason)s", field=label, reason=text)

    @api.model
    def _reasons_of_file(self, p):
        _ = self.env._
        line, limit = p.get("line", 0), p.get("limit", 0)
        return {
            "file_missing": _("The file “%s” is not there.", p["value"]),
            "file_empty": _("The file is empty."),
            "file_no_rows": _("The file has no filled row."),
            "file_too_large": _(
                "The file is larger than %s MB. Split it into several.", limit
            ),
            "file_bomb": _(
                "The file unpacks to far more than such a list ever holds (limit "
                "%s MB). It was not opened. Save the list anew from your spreadsheet.",
                limit,
            ),
            "file_damaged": _(
                "The file is damaged or incomplete. Copy or export it again."
            ),
            "file_nested": _("The packed file holds another packed file. Unpack it."),
            "file_garbage": _(
                "This is not a table: the content is no readable text. Send a CSV or "
                "XLSX file."
            ),
            "file_html": _(
                "This is a web page, although it may be named .xls. Open it in your "
                "spreadsheet and save it as XLSX."
            ),
            "file_foreign": _(
                "This is a PDF, a picture or another archive. Send a CSV or XLSX file."
            ),
            "file_not_workbook": _(
                "This archive is no XLSX workbook. Send a CSV, CSV.gz or XLSX file."
            ),
            "workbook_encrypted": _(
                "The workbook is protected by a password. Save a copy without password."
            ),
            "workbook_old": _(
                "This is a workbook of the old .xls format. Save it as XLSX."
            ),
            "workbook_binary": _("This is an .xlsb workbook. Save it as XLSX."),
            "workbook_entities": _(
                "The workbook contains declarations that no spreadsheet writes. It was "
                "not opened. Save the list anew from your spreadsheet."
            ),
            "sheet_missing": _("The workbook has no sheet “%s”.", p["value"]),
            "encoding_unknown": _(
                "Near line %s the text is neither UTF-8 nor GB18030. Save the file as "
                "“CSV UTF-8”.",
                line,
            ),
            "line_too_long": _(
                "Line %(line)s is longer than %(limit)s characters.",
                line=line,
                limit=limit,
            ),
            "too_many_rows": _("More than %s rows. Split the file.", limit),
            "too_many_columns": _("Line %s has too many columns.", line),
            "quote_open": _(
                "A quotation mark opened in line %s is never closed. Mend that line.",
                line,
            ),
            "changed": _("The file is no longer the one that was started with."),
            "unexpected": _(
                "It stopped by a fault of the program: %s. Nothing is lost: run it "
                "again to go on, or undo it.",
                p["value"],
            ),
        }

    @api.model
    def _reasons_of_values(self, p):
        _, value = self.env._, p["value"]
        return {
            "number_missing": _("The number is missing."),
            "number_invalid": _("“%s” is no number.", value),
            "number_formula": _(
                "A formula stands where a number is needed. Formulas are never "
                "calculated: save the column as values."
            ),
            "number_too_large": _("“%s” is too large.", value),
            "date_missing": _("The date is missing."),
            "date_invalid": _("“%s” is no date.", value),
            "date_ambiguous": _(
                "“%s” may be two different days. Say in the options which comes first, "
                "day or month.",
                value,
            ),
            "date_range": _("The year of “%s” cannot be meant.", value),
            "date_future": _("%s lies in the future.", value),
            "birthday_invalid": _("“%s” is no birthday.", value),
            "phone_masked": _(
                "“%s” is masked. Ask for the whole number or leave it empty.", value
            ),
            "phone_rounded": _(
                "“%s” was rounded by a spreadsheet. Format the column as text.", value
            ),
            "phone_invalid": _(
                "“%s” is no valid telephone number; a digit may be missing.", value
            ),
            "email_invalid": _("“%s” is no e-mail address.", value),
            "text_too_long": _("The text is longer than 500 characters."),
            "currency_unknown": _(
                "“%s” is no known currency. Use a code such as CNY.", value
            ),
            "currency_no_rate": _(
                "There is no exchange rate of %(currency)s on %(day)s or before. Enter "
                "one, then run the import again.",
                currency=value,
                day=p.get("day", ""),
            ),
        }

    @api.model
    def _reasons_of_lines(self, p):
        _, value = self.env._, p["value"]
        return {
            "customer_missing": _("The line names no customer."),
            "customer_refused": _("The customer could not be saved: %s", value),
            "quantity_zero": _("The quantity is zero."),
            "price_zero": _("The price is zero; a gift is no sale."),
            "price_negative": _("The price is negative."),
            "cost_negative": _("The cost is negative."),
            "return_positive": _("A cancellation (C…) with a quantity above zero."),
            "duplicate": _("Equal in every cell to line %s.", p.get("line", "")),
            "quote_stray": _("A quotation mark stands in the middle of a value."),
            "too_many_cells": _(
                "The row has %(found)s cells, the headings only %(width)s. A comma "
                "without quotation marks may have shifted the values.",
                found=p.get("found", ""),
                width=p.get("width", ""),
            ),
        }
