-- The rules of examples/real/retail.cible, written again in SQL. Amounts in hundredths of pence, so that sums are exact.
CREATE TEMP VIEW lines_of AS
  SELECT id AS row, CustomerID AS client, InvoiceDate AS at, CAST(round(Amount * 10000) AS INTEGER) AS c, Lines AS lines, Cancelled AS x
  FROM invoices WHERE CustomerID IS NOT NULL;
CREATE TEMP VIEW middles AS
  SELECT client, (SUM(CASE WHEN i = m / 2 THEN c END) + SUM(CASE WHEN i = (m + 1) / 2 THEN c END)) / 2.0 AS usual
  FROM (SELECT client, c, row_number() OVER (PARTITION BY client ORDER BY c) - 1 AS i, count(*) OVER (PARTITION BY client) - 1 AS m
        FROM lines_of WHERE NOT x) GROUP BY client;
CREATE TEMP VIEW again AS
  SELECT DISTINCT client FROM (SELECT client, x, at, lead(at) OVER w AS next, lead(x) OVER w AS next_x,
      min(CASE WHEN NOT x THEN at END) OVER (PARTITION BY client ORDER BY at ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS sale
    FROM lines_of WINDOW w AS (PARTITION BY client ORDER BY at))
  WHERE x AND julianday(sale) - julianday(at) <= 14;
CREATE TEMP VIEW again_same AS
  SELECT DISTINCT a.client FROM lines_of a JOIN lines_of b ON b.client = a.client AND b.at = a.at WHERE a.x AND NOT b.x;
CREATE TEMP TABLE facts AS
  SELECT c.id, c.country, coalesce(sum(NOT x), 0) AS bought, coalesce(sum(CASE WHEN NOT x THEN c END), 0) AS sales,
    -coalesce(sum(CASE WHEN x THEN c END), 0) AS back, substr(min(CASE WHEN NOT x THEN at END), 1, 10) AS first_day,
    substr(max(CASE WHEN NOT x THEN at END), 1, 10) AS last_day, max(CASE WHEN NOT x THEN lines END) AS longest
  FROM clients c LEFT JOIN lines_of l ON l.client = c.id GROUP BY c.id;
CREATE TEMP TABLE rules AS
  SELECT f.*, m.usual, b.*, bought > 0 AS buyer,
    f.id IN (SELECT client FROM again) OR f.id IN (SELECT client FROM again_same) AS came_back,
    CASE WHEN sales = 0 AND back = 0 THEN 'no_sales' WHEN sales > back THEN 'earns' WHEN sales = back THEN 'breaks_even' ELSE 'costs' END AS worth,
    julianday('2011-12-10') - julianday(last_day) AS silent,
    CASE WHEN bought >= 3 AND last_day > first_day THEN (julianday(last_day) - julianday(first_day)) / (bought - 1) ELSE 90 END AS rhythm
  FROM facts f LEFT JOIN middles m ON m.client = f.id
  LEFT JOIN (SELECT id AS buyer_id, row_number() OVER (ORDER BY sales DESC, id) AS rn, count(*) OVER () AS n,
      row_number() OVER (PARTITION BY country ORDER BY sales DESC, id) AS rl, count(*) OVER (PARTITION BY country) AS nl,
      row_number() OVER (ORDER BY last_day DESC, id) AS rr, row_number() OVER (ORDER BY bought DESC, id) AS rf,
      sum(sales) OVER (ORDER BY sales DESC, id ROWS UNBOUNDED PRECEDING) AS upto, sum(sales) OVER () AS total
    FROM facts WHERE bought > 0) b ON b.buyer_id = f.id;
CREATE TEMP VIEW classes AS
  SELECT *, CASE WHEN NOT buyer THEN NULL WHEN rn <= (n * 5 + 99) / 100 THEN 'A' WHEN rn <= (n * 20 + 99) / 100 THEN 'B' ELSE 'C' END AS class,
    CASE WHEN NOT buyer THEN NULL WHEN rl <= (nl * 5 + 99) / 100 THEN 'A' WHEN rl <= (nl * 20 + 99) / 100 THEN 'B' ELSE 'C' END AS local,
    CASE WHEN NOT buyer THEN NULL WHEN (upto - sales) * 100 < total * 50 THEN 'A' WHEN (upto - sales) * 100 < total * 80 THEN 'B' ELSE 'C' END AS half,
    CASE WHEN NOT buyer THEN NULL WHEN (upto - sales) * 100 < total * 80 THEN 'vital' WHEN (upto - sales) * 100 < total * 95 THEN 'useful'
         ELSE 'trivial' END AS part,
    CASE WHEN NOT buyer THEN 'never_bought' WHEN silent / rhythm >= 4 THEN 'lapsed' WHEN silent / rhythm >= 2.5 THEN 'about_to_lapse'
         WHEN silent / rhythm >= 1.5 THEN 'late' ELSE 'active' END AS state,
    5 - (rr > (n + 4) / 5) - (rr > (2 * n + 4) / 5) - (rr > (3 * n + 4) / 5) - (rr > (4 * n + 4) / 5) AS r,
    5 - (rf > (n + 4) / 5) - (rf > (2 * n + 4) / 5) - (rf > (3 * n + 4) / 5) - (rf > (4 * n + 4) / 5) AS f,
    5 - (rn > (n + 4) / 5) - (rn > (2 * n + 4) / 5) - (rn > (3 * n + 4) / 5) - (rn > (4 * n + 4) / 5) AS m
  FROM rules;
