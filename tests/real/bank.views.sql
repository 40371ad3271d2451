-- The rules of examples/real/bank.cible, written again in SQL.
CREATE TEMP VIEW facts AS
  SELECT *, y = 'yes' AS bought,
         balance >= 1500 AND NOT (housing = 'yes' OR loan = 'yes') AND "default" <> 'yes' AS savers,
         job IN ('student', 'retired') AS students_and_retired,
         poutcome = 'success' AND pdays BETWEEN 0 AND 365 AS said_yes_before
  FROM contacts;
CREATE TEMP VIEW scored AS
  SELECT *, max(0.0, min(100.0,
           10 + CASE WHEN poutcome = 'success' THEN 45 WHEN poutcome = 'failure' THEN -5 ELSE 0 END
           + 15 * students_and_retired + 20 * max(0.0, min(1.0, balance / 5000.0)) - 10 * (housing = 'yes')
           + max(-12, min(12, -3 * (campaign - 1))))) AS appetence
  FROM facts;
CREATE TEMP VIEW priced AS
  SELECT *, CASE WHEN appetence >= 45 THEN 'hot' WHEN appetence >= 20 THEN 'warm' ELSE 'cold' END AS temperature,
         CASE WHEN contact = 'cellular' THEN 2.4 / (0.02 + 0.30 * appetence / 100) ELSE 1e300 END AS by_mobile,
         CASE WHEN contact = 'telephone' AND appetence >= 20 THEN 2.0 / (0.01 + 0.20 * appetence / 100) ELSE 1e300 END AS by_landline,
         CASE WHEN age >= 18 THEN 1.1 / 0.04 ELSE 1e300 END AS by_letter
  FROM scored;
CREATE TEMP VIEW rules AS
  SELECT *, CASE WHEN temperature = 'hot' AND by_mobile < 1e300 THEN 'mobile'
                 WHEN min(by_mobile, by_landline, by_letter) = 1e300 THEN 'none'
                 WHEN by_mobile <= by_landline AND by_mobile <= by_letter THEN 'mobile'
                 WHEN by_landline <= by_letter THEN 'landline' ELSE 'letter' END AS reach
  FROM priced;
