"""A file that somebody imports is history, not a deed of today (decision 21)."""

from odoo import models

#: Marks what runs inside an import. A key of the context alone could be sent by any
#: caller of the API; this object never leaves the process, so nobody can send it.
_IMPORT_KEY = "gift_import_mark"
_IMPORT_MARK = object()


def is_import(env):
    """Tell whether this runs inside the import of a file, from its screen or API.

    :param env: ``Environment``
    """
    return env.context.get(_IMPORT_KEY) is _IMPORT_MARK


# Part of importing, which belongs to Odoo and not to a screen of ours.
# pylint: disable-next=no-wizard-in-models
class Import(models.TransientModel):
    _inherit = "base_import.import"

    def execute_import(self, fields, columns, options, dryrun=False):
        """Mark the rows as an import's, in a way that cannot be forged."""
        marked = self.with_context(**{_IMPORT_KEY: _IMPORT_MARK})
        return super(Import, marked).execute_import(fields, columns, options, dryrun)
