-- The bare statement for "how do our customers stand": written by hand, from Odoo's own
-- tables and the history alone, into a table of its own. Shares no code with the addon.
-- Parameters: %(company)s, %(today)s.
CREATE TABLE IF NOT EXISTS bench_standing (
    partner_id int PRIMARY KEY, revenue_12m numeric, profit_12m numeric,
    order_count_12m int, revenue_total numeric, profit_total numeric, order_count int,
    pending_revenue numeric, pending_profit numeric, first_order_date date,
    last_order_date date, usual_gap_days numeric);
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
), standing AS (
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
), changed AS (
    UPDATE bench_standing b
       SET (revenue_12m, profit_12m, order_count_12m, revenue_total, profit_total,
            order_count, pending_revenue, pending_profit, first_order_date,
            last_order_date, usual_gap_days)
         = (s.revenue_12m, s.profit_12m, s.order_count_12m, s.revenue_total,
            s.profit_total, s.order_count, s.pending_revenue, s.pending_profit,
            s.first_order_date, s.last_order_date, s.usual_gap_days)
      FROM standing s
     WHERE b.partner_id = s.partner_id
       AND (b.revenue_12m, b.profit_12m, b.order_count_12m, b.revenue_total,
            b.profit_total, b.order_count, b.pending_revenue, b.pending_profit,
            b.first_order_date, b.last_order_date, b.usual_gap_days)
           IS DISTINCT FROM
           (s.revenue_12m, s.profit_12m, s.order_count_12m, s.revenue_total,
            s.profit_total, s.order_count, s.pending_revenue, s.pending_profit,
            s.first_order_date, s.last_order_date, s.usual_gap_days)
 RETURNING b.partner_id
)
INSERT INTO bench_standing
SELECT s.partner_id, s.revenue_12m, s.profit_12m, s.order_count_12m, s.revenue_total,
       s.profit_total, s.order_count, s.pending_revenue, s.pending_profit,
       s.first_order_date, s.last_order_date, s.usual_gap_days
  FROM standing s
 WHERE NOT EXISTS (SELECT 1 FROM bench_standing b WHERE b.partner_id = s.partner_id);
