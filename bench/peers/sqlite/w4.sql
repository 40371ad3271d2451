-- W4.
SELECT count(*) FILTER (WHERE sector IN ('58.23Z','91.34B','44.11Z','73.11Z','04.11Z','20.16A','49.11Z','73.16A','10.12B','36.28A','03.11Z','90.34B') AND headcount BETWEEN 20 AND 249 AND region IN ('Ile-de-France','Auvergne-Rhone-Alpes','Hauts-de-France','Grand Est') AND revenue >= 2000000.0),
       count(*) FILTER (WHERE status = 'client' AND last_contact < '2025-07-01' AND orders >= 2 AND competitor_client = 0),
       count(*) FILTER (WHERE founded >= '2020-01-01' AND headcount >= 10 AND revenue > 500000.0),
       count(*) FILTER (WHERE status IN ('lead','prospect') AND opens >= 5 AND clicks >= 1 AND last_contact >= '2025-07-01'),
       count(*) FILTER (WHERE status = 'former' AND order_amount > 2000.0 AND (email IS NOT NULL OR phone IS NOT NULL) AND founded < '2018-01-01')
FROM prospects;
