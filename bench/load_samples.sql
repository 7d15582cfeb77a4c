-- Samples of a retailer by plain SQL: every tenth customer got one, a quarter of those
-- gave it back. Runs after load_customers.sql in the same session. Parameters:
-- %(company)s, %(uom)s, %(user)s, %(stock)s and %(customer)s (locations).
CREATE TEMP TABLE bench_sample AS
SELECT b.n, b.id AS partner_id, p.id AS product_id, 1 + b.n %% 3 AS quantity,
       round((1 + b.n %% 3) * p.list_price * 0.6, 2) AS value,
       CURRENT_DATE - (900 * random())::int + time '12:00' AS day
  FROM bench_partner b JOIN bench_product p ON p.n = b.n %% 500
 WHERE b.n %% 10 = 4;
INSERT INTO gift_sample (name, company_id, partner_id, firm_id, user_id, purpose, terms,
                         state, sent_date, quantity_sent, quantity_out, create_date,
                         write_date)
SELECT 'BENCH/' || n, %(company)s, partner_id, partner_id, %(user)s, 'product', 'keep',
       'sent', day, quantity, quantity, now(), now()
  FROM bench_sample;
INSERT INTO gift_sample_line (sample_id, company_id, product_id, quantity, create_date,
                              write_date)
SELECT s.id, s.company_id, b.product_id, b.quantity, now(), now()
  FROM bench_sample b JOIN gift_sample s ON s.name = 'BENCH/' || b.n;
-- Out, and back thirty days later.
INSERT INTO stock_move (company_id, product_id, product_uom, location_id,
                        location_dest_id, procure_method, product_uom_qty, quantity,
                        state, date, value, gift_sample_line_id, create_date, write_date)
SELECT l.company_id, l.product_id, %(uom)s,
       CASE WHEN back THEN %(customer)s ELSE %(stock)s END,
       CASE WHEN back THEN %(stock)s ELSE %(customer)s END,
       'make_to_stock', b.quantity, b.quantity, 'done',
       LEAST(b.day + back::int * interval '30 days', now()::date + time '01:00'),
       b.value, l.id, now(), now()
  FROM bench_sample b
  JOIN gift_sample s ON s.name = 'BENCH/' || b.n
  JOIN gift_sample_line l ON l.sample_id = s.id
 CROSS JOIN (VALUES (FALSE), (TRUE)) direction (back)
 WHERE NOT back OR b.n %% 4 = 0;
INSERT INTO gift_sample_cost (move_id, sample_id, line_id, company_id, shop_company_id,
                              partner_id, product_id, quantity, cost, state, is_return)
SELECT m.id, s.id, l.id, s.company_id, s.company_id, s.firm_id, m.product_id,
       sign.n * m.quantity, sign.n * m.value, 'known', sign.n < 0
  FROM stock_move m
  JOIN gift_sample_line l ON l.id = m.gift_sample_line_id
  JOIN gift_sample s ON s.id = l.sample_id,
       LATERAL (SELECT CASE WHEN m.location_id = %(customer)s THEN -1 ELSE 1 END AS n)
           sign;
ANALYZE stock_move;
ANALYZE gift_sample;
ANALYZE gift_sample_line;
ANALYZE gift_sample_cost;
