# What runs took: $times_folder/NAME has a line a run, seconds, seconds of processor, kilobytes of memory (bench-watch).

took() { # took NAME COMMAND…
  times=$times_folder/$1
  shift
  "$@"
  times=
}

# Holds the answer of a side against SQL's, in the first round.
agree() { # agree WORKLOAD SIDE
  [ "$round" -eq 1 ] || return 0
  found=$(differences "$1" "$2")
  [ -z "$found" ] && return 0
  echo "results differ: $found" >&2
  exit 1
}

has() { [ -s "$times_folder/$1" ]; }
middle() { sort -n | awk '{ v[NR] = $1 } END { printf "%.6f", NR ? v[int((NR + 1) / 2)] : 0 }'; }
median() { awk '{ print $1 }' "$times_folder/$1" | middle; }
seconds() { median "$1" | awk '{ printf "%.3f", $1 }'; }
processor() { awk '{ print $2 }' "$times_folder/$1" | middle | awk '{ printf "%.3f", $1 }'; }
spread() { awk '{ print $1 }' "$times_folder/$1" | sort -n | awk '{ v[NR] = $1 } END { printf "%.3f to %.3f", v[1], v[NR] }'; }
megabytes() { awk '$3 > most { most = $3 } END { printf "%d", most / 1024 }' "$times_folder/$1"; }

# How many times as long ONE takes as OTHER: ratio ONE OTHER.
ratio() { echo "$(median "$1") $(median "$2")" | awk '{ printf "%.2f", $1 / ($2 > 0 ? $2 : 0.0000005) }'; }
