-- A retailer's books by plain SQL: customers, orders, invoices, credit notes, history.
-- Parameters: %(customers)s (number), %(company)s, %(journal)s, %(account)s, %(uom)s,
-- %(currency)s. Seeded by the caller (setseed), power-law customers as in real trade.
INSERT INTO res_partner (name, complete_name, lang, type, active, is_company,
                         partner_share, employee, color, customer_rank, supplier_rank,
                         autopost_bills, create_date, write_date)
SELECT 'Bench ' || g, 'Bench ' || g, 'en_US', 'contact', TRUE, g %% 20 = 0, TRUE, FALSE,
       0, 1, 0, 'ask', now(), now()
  FROM generate_series(1, %(customers)s) g;
UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL;

INSERT INTO product_template (name, categ_id, uom_id, type, service_tracking, tracking,
                              list_price, sale_ok, active, create_date, write_date)
SELECT jsonb_build_object('en_US', 'Bench gift ' || g),
       (SELECT min(id) FROM product_category), %(uom)s, 'consu', 'no', 'none',
       round((5 + 300 * power(random(), 3))::numeric, 2), TRUE, TRUE, now(), now()
  FROM generate_series(1, 500) g;
INSERT INTO product_product (product_tmpl_id, active, standard_price, create_date,
                             write_date)
SELECT id, TRUE, jsonb_build_object(%(company)s::text, round(list_price * 0.6, 2)),
       now(), now()
  FROM product_template WHERE name ->> 'en_US' LIKE 'Bench gift %%';

CREATE TEMP TABLE bench_partner AS
SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM res_partner
 WHERE name LIKE 'Bench %%';
CREATE UNIQUE INDEX ON bench_partner (n);
CREATE TEMP TABLE bench_product AS
SELECT row_number() OVER (ORDER BY p.id) - 1 AS n, p.id, t.list_price
  FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
 WHERE t.name ->> 'en_US' LIKE 'Bench gift %%';
ANALYZE bench_partner;
ANALYZE bench_product;

-- Two orders per customer on average, over three years, one to four lines.
CREATE TEMP TABLE bench_order AS
SELECT g AS n, floor(%(customers)s * power(random(), 2.5))::int AS partner_n,
       (CURRENT_DATE - (1095 * random())::int) AS day, 1 + g %% 4 AS lines,
       random() AS fate
  FROM generate_series(1, %(customers)s * 2) g;
INSERT INTO sale_order (name, company_id, partner_id, partner_invoice_id,
                        partner_shipping_id, currency_id, currency_rate, state,
                        date_order, picking_policy, gift_commercial_partner_id,
                        create_date, write_date)
SELECT 'BENCH' || o.n, %(company)s, p.id, p.id, p.id, %(currency)s, 1, 'sale', o.day,
       'direct', p.id, now(), now()
  FROM bench_order o JOIN bench_partner p ON p.n = o.partner_n;
CREATE TEMP TABLE bench_so AS
SELECT s.id, o.*, s.partner_id FROM sale_order s
  JOIN bench_order o ON o.n = substr(s.name, 6)::int WHERE s.name LIKE 'BENCH%%';
ANALYZE bench_so;
-- 82 %% invoiced, 8 %% of those credited, 10 %% delivered and not invoiced, 8 %% open.
INSERT INTO sale_order_line (order_id, company_id, currency_id, order_partner_id, state,
                             product_id, product_uom_id, name, product_uom_qty,
                             price_unit, price_subtotal, purchase_price, customer_lead,
                             qty_delivered, qty_invoiced, discount, create_date,
                             write_date)
SELECT o.id, %(company)s, %(currency)s, o.partner_id, 'sale', p.id, %(uom)s, 'Gift',
       q.qty, p.list_price, q.qty * p.list_price, round(p.list_price * 0.6, 2), 0,
       CASE WHEN o.fate < 0.92 THEN q.qty ELSE 0 END,
       CASE WHEN o.fate < 0.82 THEN q.qty ELSE 0 END, 0, now(), now()
  FROM bench_so o, generate_series(1, o.lines) k,
       LATERAL (SELECT 1 + (o.n + k) %% 3 AS qty,
                       (o.n * 7 + k * 131) %% 500 AS product_n) q,
       bench_product p
 WHERE p.n = q.product_n;
ANALYZE sale_order;
ANALYZE sale_order_line;
INSERT INTO account_move (name, ref, company_id, journal_id, currency_id, move_type,
                          state, auto_post, date, invoice_date, partner_id,
                          commercial_partner_id, create_date, write_date)
SELECT 'BENCH/' || o.n, o.id::text, %(company)s, %(journal)s, %(currency)s,
       'out_invoice', 'posted', 'no', o.day, o.day, o.partner_id, o.partner_id, now(),
       now()
  FROM bench_so o WHERE o.fate < 0.82;
INSERT INTO account_move (name, ref, company_id, journal_id, currency_id, move_type,
                          state, auto_post, date, invoice_date, partner_id,
                          commercial_partner_id, reversed_entry_id, create_date,
                          write_date)
SELECT 'R' || m.name, m.ref, m.company_id, m.journal_id, m.currency_id, 'out_refund',
       'posted', 'no', LEAST(m.date + 20, CURRENT_DATE),
       LEAST(m.date + 20, CURRENT_DATE), m.partner_id, m.partner_id, m.id, now(), now()
  FROM account_move m WHERE m.name LIKE 'BENCH/%%' AND m.id %% 12 = 0;
ANALYZE account_move;
INSERT INTO account_move_line (move_id, company_id, journal_id, account_id, currency_id,
                               company_currency_id, partner_id, display_type,
                               parent_state, date, invoice_date, product_id,
                               product_uom_id, quantity, price_unit, price_subtotal,
                               balance, amount_currency, debit, credit, name,
                               sequence, create_date, write_date)
SELECT m.id, m.company_id, m.journal_id, %(account)s, m.currency_id, m.currency_id,
       m.partner_id, 'product', 'posted', m.date, m.invoice_date, l.product_id,
       l.product_uom_id, l.product_uom_qty, l.price_unit, l.price_subtotal,
       x.balance, x.balance, GREATEST(x.balance, 0), GREATEST(-x.balance, 0),
       l.id::text, 10, now(), now()
  FROM account_move m
  JOIN sale_order_line l ON l.order_id = m.ref::int,
       LATERAL (SELECT CASE WHEN m.move_type = 'out_refund' THEN 1 ELSE -1 END
                       * l.price_subtotal AS balance) x
 WHERE m.name LIKE 'BENCH/%%' OR m.name LIKE 'RBENCH/%%';
ANALYZE account_move_line;
INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)
SELECT i.id, i.name::int FROM account_move_line i JOIN account_move m ON m.id = i.move_id
 WHERE m.name LIKE 'BENCH/%%' OR m.name LIKE 'RBENCH/%%';

ANALYZE sale_order_line_invoice_rel;
INSERT INTO gift_sale_history (company_id, partner_id, product_id, date, date_day,
                               quantity, revenue, cost, cost_state, kind, reference,
                               line_key)
SELECT %(company)s, p.id, NULL, d.day, d.day, 1, d.amount, round(d.amount * 0.6, 2),
       'estimated', 'sale', 'H' || g, 'bench-' || g
  FROM generate_series(1, %(customers)s) g,
       LATERAL (SELECT (CURRENT_DATE - 1095 - (700 * random())::int) AS day,
                       round((10 + 200 * random())::numeric, 2) AS amount,
                       floor(%(customers)s * power(random(), 2.5))::int + 0 * g AS n) d
  JOIN bench_partner p ON p.n = d.n;
