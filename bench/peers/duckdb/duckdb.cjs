// DuckDB, by the package @duckdb/node-api below MODULES:
//   node duckdb.cjs MODULES load DB SQL FOLDER           fills a new database from the CSV files of the folder
//   node duckdb.cjs MODULES run DB SQL THREADS TIMES     runs a statement, prints its rows, and adds to TIMES, unless it is empty, the
//                                                        seconds that it took, those of processor, and kilobytes of own memory:
//                                                        of the statement alone, without the start of node and of DuckDB
//   node duckdb.cjs MODULES export DB TABLE FILE.csv
const { readFileSync, appendFileSync } = require('fs');
const { createRequire } = require('module');
const { join, resolve } = require('path');

const [modules, action, file, what, third, times] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(join(resolve(modules), 'here.js'))('@duckdb/node-api');

// Numbers as their shortest decimals, blanks between.
const line = (row) => row.map((value) => (value === null ? '' : String(value))).join(' ');

const ownKilobytes = () => Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);

async function run(connection) {
  await connection.run(`SET threads = ${Number(third)}`);
  const sql = readFileSync(what, 'utf8');
  const processor = process.cpuUsage();
  const began = process.hrtime.bigint();
  const rows = (await connection.runAndReadAll(sql)).getRows();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const used = process.cpuUsage(processor);
  if (times) appendFileSync(times, `${seconds.toFixed(4)} ${((used.user + used.system) / 1e6).toFixed(4)} ${ownKilobytes()}\n`);
  if (!/^\s*(--.*\n)*CREATE/.test(sql)) for (const row of rows) console.log(line(row));
}

async function main() {
  const connection = await (await DuckDBInstance.create(file)).connect();
  if (action === 'run') return run(connection);
  if (action === 'export') return connection.run(`COPY ${what} TO '${third}' (HEADER)`);
  const load = readFileSync(what, 'utf8').replace(/FROM '/g, `FROM '${third}/`);
  return connection.run(load);
}

main().catch((error) => {
  console.error(`duckdb: ${error.message}`);
  process.exit(1);
});
