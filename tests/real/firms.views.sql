-- The rules of examples/real/firms.cible, written again in SQL. Siren: Luhn over nine digits.
CREATE TEMP VIEW digits AS
  WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 9)
  SELECT siren AS of, sum(CASE WHEN n % 2 = 1 THEN substr(siren, n, 1)
    ELSE substr(siren, n, 1) * 2 - 9 * (substr(siren, n, 1) > '4') END) % 10 = 0 AND length(siren) = 9 AS good
  FROM firms, i GROUP BY siren;
CREATE TEMP VIEW facts AS
  SELECT f.*, good, CAST(strftime('%Y', '2027-03-01') - strftime('%Y', date_creation)
           - (strftime('%m-%d', date_creation) > '03-01') AS INTEGER) AS age,
         substr(activite_principale, 1, 2) AS branch,
         tranche_effectifs IN ('41', '42', '51', '52', '53') AS large
  FROM firms f JOIN digits d ON d.of = f.siren;
CREATE TEMP VIEW members AS
  SELECT *, coalesce(note_index >= 90, 0) AND good AS exemplary,
         coalesce(large AND region IN ('Île-de-France', 'Hauts-de-France', 'Normandie', 'Centre-Val de Loire'), 0) AS visited,
         coalesce(branch IN ('10', '11', '13', '20', '21', '22', '25', '26', '27', '28', '29', '30') AND age >= 50, 0) AS old_industry,
         coalesce(n_etablissements >= 20, 0) AS spread_out,
         max(0.0, min(1.0, (note_index - 50) / 50.0)) AS of_note, max(0.0, min(1.0, n_etablissements / 40.0)) AS of_sites
  FROM facts;
CREATE TEMP VIEW scored AS
  SELECT *, 100.0 * ((coalesce(2 * of_note, 0) + coalesce(of_sites, 0) + coalesce(large, 0))
           / nullif(2 * (of_note IS NOT NULL) + (of_sites IS NOT NULL) + (large IS NOT NULL), 0)) AS interest
  FROM members;
CREATE TEMP VIEW priced AS
  SELECT *, CASE WHEN interest >= 70 THEN 'first_rank' WHEN interest >= 40 THEN 'second_rank' ELSE 'third_rank' END AS standing,
         CASE WHEN visited AND interest IS NOT NULL THEN 80 / (0.05 + 0.20 * interest / 100) ELSE 1e300 END AS by_visit,
         CASE WHEN region IS NOT NULL AND NOT spread_out AND n_etablissements IS NOT NULL AND interest IS NOT NULL
              THEN 5 / (0.01 + 0.04 * interest / 100) ELSE 1e300 END AS by_phone,
         CASE WHEN good THEN 1.2 / 0.006 ELSE 1e300 END AS by_letter
  FROM scored;
CREATE TEMP VIEW rules AS
  SELECT *, CASE WHEN standing = 'first_rank' AND by_visit < 1e300 THEN 'visit'
                 WHEN min(by_visit, by_phone, by_letter) = 1e300 THEN 'none'
                 WHEN by_visit <= by_phone AND by_visit <= by_letter THEN 'visit'
                 WHEN by_phone <= by_letter THEN 'phone' ELSE 'letter' END AS approach
  FROM priced;
