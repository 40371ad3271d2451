-- The rules of examples/real/cdnow.cible, written again in SQL. Amounts in cents, so that sums are exact.
CREATE TEMP TABLE cents AS SELECT id AS row, customer, at, cds, CAST(round(amount * 100) AS INTEGER) AS c FROM purchases;
CREATE INDEX temp.cents_of ON cents(customer, at);
CREATE TEMP VIEW ranked_amounts AS
  SELECT customer, c, row_number() OVER (PARTITION BY customer ORDER BY c) - 1 AS i, count(*) OVER (PARTITION BY customer) - 1 AS m FROM cents;
CREATE TEMP TABLE quantiles AS
  SELECT customer,
    (SUM(CASE WHEN i = m / 2 THEN c END) + SUM(CASE WHEN i = (m + 1) / 2 THEN c END)) / 2.0 AS middle,
    SUM(CASE WHEN i = 9 * m / 10 THEN c END)
      + ((9 * m % 10) / 10.0) * (coalesce(SUM(CASE WHEN i = 9 * m / 10 + 1 THEN c END), 0) - SUM(CASE WHEN i = 9 * m / 10 THEN c END)
                            * (9 * m % 10 > 0)) AS nine_tenths
  FROM ranked_amounts GROUP BY customer;
CREATE TEMP TABLE last_ones AS
  SELECT customer, c AS last_amount FROM (SELECT customer, c, row_number() OVER (PARTITION BY customer ORDER BY at DESC, c DESC) AS n FROM cents)
  WHERE n = 1;
CREATE INDEX temp.quantiles_of ON quantiles(customer);
CREATE INDEX temp.last_ones_of ON last_ones(customer);
CREATE TEMP VIEW sums AS
  SELECT customer AS id, count(*) AS bought, sum(c) AS spent, sum(cds) AS disks, min(at) AS first_day, max(at) AS last_day,
    count(DISTINCT CASE WHEN at <= '1997-09-30' THEN at END) - 1 AS repeat_days,
    count(DISTINCT CASE WHEN at > '1997-09-30' THEN at END) AS later_days
  FROM cents GROUP BY customer;
CREATE TEMP VIEW pairs AS
  SELECT DISTINCT customer FROM (SELECT customer, julianday(at) - julianday(lag(at) OVER (PARTITION BY customer ORDER BY at, row)) AS gap
    FROM cents WHERE c > 0) WHERE gap <= 30;
CREATE TEMP VIEW leavers AS
  SELECT DISTINCT customer FROM cents a WHERE cds >= 3 AND julianday('1998-07-01') - julianday(at) > 182
    AND NOT EXISTS (SELECT 1 FROM cents b WHERE b.customer = a.customer AND b.at >= a.at AND b.at <= date(a.at, '+182 days')
                      AND b.cds >= 1 AND b.row <> a.row);
CREATE TEMP TABLE facts AS
  SELECT s.*, q.middle, q.nine_tenths, l.last_amount, CAST(strftime('%m', first_day) AS INTEGER) AS cohort, spent > 0 AS buyer,
    s.id IN (SELECT customer FROM pairs) AS soon_again, s.id IN (SELECT customer FROM leavers) AS gone,
    spent * 100 / bought + (2 * (spent * 100 % bought) > bought OR (2 * (spent * 100 % bought) = bought AND spent * 100 / bought % 2)) AS basket,
    julianday('1998-07-01') - julianday(last_day) AS silent,
    CASE WHEN bought >= 3 AND last_day > first_day THEN (julianday(last_day) - julianday(first_day)) / (bought - 1) ELSE 180 END AS rhythm
  FROM sums s JOIN quantiles q ON q.customer = s.id JOIN last_ones l ON l.customer = s.id;
CREATE TEMP TABLE rules AS
  SELECT f.*, n.n, b.*,
    row_number() OVER (ORDER BY last_day DESC, f.id) AS rr, row_number() OVER (ORDER BY bought DESC, f.id) AS rf,
    row_number() OVER (ORDER BY spent DESC, f.id) AS rm,
    avg(spent / 100.0) OVER (PARTITION BY cohort) AS cohort_mean,
    CASE WHEN silent / rhythm >= 4 THEN 'lapsed' WHEN silent / rhythm >= 2.5 THEN 'about_to_lapse'
         WHEN silent / rhythm >= 1.5 THEN 'late' ELSE 'active' END AS state
  FROM facts f, (SELECT count(*) AS n FROM facts) n
  LEFT JOIN (SELECT id AS buyer_id, rank() OVER (ORDER BY spent DESC) AS place, percent_rank() OVER (ORDER BY spent) AS position,
      row_number() OVER (ORDER BY spent DESC, id) AS rn, count(*) OVER () AS buyers, rank() OVER (PARTITION BY cohort ORDER BY spent DESC) AS cohort_best,
      sum(spent) OVER (ORDER BY spent DESC, id ROWS UNBOUNDED PRECEDING) AS upto, sum(spent) OVER () AS total
    FROM facts WHERE buyer) b ON b.buyer_id = f.id;
CREATE TEMP VIEW classes AS
  SELECT *, CASE WHEN NOT buyer THEN NULL WHEN rn <= (buyers * 5 + 99) / 100 THEN 'A' WHEN rn <= (buyers * 20 + 99) / 100 THEN 'B' ELSE 'C' END AS class,
    CASE WHEN NOT buyer THEN NULL WHEN (upto - spent) * 100 < total * 80 THEN 'vital' WHEN (upto - spent) * 100 < total * 95 THEN 'useful'
         ELSE 'trivial' END AS part,
    5 - (rr > (n + 4) / 5) - (rr > (2 * n + 4) / 5) - (rr > (3 * n + 4) / 5) - (rr > (4 * n + 4) / 5) AS r,
    5 - (rf > (n + 4) / 5) - (rf > (2 * n + 4) / 5) - (rf > (3 * n + 4) / 5) - (rf > (4 * n + 4) / 5) AS f,
    5 - (rm > (n + 4) / 5) - (rm > (2 * n + 4) / 5) - (rm > (3 * n + 4) / 5) - (rm > (4 * n + 4) / 5) AS m
  FROM rules;
CREATE TEMP VIEW grouped AS
  SELECT *, CASE WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'champion' WHEN r >= 3 AND f >= 4 THEN 'loyal' WHEN r >= 3 AND m >= 4 THEN 'big_spender'
    WHEN r >= 4 AND f <= 2 THEN 'newcomer' WHEN r >= 3 THEN 'promising' WHEN f >= 4 OR m >= 4 THEN 'at_risk' WHEN r = 2 THEN 'sleeping'
    ELSE 'lost' END AS grp FROM classes;
