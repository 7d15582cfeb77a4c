"""How a change of employer becomes a task at the old firm and a lead at the new."""

from odoo import api, fields, models
from odoo.fields import Domain

from .gift_job_run import logged_job

CRON = "crm_gift_retail.ir_cron_gift_employer_change"
#: Changes worked on per transaction of the job.
BATCH = 50
OPEN_STATES = ("pending", "open")


class GiftEmployerChangeWork(models.AbstractModel):
    """Part of ``gift.employer.change``; all of it runs in sudo."""

    _name = "gift.employer.change.work"
    _description = "Work on changes of employer"

    # ------------------------------------------------------------------
    # Writing down
    # ------------------------------------------------------------------

    @api.model
    def _gift_note(self, moves, date=None, company=None):
        """Write down changes of employer and wake the job. In sudo.

        A person who goes back takes the open question back.

        :param list moves: (person, firm that was left); the person has moved
        :param datetime.date date: day of the change, today by default
        :param company: root ``res.company`` that asks in any case; the others ask
            when the old firm is their customer
        :return: the ``gift.employer.change`` records that are open
        """
        today = fields.Date.context_today(self)
        persons = self.env["res.partner"].union(*(person for person, _firm in moves))
        firms = self.env["res.partner"].union(*(firm for _person, firm in moves))
        self._gift_take_back(persons)
        standings = self.env["gift.customer"].with_context(active_test=False)
        asking = {firm: company or self.env["res.company"] for firm in firms}
        for row in standings.search([("partner_id", "in", firms.ids)]):
            asking[row.partner_id] |= row.company_id
        open_changes = self.search(
            [("partner_id", "in", persons.ids), ("state", "in", OPEN_STATES)]
        ).grouped(lambda row: (row.partner_id, row.old_firm_id, row.company_id))
        changes, vals_list = self.browse(), []
        for person, firm in moves:
            new_firm = person.commercial_partner_id
            values = {"new_firm_id": new_firm.id if new_firm.is_company else False}
            if date:
                values["date"] = date
            for root in asking[firm]:
                known = open_changes.get((person, firm, root))
                if known:
                    known.write(values)
                    changes |= known
                    continue
                vals_list.append(
                    {
                        "partner_id": person.id,
                        "old_firm_id": firm.id,
                        "company_id": root.id,
                        "date": today,
                        **values,
                    }
                )
        changes |= self.create(vals_list)
        self._gift_end_roles(moves, date or today)
        if vals_list:
            self.env.ref(CRON)._trigger()
        return changes

    @api.model
    def _gift_end_roles(self, moves, date):
        """End the roles of persons at the firms they left; agents stay agents."""
        pairs = set(moves)
        roles = self.env["gift.partner.role"].search(
            Domain("partner_id", "in", [person.id for person, _firm in moves])
            & Domain("firm_id", "in", [firm.id for _person, firm in moves])
            & Domain("role", "!=", "agent")
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )
        roles.filtered(lambda role: (role.partner_id, role.firm_id) in pairs)._gift_end(
            date
        )

    @api.model
    def _gift_take_back(self, persons):
        """Take back what asks after people who are at their old firm again."""
        returned = self.search(
            [("partner_id", "in", persons.ids), ("state", "in", OPEN_STATES)]
        ).filtered(lambda row: row.partner_id.commercial_partner_id == row.old_firm_id)
        for row in returned:
            if row.lead_id.active and row.lead_id.won_status == "pending":
                row.lead_id.message_post(
                    body=self.env._(
                        "%(person)s is at %(firm)s again.",
                        person=row.partner_id.display_name,
                        firm=row.old_firm_id.display_name,
                    )
                )
                row.lead_id.action_archive()
        returned.activity_id.unlink()
        returned.write({"state": "undone"})

    # ------------------------------------------------------------------
    # Working it off
    # ------------------------------------------------------------------

    @api.model
    @logged_job(CRON)
    def _cron_process(self):
        """Ask "who follows?" and make the leads of all changes that wait."""
        cron = self.env["ir.cron"]
        domain = [("state", "=", "pending")]
        cron._commit_progress(remaining=self.search_count(domain))
        done = 0
        while rows := self.search(domain, limit=BATCH, order="id"):
            mine = rows.try_lock_for_update().filtered_domain(domain)
            mine._process()
            done += len(mine)
            if not mine or not cron._commit_progress(len(mine)):
                break
        return done

    def _process(self):
        """Make the task at the old firm and the lead at the new one. In sudo."""
        for company, rows in self.grouped("company_id").items():
            rows = rows.with_company(company)
            owners = rows.old_firm_id._gift_owner(company)
            keepers = rows.new_firm_id._gift_default_seller(company)
            for row in rows:
                owner = owners[row.old_firm_id]._gift_desk(company)
                row.owner_id = owner
                row.activity_id = row._make_task(owner)
                if row.new_firm_id:
                    keeper = keepers.get(row.new_firm_id)
                    row.lead_id = row._make_lead(
                        keeper._gift_desk(company) if keeper else owner
                    )
            rows.state = "open"

    def _make_task(self, user):
        """Return the task "who follows?" on the old firm."""
        self.ensure_one()
        env = self.with_context(lang=user.lang or self.env.lang).env
        if self.new_firm_id:
            note = env._(
                "%(person)s left for %(new)s on %(date)s. Find out who orders at "
                "%(old)s now, and name the successor.",
                person=self.partner_id.name,
                new=self.new_firm_id.name,
                old=self.old_firm_id.name,
                date=fields.Date.to_string(self.date),
            )
        else:
            note = env._(
                "%(person)s left on %(date)s. Find out who orders at %(old)s now, "
                "and name the successor.",
                person=self.partner_id.name,
                old=self.old_firm_id.name,
                date=fields.Date.to_string(self.date),
            )
        firm = self.old_firm_id.with_context(mail_activity_quick_update=True)
        return firm.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=env._("Who follows %(person)s?", person=self.partner_id.name),
            note=note,
            user_id=user.id,
            date_deadline=self.company_id._gift_today(),
        )

    def _make_lead(self, user):
        """Return the lead at the new firm."""
        self.ensure_one()
        env = self.with_context(lang=user.lang or self.env.lang).env
        # a manager may have removed either: then the lead's source is not known
        medium = env.ref("crm_gift_retail.utm_medium_referral", False)
        source = env.ref("crm_gift_retail.utm_source_changed_employer", False)
        values = {}
        if team := user.sale_team_id or self.company_id.gift_service_team_id:
            values["team_id"] = team.id
        return self.env["crm.lead"].create(
            {
                **values,
                "name": env._(
                    "%(person)s is now at %(firm)s",
                    person=self.partner_id.name,
                    firm=self.new_firm_id.name,
                ),
                "type": "opportunity",
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "user_id": user.id,
                "medium_id": medium and medium.id,
                "source_id": source and source.id,
                "description": env._(
                    "Was our contact at %(firm)s until %(date)s.",
                    firm=self.old_firm_id.name,
                    date=fields.Date.to_string(self.date),
                ),
            }
        )

    @api.model
    def _gift_merge(self, sources, target):
        """Keep one open question where merged contacts had the same. In sudo.

        :param sources: ``res.partner`` records that go away
        :param target: ``res.partner`` that stays
        """
        merged = sources | target
        rows = self.search(
            Domain("state", "in", OPEN_STATES)
            & (
                Domain("partner_id", "in", merged.ids)
                | Domain("old_firm_id", "in", merged.ids)
            ),
            order="id",
        )

        def after(partner):
            return target if partner in merged else partner

        groups = rows.grouped(
            lambda row: (after(row.partner_id), after(row.old_firm_id), row.company_id)
        )
        for (_person, old_firm, _company), group in groups.items():
            gone = group[1:]
            if after(group[:1].new_firm_id) == old_firm:
                gone = group  # the two firms are one: nobody left
            gone.activity_id.unlink()
            gone.write({"state": "undone"})
        self.env.flush_all()
