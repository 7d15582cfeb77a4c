"""The trail of two years: from the first purchase to today's parcel."""

from datetime import timedelta

from odoo.tools import SQL

_SHOPS = {"beijing_road": "BJL", "tianhe": "TH"}


def build(story):
    """Let shops know their door, and write the trail with the story's own days.

    The chapters before play everything out now and put its days back afterwards; the
    touchpoints that this left are written once more from the documents.

    :param Story story: the build with teams, leads, orders and history.
    """
    env = story.env
    _doors(story)
    env.flush_all()
    _close_leads(story)
    touchpoints = env["gift.touchpoint"]
    env.cr.execute(
        "DELETE FROM gift_touchpoint WHERE company_id = %s", [story.company.id]
    )
    env.cr.execute(touchpoints._gift_backfill_sql(_history_sql(story)))
    touchpoints._gift_backfill()
    _quote_firms_first(story)
    env.invalidate_all()
    # the job that settles claims knew the touchpoints before: tell it of these
    year = touchpoints.search(
        [
            ("company_id", "=", story.company.id),
            ("date", ">=", story.moment(story.today - timedelta(days=365))),
        ],
        order="date, id",
    )
    touchpoints._gift_registered(year)


def _doors(story):
    """Shops are shops with their warehouse; each team has a medium of its own."""
    env = story.env
    online = env.ref("crm_gift_retail.utm_medium_online_shop")
    outbound = env.ref("crm_gift_retail.utm_medium_outbound_call")
    calls = env.ref("crm_gift_retail.utm_source_call_list")
    walk_in = env.ref("crm_gift_retail.utm_source_walk_in")
    for name, code in _SHOPS.items():
        story.teams[name].write(
            {
                "gift_is_shop": True,
                "gift_warehouse_id": story.warehouses[code].id,
                "gift_source_id": walk_in.id,
            }
        )
    story.teams["online"].gift_medium_id = online
    story.teams["phone"].write(
        {"gift_medium_id": outbound.id, "gift_source_id": calls.id}
    )
    env["utm.medium"]._gift_install()
    # the manager's word: firms come by visits of ours, the hot line by neither door
    story.mediums["Direct"].gift_channel = "outbound"
    story.mediums["Phone"].gift_channel = "other"


def _close_leads(story):
    """Leads are won or lost some days after they came, not all today."""
    story.env.cr.execute(
        """
        UPDATE crm_lead
           SET date_closed = LEAST(create_date + (5 + id %% 9) * interval '1 day',
                                   now() AT TIME ZONE 'UTC' - interval '3 hours')
         WHERE company_id = %s AND won_status IN ('won', 'lost')
        """,
        [story.company.id],
    )


def _history_sql(story):
    """Return every order of the past as a document, with its shop's channel."""
    return SQL(
        """
        SELECT h.partner_id, h.partner_id AS customer_id, NULL::int AS lead_id,
               h.company_id, 'order' AS kind, 'in' AS direction, NULL::text AS outcome,
               min(h.date) AS date, min(h.user_id) AS user_id, NULL::int AS team_id,
               min(h.channel_medium_id) AS medium_id, min(h.source_id) AS source_id,
               NULL::int AS campaign_id, 'gift.sale.history' AS res_model,
               min(h.id) AS res_id, h.reference AS summary
          FROM gift_sale_history h
         WHERE h.company_id = %s AND h.partner_id IS NOT NULL AND h.kind = 'sale'
         GROUP BY h.partner_id, h.company_id, h.reference
        """,
        story.company.id,
    )


def _quote_firms_first(story):
    """Firms had a quotation two days before they ordered."""
    story.env.cr.execute(
        """
        INSERT INTO gift_touchpoint
               (partner_id, commercial_partner_id, lead_id, company_id, kind,
                is_contact, is_mass, direction, date, user_id, team_id, medium_id,
                source_id, campaign_id, channel, res_model, res_id, summary, create_uid,
                create_date, write_uid, write_date)
        SELECT t.partner_id, t.commercial_partner_id, t.lead_id, t.company_id,
               'quotation', FALSE, FALSE, 'out', t.date - interval '2 days', t.user_id,
               t.team_id, t.medium_id, t.source_id, t.campaign_id, t.channel,
               t.res_model, t.res_id, t.summary, 1, t.create_date, 1, t.write_date
          FROM gift_touchpoint t
          JOIN res_partner p ON p.id = t.commercial_partner_id
         WHERE t.company_id = %s AND t.kind = 'order' AND p.is_company
           AND t.res_model = 'sale.order'
        ON CONFLICT (res_model, res_id, kind) DO NOTHING
        """,
        [story.company.id],
    )
