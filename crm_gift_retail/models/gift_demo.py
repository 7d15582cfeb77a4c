from odoo import api, models

from ..demo.story import builder, people, second


class GiftDemo(models.AbstractModel):
    """Builds the demo companies. Private methods only: nothing to call by RPC."""

    _name = "gift.demo"
    _description = "Demo Company Builder"

    @api.model
    def _build_story(self, scale=1.0):
        """Build the gift firm of the demo; a second call changes nothing.

        :param float scale: part of the full story, for tests.
        :return: ``res.company`` of the story.
        :raise UserError: an earlier build was left half done.
        """
        return builder.build_story(self.sudo().env, scale)

    @api.model
    def _build_second_company(self, path, commit=True):
        """Import a file in the Online Retail layout into a second company.

        :param str path: CSV or CSV.gz, in pounds sterling.
        :param bool commit: commit block by block, as a large file needs.
        :return: ``res.company`` with tiers and care planned.
        :raise UserError: the file is missing or the importer refused it.
        """
        return second.build_second_company(self.sudo().env, path, commit)

    @api.model
    def _logins(self):
        """List who can log in to the demo.

        :return: tuples of login, password and a label of the role.
        :rtype: list[tuple[str, str, str]]
        """
        staff = (*people.STAFF, people.SECOND)
        logins = [person.login for person in staff]
        there = self.env["res.users"].sudo().search([("login", "in", logins)])
        known = set(there.mapped("login"))
        return [
            (person.login, people.PASSWORD, person.label)
            for person in staff
            if person.login in known
        ]
