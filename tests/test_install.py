"""The addon arrives in a living Odoo and leaves it again as it was."""

from support import odoo, seeds
from support.client import Browser
from support.server import Server

COUNTS = """
SELECT 'res_partner', count(*), coalesce(md5(string_agg(id || name || coalesce(email,
       ''), ',' ORDER BY id)), '') FROM res_partner
UNION ALL
SELECT 'sale_order', count(*), md5(string_agg(id || name || state || amount_total, ','
       ORDER BY id)) FROM sale_order
UNION ALL
SELECT 'account_move', count(*), md5(string_agg(id || name || state || amount_total,
       ',' ORDER BY id)) FROM account_move
UNION ALL
SELECT 'stock_picking', count(*), md5(string_agg(id || name || state, ',' ORDER BY id))
  FROM stock_picking
"""
COLUMNS = """
SELECT table_name || '.' || column_name FROM information_schema.columns
 WHERE table_schema = 'public' ORDER BY 1
"""
OBJECTS = """
SELECT kind || ' ' || name FROM (
    SELECT 'table' AS kind, tablename::text AS name FROM pg_tables
     WHERE schemaname = 'public'
    UNION ALL SELECT 'view', viewname FROM pg_views WHERE schemaname = 'public'
    UNION ALL SELECT 'index', indexname FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'sequence', sequencename FROM pg_sequences
     WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conname FROM pg_constraint
) objects ORDER BY 1
"""
RECORDS = """
SELECT 'model ' || model FROM ir_model
UNION SELECT 'field ' || model || '.' || name FROM ir_model_fields
UNION SELECT 'cron ' || cron_name FROM ir_cron
UNION SELECT 'view ' || v.name || ' ' || v.type FROM ir_ui_view v
UNION SELECT 'menu ' || (name->>'en_US') FROM ir_ui_menu
UNION SELECT 'group ' || (name->>'en_US') FROM res_groups
UNION SELECT 'privilege ' || (name->>'en_US') FROM res_groups_privilege
UNION SELECT 'rule ' || name FROM ir_rule
UNION SELECT 'action ' || (name->>'en_US') || type FROM ir_actions
UNION SELECT 'parameter ' || key FROM ir_config_parameter
    WHERE key NOT LIKE 'database.%'
UNION SELECT 'activity type ' || (name->>'en_US') FROM mail_activity_type
UNION SELECT 'attachment ' || res_model FROM ir_attachment WHERE res_model LIKE 'gift.%'
UNION SELECT 'message ' || model FROM mail_message WHERE model LIKE 'gift.%'
UNION SELECT 'data ' || module || '.' || name FROM ir_model_data
    WHERE module LIKE '%gift_retail%'
ORDER BY 1
"""


def names(database, query):
    return {row[0] for row in odoo.sql(database, query)}


def standing(env, partner_ids):
    """What gift.customer tells about customers."""
    rows = env["gift.customer"].search([("partner_id", "in", partner_ids)])
    return [
        {
            "partner": row.partner_id.id,
            "revenue": row.revenue_12m,
            "profit": row.profit_12m,
            "orders": row.order_count_12m,
        }
        for row in rows
    ]


def care_activity(env):
    """An open activity of our type, as the care engine plans them."""
    partner = env["res.partner"].create({"name": "Waits for a call"})
    activity = partner.activity_schedule(
        "crm_gift_retail.mail_activity_type_care", user_id=env.ref("base.user_admin").id
    )
    return activity.id


def test_install_on_a_fresh_database(new_db, odoo_for):
    """The log of the installation is free of warnings; each company has its ladders."""
    database = new_db(odoo.foreign_modules())
    odoo_for(database).install(odoo.ADDON)
    rows = odoo.sql(
        database,
        "SELECT company_id, audience, count(*) FROM gift_tier_ladder"
        " GROUP BY 1, 2 ORDER BY 1, 2",
    )
    assert [row[1:] for row in rows] == [("firm", 1), ("private", 1)]
    tiers = odoo.sql(database, "SELECT DISTINCT code FROM gift_tier ORDER BY 1")
    assert [row[0] for row in tiers] == ["A", "B", "C", "D"]


def test_install_where_customers_and_orders_exist(new_db, odoo_for):
    """Nothing of theirs changes, and their past counts from the first refresh."""
    database = new_db(odoo.foreign_modules())
    seeded = odoo_for(database, with_ours=False).call(seeds.sales, customers=4)
    before = odoo.sql(database, COUNTS)
    ours = odoo_for(database)
    ours.install(odoo.ADDON)
    assert odoo.sql(database, COUNTS) == before
    _changed, rows = ours.call_all(
        seeds.refresh, (standing, {"partner_ids": seeded["partners"]})
    )
    assert len(rows) == 4
    for row in rows:
        assert row["revenue"] == seeded["revenue"]
        assert row["profit"] == seeded["profit"]
        assert row["orders"] == 2
    assert odoo.sql(database, COUNTS) == before


def test_uninstall_leaves_odoo_as_it_was(new_db, odoo_for):
    """Tables, columns, crons, views and rights are gone; Odoo works without us."""
    database = new_db(odoo.foreign_modules())
    queries = (OBJECTS, COLUMNS, RECORDS)
    before = [names(database, query) for query in queries]
    ours = odoo_for(database)
    ours.install(odoo.ADDON)
    seeded, _changed, activity = ours.call_all(
        seeds.sales, seeds.refresh, care_activity
    )
    assert names(database, COLUMNS) > before[1]
    ours.uninstall(odoo.ADDON)
    after = [names(database, query) for query in queries]
    for was, now in zip(before, after, strict=True):
        # the chart of accounts and the sales made between are allowed to be new
        left = {name for name in now - was if "gift" in name.lower()}
        assert not left
        assert not was - now
    assert activity in names(database, "SELECT id FROM mail_activity WHERE active")
    assert names(database, "SELECT id FROM sale_order") == set(seeded["orders"])
    with Server(database, with_ours=False) as server:
        browser = Browser(server.url, database, "admin", "admin")
        assert browser.uid
        browser.page("/odoo")
        order = browser.call(
            "sale.order",
            "create",
            [
                {
                    "partner_id": seeded["partners"][0],
                    "order_line": [(0, 0, {"product_id": seeded["product"]})],
                }
            ],
        )
        browser.call("sale.order", "action_confirm", order)
        state = browser.call("sale.order", "read", order, ["state"])
        assert state[0]["state"] == "sale"
