-- The bare statement for "how do our customers stand": written by hand, from Odoo's own
-- tables and what was entered (history, touchpoints, claims), into a table of its own.
-- Shares no code with the addon; days of heat are those of its data.
-- Parameters: %(company)s, %(today)s.
CREATE TABLE IF NOT EXISTS bench_standing (
    partner_id int PRIMARY KEY, revenue_12m numeric, profit_12m numeric,
    order_count_12m int, revenue_total numeric, profit_total numeric, order_count int,
    pending_revenue numeric, pending_profit numeric, first_order_date date,
    last_order_date date, usual_gap_days numeric, owner_id int,
    last_contact_date timestamp, first_touch_date timestamp, first_channel text,
    last_touch_date timestamp, last_channel text, hot_until timestamp,
    lost_on date);
WITH money AS (
    SELECT m.partner_id, m.invoice_date AS day, 'S' || l.order_id AS ref,
           -i.balance AS revenue,
           -i.balance - sign(-i.balance) * i.quantity * l.purchase_price AS profit,
           FALSE AS pending
      FROM account_move m
      JOIN account_move_line i ON i.move_id = m.id AND i.display_type = 'product'
      JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = i.id
      JOIN sale_order_line l ON l.id = r.order_line_id
     WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund')
       AND m.company_id = %(company)s
    UNION ALL
    SELECT o.partner_id, o.date_order::date, 'S' || o.id,
           (l.qty_delivered - l.qty_invoiced) * l.price_subtotal / l.product_uom_qty,
           (l.qty_delivered - l.qty_invoiced)
               * (l.price_subtotal / l.product_uom_qty - l.purchase_price), TRUE
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
     WHERE l.state = 'sale' AND l.qty_delivered <> l.qty_invoiced
       AND l.qty_delivered <> 0 AND o.company_id = %(company)s
    UNION ALL
    SELECT h.partner_id, h.date_day, 'H' || h.reference, h.revenue, h.revenue - h.cost,
           FALSE
      FROM gift_sale_history h WHERE h.company_id = %(company)s
    UNION ALL
    SELECT g.firm_id, m.date::date, NULL, 0,
           CASE WHEN f.usage = 'customer' THEN m.value ELSE -m.value END, FALSE
      FROM stock_move m
      JOIN gift_sample_line l ON l.id = m.gift_sample_line_id
      JOIN gift_sample g ON g.id = l.sample_id
      JOIN stock_location f ON f.id = m.location_id
      JOIN stock_location t ON t.id = m.location_dest_id
     WHERE m.state = 'done' AND g.company_id = %(company)s
       AND 'customer' IN (f.usage, t.usage)
), orders AS (
    SELECT partner_id, day, ref, sum(revenue) FILTER (WHERE NOT pending) AS revenue,
           sum(profit) FILTER (WHERE NOT pending) AS profit,
           sum(revenue) FILTER (WHERE pending) AS waiting,
           sum(profit) FILTER (WHERE pending) AS waiting_profit,
           bool_or(revenue > 0 AND NOT pending) AS sale
      FROM money GROUP BY partner_id, day, ref
), gaps AS (
    SELECT *, max(day) FILTER (WHERE sale) OVER (
               PARTITION BY partner_id ORDER BY day, ref
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS previous
      FROM orders
), figures AS (
    SELECT partner_id,
           COALESCE(sum(revenue) FILTER (WHERE day > %(today)s::date - interval '1 year'), 0)
               AS revenue_12m,
           COALESCE(sum(profit) FILTER (WHERE day > %(today)s::date - interval '1 year'), 0)
               AS profit_12m,
           count(DISTINCT ref) FILTER (
               WHERE sale AND day > %(today)s::date - interval '1 year')
               AS order_count_12m,
           COALESCE(sum(revenue), 0) AS revenue_total,
           COALESCE(sum(profit), 0) AS profit_total,
           count(DISTINCT ref) FILTER (WHERE sale) AS order_count,
           COALESCE(sum(waiting), 0) AS pending_revenue,
           COALESCE(sum(waiting_profit), 0) AS pending_profit,
           min(day) FILTER (WHERE sale) AS first_order_date,
           max(day) FILTER (WHERE sale) AS last_order_date,
           round(exp((COALESCE(sum(ln((day - previous)::float))
                               FILTER (WHERE sale AND day > previous), 0)
                      + 4.5 * ln(19.6))
                     / (count(*) FILTER (WHERE sale AND day > previous) + 4.5))::numeric,
                 1) AS usual_gap_days
      FROM gaps GROUP BY partner_id
), trail AS (
    SELECT commercial_partner_id AS partner_id, id, date, channel, kind, outcome,
           is_contact
      FROM gift_touchpoint
     WHERE company_id = %(company)s AND NOT is_mass AND commercial_partner_id IS NOT NULL
), contact AS (
    SELECT partner_id, max(date) AS last_contact_date FROM trail WHERE is_contact
     GROUP BY partner_id
), first_touch AS (
    SELECT DISTINCT ON (partner_id) partner_id, date, channel
      FROM trail ORDER BY partner_id, date, id
), last_touch AS (
    SELECT DISTINCT ON (partner_id) partner_id, date, channel
      FROM trail ORDER BY partner_id, channel = 'unknown', date DESC, id DESC
), heat AS (
    SELECT partner_id, max(until) AS hot_until
      FROM (SELECT partner_id, date + interval '1 day' * CASE
                       WHEN kind = 'visit' AND date - interval '30 days'
                            <= lag(date) OVER (PARTITION BY partner_id, kind
                                               ORDER BY date) THEN 14
                       WHEN kind = 'visit' THEN 7
                       WHEN kind = 'message_in' THEN 3
                       WHEN kind = 'sample' THEN 14
                       WHEN kind = 'sample_feedback' AND outcome = 'good' THEN 14
                       WHEN outcome = 'interested' THEN 10 END AS until
              FROM trail
             WHERE kind IN ('visit', 'call', 'message_in', 'sample', 'sample_feedback')
               AND date > now() AT TIME ZONE 'UTC' - interval '45 days'
             UNION ALL
            SELECT partner_id, COALESCE(gift_need_since, create_date)
                               + interval '1 day' * CASE WHEN gift_need_stage = 'dated'
                                                         THEN 21 ELSE 14 END
              FROM crm_lead
             WHERE active AND won_status = 'pending' AND company_id = %(company)s
               AND partner_id IS NOT NULL
               AND gift_need_stage IN ('urgent', 'dated', 'budgeted')) event
     WHERE until > now() AT TIME ZONE 'UTC'
     GROUP BY partner_id
), lost AS (
    SELECT l.partner_id, max(COALESCE(l.date_closed, l.write_date)::date) AS lost_on
      FROM crm_lead l JOIN crm_lost_reason r ON r.id = l.lost_reason_id
     WHERE l.won_status = 'lost' AND r.gift_is_competitor AND l.company_id = %(company)s
       AND l.partner_id IS NOT NULL
     GROUP BY l.partner_id
), claimed AS (
    SELECT c.partner_id, u.id AS owner_id
      FROM gift_claim c
      LEFT JOIN crm_team t ON t.id = c.team_id
      JOIN res_users u ON u.id = COALESCE(c.owner_id, t.user_id) AND u.active
     WHERE c.active AND c.company_id = %(company)s AND c.partner_id IS NOT NULL
), standing AS (
    SELECT p.id AS partner_id, COALESCE(f.revenue_12m, 0) AS revenue_12m,
           COALESCE(f.profit_12m, 0) AS profit_12m,
           COALESCE(f.order_count_12m, 0) AS order_count_12m,
           COALESCE(f.revenue_total, 0) AS revenue_total,
           COALESCE(f.profit_total, 0) AS profit_total,
           COALESCE(f.order_count, 0) AS order_count,
           COALESCE(f.pending_revenue, 0) AS pending_revenue,
           COALESCE(f.pending_profit, 0) AS pending_profit, f.first_order_date,
           f.last_order_date, f.usual_gap_days,
           COALESCE(claimed.owner_id, w.id, (
               SELECT t.user_id FROM res_company c
                 JOIN crm_team t ON t.id = c.gift_service_team_id
                WHERE c.id = %(company)s)) AS owner_id,
           contact.last_contact_date, first_touch.date AS first_touch_date,
           COALESCE(first_touch.channel, 'unknown') AS first_channel,
           last_touch.date AS last_touch_date, last_touch.channel AS last_channel,
           heat.hot_until, lost.lost_on
      FROM res_partner p
      LEFT JOIN figures f ON f.partner_id = p.id
      LEFT JOIN contact ON contact.partner_id = p.id
      LEFT JOIN first_touch ON first_touch.partner_id = p.id
      LEFT JOIN last_touch ON last_touch.partner_id = p.id
      LEFT JOIN heat ON heat.partner_id = p.id
      LEFT JOIN lost ON lost.partner_id = p.id
      LEFT JOIN claimed ON claimed.partner_id = p.id
      LEFT JOIN res_users w ON w.id = p.user_id AND w.active
     WHERE COALESCE(f.partner_id, first_touch.partner_id, heat.partner_id,
                    lost.partner_id) IS NOT NULL
), changed AS (
    UPDATE bench_standing b
       SET (revenue_12m, profit_12m, order_count_12m, revenue_total, profit_total, order_count,
            pending_revenue, pending_profit, first_order_date, last_order_date,
            usual_gap_days, owner_id, last_contact_date, first_touch_date,
            first_channel, last_touch_date, last_channel, hot_until, lost_on)
         = (s.revenue_12m, s.profit_12m, s.order_count_12m, s.revenue_total, s.profit_total,
            s.order_count, s.pending_revenue, s.pending_profit, s.first_order_date,
            s.last_order_date, s.usual_gap_days, s.owner_id, s.last_contact_date,
            s.first_touch_date, s.first_channel, s.last_touch_date, s.last_channel,
            s.hot_until, s.lost_on)
      FROM standing s
     WHERE b.partner_id = s.partner_id
       AND (b.revenue_12m, b.profit_12m, b.order_count_12m, b.revenue_total, b.profit_total,
            b.order_count, b.pending_revenue, b.pending_profit, b.first_order_date,
            b.last_order_date, b.usual_gap_days, b.owner_id, b.last_contact_date,
            b.first_touch_date, b.first_channel, b.last_touch_date, b.last_channel,
            b.hot_until, b.lost_on)
           IS DISTINCT FROM
           (s.revenue_12m, s.profit_12m, s.order_count_12m, s.revenue_total, s.profit_total,
            s.order_count, s.pending_revenue, s.pending_profit, s.first_order_date,
            s.last_order_date, s.usual_gap_days, s.owner_id, s.last_contact_date,
            s.first_touch_date, s.first_channel, s.last_touch_date, s.last_channel,
            s.hot_until, s.lost_on)
 RETURNING b.partner_id
)
INSERT INTO bench_standing
SELECT s.partner_id, s.revenue_12m, s.profit_12m, s.order_count_12m, s.revenue_total, s.profit_total,
       s.order_count, s.pending_revenue, s.pending_profit, s.first_order_date,
       s.last_order_date, s.usual_gap_days, s.owner_id, s.last_contact_date,
       s.first_touch_date, s.first_channel, s.last_touch_date, s.last_channel,
       s.hot_until, s.lost_on
  FROM standing s
 WHERE NOT EXISTS (SELECT 1 FROM bench_standing b WHERE b.partner_id = s.partner_id);
