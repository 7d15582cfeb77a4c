-- Customers who telephone: people with numbers and Chinese names, orders, open ones.
-- Parameters: %(customers)s (number), %(company)s, %(uom)s, %(currency)s. Seeded by the
-- caller (setseed), power-law customers as in real trade.
INSERT INTO res_partner (name, complete_name, lang, type, active, is_company,
                         partner_share, employee, color, customer_rank, supplier_rank,
                         autopost_bills, phone, phone_sanitized, ref, create_date,
                         write_date)
SELECT x.name, x.name, 'en_US', 'contact', TRUE, FALSE, TRUE, FALSE, 0, 1, 0, 'ask',
       x.phone, x.phone, 'BENCH', now(), now()
  FROM (SELECT g,
               substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + g %% 20, 1)
               || substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平', 1 + g / 20 %% 20, 1)
               || substr('华国文建志永红春玉兰', 1 + g / 400 %% 10, 1) AS name,
               '+86' || 13000000000 + g * 7919::bigint %% 1000000000 AS phone
          FROM generate_series(1, %(customers)s) g) x
 ORDER BY x.g;
UPDATE res_partner SET commercial_partner_id = id
 WHERE ref = 'BENCH' AND commercial_partner_id IS NULL;
CREATE TEMP TABLE bench_partner AS
SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM res_partner WHERE ref = 'BENCH';
CREATE UNIQUE INDEX ON bench_partner (n);
ANALYZE bench_partner;

INSERT INTO product_template (name, categ_id, uom_id, type, service_tracking, tracking,
                              list_price, sale_ok, active, create_date, write_date)
SELECT jsonb_build_object('en_US', 'Bench gift ' || g),
       (SELECT min(id) FROM product_category), %(uom)s, 'consu', 'no', 'none', 10, TRUE,
       TRUE, now(), now()
  FROM generate_series(1, 100) g;
INSERT INTO product_product (product_tmpl_id, active, create_date, write_date)
SELECT id, TRUE, now(), now()
  FROM product_template WHERE name ->> 'en_US' LIKE 'Bench gift %%';

-- Two orders per customer on average over three years, one in fifty open, one in a
-- hundred a quotation that was sent; every fifth with a line.
INSERT INTO sale_order (name, company_id, partner_id, partner_invoice_id,
                        partner_shipping_id, currency_id, currency_rate, state,
                        delivery_status, date_order, picking_policy,
                        gift_commercial_partner_id, create_date, write_date)
SELECT 'BENCH' || o.g, %(company)s, p.id, p.id, p.id, %(currency)s, 1,
       CASE WHEN o.g %% 100 = 1 THEN 'sent' ELSE 'sale' END,
       CASE WHEN o.g %% 100 = 1 THEN NULL WHEN o.g %% 50 = 0 THEN 'pending'
            ELSE 'full' END,
       now() - make_interval(days => (1095 * random())::int), 'direct', p.id, now(),
       now()
  FROM (SELECT g, floor(%(customers)s * power(random(), 2.5))::int AS n
          FROM generate_series(1, %(customers)s * 2) g) o
  JOIN bench_partner p ON p.n = o.n;
INSERT INTO sale_order_line (order_id, company_id, currency_id, order_partner_id, state,
                             product_id, product_uom_id, name, product_uom_qty,
                             price_unit, price_subtotal, customer_lead, create_date,
                             write_date)
SELECT o.id, o.company_id, o.currency_id, o.partner_id, o.state, p.id, %(uom)s, 'Gift', 2,
       10, 20, 0, now(), now()
  FROM sale_order o
  JOIN (SELECT row_number() OVER (ORDER BY pp.id) - 1 AS n, pp.id
          FROM product_product pp JOIN product_template t ON t.id = pp.product_tmpl_id
         WHERE t.name ->> 'en_US' LIKE 'Bench gift %%') p ON p.n = o.id %% 100
 WHERE o.name LIKE 'BENCH%%'
   AND (o.state = 'sent' OR o.delivery_status = 'pending' OR o.id %% 5 = 0);
INSERT INTO gift_customer (partner_id, company_id, audience, active, last_order_date,
                           create_date, write_date)
SELECT o.gift_commercial_partner_id, %(company)s, 'private', TRUE,
       max(o.date_order)::date, now(), now()
  FROM sale_order o WHERE o.name LIKE 'BENCH%%' GROUP BY 1
ON CONFLICT (partner_id, company_id) DO NOTHING;
-- A talk with every third customer.
INSERT INTO gift_touchpoint (partner_id, commercial_partner_id, company_id, kind,
                             is_contact, channel, date, res_model, res_id, summary,
                             create_date, write_date)
SELECT p.id, p.id, %(company)s, 'call', TRUE, 'outbound',
       now() - make_interval(days => (p.n %% 300)::int), 'bench', p.id, 'Spoke', now(),
       now()
  FROM bench_partner p WHERE p.n %% 3 = 0;
