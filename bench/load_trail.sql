-- What customers have with a retailer besides money: touchpoints, claims, leads. Runs
-- after load_customers.sql in the same session. Parameters: %(company)s, %(sellers)s
-- (ids of users), %(left_seller)s (an archived one), %(team)s (with a leader), %(reason)s
-- (a lost reason: another brand).
CREATE TEMP TABLE bench_sellers AS
SELECT row_number() OVER () - 1 AS n, id FROM unnest(%(sellers)s::int[]) id;

-- Every seventh contact has a salesperson of its own.
UPDATE res_partner p SET user_id = s.id
  FROM bench_partner b, bench_sellers s
 WHERE p.id = b.id AND b.n %% 7 = 0
   AND s.n = b.n / 7 %% (SELECT count(*) FROM bench_sellers);

-- Six of ten have a trail: four touches each, more of them lately than long ago.
INSERT INTO gift_touchpoint (partner_id, commercial_partner_id, company_id, kind,
                             outcome, channel, medium_id, source_id, user_id, res_model,
                             res_id, is_contact, is_mass, date, create_date, write_date)
SELECT p.id, p.id, %(company)s, k.kind,
       CASE WHEN k.kind = 'call' THEN
            CASE WHEN random() < 0.5 THEN 'interested' ELSE 'no_answer' END END,
       (ARRAY['shop', 'online', 'outbound', 'event', 'unknown'])
           [1 + floor(random() * 5)::int],
       (SELECT min(id) FROM utm_medium), (SELECT min(id) FROM utm_source), s.id,
       'bench.touch', p.n * 4 + t, k.kind IN ('call', 'visit'),
       k.kind = 'message_out' AND random() < 0.5,
       (now() AT TIME ZONE 'UTC')::timestamp(0)
           - interval '1 second' * floor(86400 * 1095 * power(random(), 2)),
       now(), now()
  FROM bench_partner p
 CROSS JOIN generate_series(0, 3) t
 CROSS JOIN LATERAL (
       SELECT (ARRAY['lead', 'call', 'visit', 'message_in', 'message_out', 'order'])
                  [1 + floor(random() * 6 + 0 * (p.n + t))::int] AS kind) k
  JOIN bench_sellers s ON s.n = (p.n + t) %% (SELECT count(*) FROM bench_sellers)
 WHERE p.n %% 10 < 6;

-- Every fifth is claimed, some of those by a shop, some by a colleague who has left;
-- every tenth was claimed before.
INSERT INTO gift_claim (partner_id, company_id, owner_id, team_id, basis, channel, since,
                        until, state, active, extension_count, create_date, write_date)
SELECT p.id, %(company)s,
       CASE WHEN p.n %% 50 = 0 THEN NULL WHEN p.n %% 50 = 5 THEN %(left_seller)s
            ELSE s.id END,
       CASE WHEN p.n %% 50 = 0 THEN %(team)s END,
       'enquiry', 'unknown', now(), CURRENT_DATE + 20, 'active', TRUE, 0, now(), now()
  FROM bench_partner p
  JOIN bench_sellers s ON s.n = p.n / 5 %% (SELECT count(*) FROM bench_sellers)
 WHERE p.n %% 5 = 0
 UNION ALL
SELECT p.id, %(company)s, s.id, NULL, 'enquiry', 'unknown', now(), CURRENT_DATE - 20,
       'expired', FALSE, 0, now(), now()
  FROM bench_partner p
  JOIN bench_sellers s ON s.n = p.n %% (SELECT count(*) FROM bench_sellers)
 WHERE p.n %% 10 = 3;

-- Every tenth has a lead: open with a stage of need, or lost to another brand.
INSERT INTO crm_lead (name, type, active, company_id, partner_id, won_status,
                      lost_reason_id, gift_need_stage, gift_need_since, date_closed,
                      create_date, write_date)
SELECT 'Bench ' || p.n, 'opportunity', p.n %% 20 <> 1, %(company)s, p.id,
       CASE WHEN p.n %% 20 = 1 THEN 'lost' ELSE 'pending' END,
       CASE WHEN p.n %% 20 = 1 THEN %(reason)s END,
       CASE WHEN p.n %% 20 = 11 THEN 'dated' END,
       d.day, CASE WHEN p.n %% 20 = 1 THEN d.day END, now(), now()
  FROM bench_partner p,
       LATERAL (SELECT (now() AT TIME ZONE 'UTC')::timestamp(0)
                       - interval '1 hour' * floor(2000 * random() + 0 * p.n) AS day) d
 WHERE p.n %% 10 = 1;
