-- W1. The database `o` is attached by the caller, with synchronous off.
DROP TABLE IF EXISTS o.result;
CREATE TABLE o.result(id INTEGER PRIMARY KEY,segs INTEGER,score REAL,band TEXT,channel TEXT,ratio REAL);
INSERT INTO o.result SELECT id,segs,score,CASE WHEN score>=50 THEN 'hot' WHEN score>=30 THEN 'warm' WHEN score>=15 THEN 'cool' ELSE 'cold' END AS band,
CASE WHEN ce<=cs AND ce<=cp AND ce<=co AND ce<=cv THEN 'email' WHEN cs<=cp AND cs<=co AND cs<=cv THEN 'sms' WHEN cp<=co AND cp<=cv THEN 'phone' WHEN co<=cv THEN 'post' ELSE 'visit' END AS channel, min(ce,cs,cp,co,cv) AS ratio
FROM (SELECT id,segs,score,ce,cs,co,CASE WHEN pok THEN 4.0/(0.03+0.25*max(0.0,score)/100.0) ELSE 1e300 END AS cp, CASE WHEN vok THEN 15.0/(0.10+0.5*max(0.0,score)/100.0) ELSE 1e300 END AS cv
FROM (SELECT id,(CASE WHEN sector IN ('58.23Z','91.34B','44.11Z','73.11Z','04.11Z','20.16A','49.11Z','73.16A','10.12B','36.28A','03.11Z','90.34B') AND headcount BETWEEN 20 AND 249 AND region IN ('Ile-de-France','Auvergne-Rhone-Alpes','Hauts-de-France','Grand Est') AND revenue >= 2000000.0 THEN 1 ELSE 0 END)
 + (CASE WHEN status = 'client' AND last_contact < '2025-07-01' AND orders >= 2 AND competitor_client = 0 THEN 2 ELSE 0 END)
 + (CASE WHEN founded >= '2020-01-01' AND headcount >= 10 AND revenue > 500000.0 THEN 4 ELSE 0 END)
 + (CASE WHEN status IN ('lead','prospect') AND opens >= 5 AND clicks >= 1 AND last_contact >= '2025-07-01' THEN 8 ELSE 0 END)
 + (CASE WHEN status = 'former' AND order_amount > 2000.0 AND (email IS NOT NULL OR phone IS NOT NULL) AND founded < '2018-01-01' THEN 16 ELSE 0 END) AS segs,15*max(0.0,min(1.0,headcount/250.0))+15*max(0.0,min(1.0,coalesce(revenue,0.0)/10000000.0))+10*max(0.0,min(1.0,opens/20.0))+20*max(0.0,min(1.0,clicks/5.0))+15*max(0.0,min(1.0,orders/10.0))+15*max(-1.0,min(1.0,(order_amount-charges)/20000.0))+10*max(0.0,min(1.0,coalesce(1.0-(2461041.5-julianday(last_contact))/365.0,0.0)))-10*competitor_client AS score,
min(CASE WHEN email IS NOT NULL AND consent_email=1 THEN 0.05/(0.0005+0.010*min(1.0,opens/20.0)) ELSE 1e300 END,1e300) AS ce,
CASE WHEN phone IS NOT NULL AND consent_phone=1 AND substr(phone,1,2) IN ('06','07') THEN 0.12/(0.004+0.004*min(1.0,clicks/5.0)) ELSE 1e300 END AS cs,
CASE WHEN postcode IS NOT NULL THEN 1.1/(0.015+0.02*(status='client')) ELSE 1e300 END AS co, (phone IS NOT NULL AND consent_phone=1) AS pok, (headcount>=50 AND region IN ('Ile-de-France','Hauts-de-France','Grand Est')) AS vok
FROM prospects WHERE (sector IN ('58.23Z','91.34B','44.11Z','73.11Z','04.11Z','20.16A','49.11Z','73.16A','10.12B','36.28A','03.11Z','90.34B') AND headcount BETWEEN 20 AND 249 AND region IN ('Ile-de-France','Auvergne-Rhone-Alpes','Hauts-de-France','Grand Est') AND revenue >= 2000000.0)
   OR (status = 'client' AND last_contact < '2025-07-01' AND orders >= 2 AND competitor_client = 0)
   OR (founded >= '2020-01-01' AND headcount >= 10 AND revenue > 500000.0)
   OR (status IN ('lead','prospect') AND opens >= 5 AND clicks >= 1 AND last_contact >= '2025-07-01')
   OR (status = 'former' AND order_amount > 2000.0 AND (email IS NOT NULL OR phone IS NOT NULL) AND founded < '2018-01-01') LIMIT -1) WHERE segs>0 LIMIT -1) WHERE segs>0;
