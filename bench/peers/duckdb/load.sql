CREATE TABLE prospects(id INTEGER PRIMARY KEY, name VARCHAR, sector VARCHAR, region VARCHAR, postcode VARCHAR, headcount INTEGER, revenue DOUBLE,
  founded DATE, status VARCHAR, last_contact DATE, email VARCHAR, phone VARCHAR, consent_email INTEGER, consent_phone INTEGER, opens INTEGER,
  clicks INTEGER, orders INTEGER, order_amount DOUBLE, charges DOUBLE, competitor_client INTEGER);
CREATE TABLE interactions(id INTEGER PRIMARY KEY, prospect_id INTEGER, "at" DATE, kind VARCHAR, outcome VARCHAR, amount DOUBLE);
COPY prospects FROM 'prospects.csv' (HEADER, NULLSTR '');
COPY interactions FROM 'interactions.csv' (HEADER, NULLSTR '');
CHECKPOINT;
