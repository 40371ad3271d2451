# The data of the bench, made once and kept in $work: the database, the same as CSV, in a file of DuckDB's own, and a copy of
# which one record in a hundred changes.
csv=$work/csv-$records
duckdb=$work/prospects-$records.duckdb
changed=$work/changed-$records.db

make_database() {
  [ -f "$db" ] && return
  rm -f "$work/new.db"
  "$build/generate" --bench --records "$records" "$work/new.db"
  sync "$work/new.db" # what is not on the disk cannot be dropped from memory
  mv "$work/new.db" "$db"
}

make_csv() {
  [ -f "$csv/prospects.csv" ] && return
  mkdir -p "$csv"
  for table in interactions prospects; do
    sqlite3 -header -csv "$db" "SELECT * FROM $table" >"$csv/new" && mv "$csv/new" "$csv/$table.csv"
  done
}

# Gives false, with a line that says why, where there is no DuckDB.
make_duckdb() {
  if [ ! -d "$build/bench/node_modules/@duckdb/node-api" ] &&
    ! npm install --silent --no-audit --no-fund --prefix "$build/bench" @duckdb/node-api >"$work/npm.log" 2>&1; then
    echo "DuckDB is left out: npm cannot install @duckdb/node-api ($work/npm.log)" >&2
    return 1
  fi
  [ -f "$duckdb" ] && return
  rm -f "$work"/new.duckdb*
  make_csv
  node bench/peers/duckdb/duckdb.cjs "$build/bench" load "$work/new.duckdb" bench/peers/duckdb/load.sql "$csv" && mv "$work/new.duckdb" "$duckdb"
}

make_changed() { [ -f "$changed" ] || { cp "$db" "$work/new.db" && mv "$work/new.db" "$changed"; }; }

# The next hundredth of the records, spread over the whole table: clicks and orders as after a day's work.
change_command() { # change_command ROUND
  echo "sqlite3 -cmd '.timeout 60000' '$changed' \"UPDATE prospects SET clicks = clicks + 1, orders = orders + 1, last_contact = '2025-12-31' WHERE id % 100 = $1 % 100\""
}
change_records() { eval "$(change_command "$1")"; } # change_records ROUND

drop_from_memory() { dd if="$1" iflag=nocache count=0 status=none; }
