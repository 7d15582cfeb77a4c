-- Rows that differ between the addon's standing and the bare statement's, one by one.
-- Parameter: %(company)s. Rhythm is compared with the rounding of one decimal place.
SELECT count(*) AS rows,
       count(*) FILTER (
           WHERE (round(c.revenue_12m, 2), round(c.profit_12m, 2), c.order_count_12m,
                  round(c.revenue_total, 2), round(c.profit_total, 2), c.order_count,
                  round(c.pending_revenue, 2), round(c.pending_profit, 2),
                  c.first_order_date, c.last_order_date, c.owner_id,
                  c.last_contact_date, c.first_touch_date, c.first_channel,
                  c.last_touch_date, c.last_channel,
                  CASE WHEN c.hot_until > now() AT TIME ZONE 'UTC' THEN c.hot_until END)
                 IS DISTINCT FROM
                 (round(b.revenue_12m, 2), round(b.profit_12m, 2), b.order_count_12m,
                  round(b.revenue_total, 2), round(b.profit_total, 2), b.order_count,
                  round(b.pending_revenue, 2), round(b.pending_profit, 2),
                  b.first_order_date, b.last_order_date, b.owner_id,
                  b.last_contact_date, b.first_touch_date, b.first_channel,
                  b.last_touch_date, b.last_channel,
                  CASE WHEN b.hot_until > now() AT TIME ZONE 'UTC' THEN b.hot_until END)
              OR (b.order_count > 0
                  AND abs(c.usual_gap_days - b.usual_gap_days) > 0.1001)
       ) AS different
  FROM (SELECT * FROM gift_customer WHERE company_id = %(company)s) c
  FULL JOIN bench_standing b ON b.partner_id = c.partner_id;
