/* SPDX-License-Identifier: MIT */
/* Rows of one time matched to a run of picks a..b. Two things are wanted of one matching: every pick has a row, and every row that a
 * `no` step speaks of has a pick before that step. There is such a matching where there is one for each wish alone (Mendelsohn and
 * Dulmage), so each is grown by augmenting paths, pick by pick, as b moves on. */
#include "runtime/group/sequence_parts.h"

typedef struct Matching {
  const Sequence *s;
  const SequenceRows *rows;
  size_t first, end;
  uint32_t a, b;
  size_t row_of[SEQUENCE_STEPS_MOST];    /* of picks a..b: where every pick has a row */
  size_t owed_of[SEQUENCE_STEPS_MOST];   /* where every row that must has a pick */
  uint64_t owed_taken;                   /* the picks that have one there */
} Matching;

/* The picks of a..b that may take a row: those whose condition it meets, none behind a `no` step of the run that speaks of it. */
static uint64_t picks_of(const Matching *m, size_t row) {
  uint64_t mask = m->rows->masks[row], nos = mask & nos_behind(m->s, m->a, m->b);
  uint32_t last = m->b;
  if (nos) {
    uint32_t no = (uint32_t)__builtin_ctzll(nos);
    for (last = m->a; m->s->first_no[last + 1] <= no;) last++;
  }
  return mask & bit_range(m->a, last + 1);
}

/* Gives the newest pick, b, a row, moving others to other rows. */
static bool give_row(Matching *m) {
  uint8_t queue[SEQUENCE_STEPS_MOST];
  uint8_t *pick_of = m->rows->pick_of, *from = m->rows->from;
  memset(from + m->first, PICK_NONE, m->end - m->first);
  uint32_t head = 0, tail = 0;
  queue[tail++] = (uint8_t)m->b;
  while (head < tail) {
    uint8_t pick = queue[head++];
    for (size_t row = m->first; row < m->end; row++) {
      if (from[row] != PICK_NONE || !(picks_of(m, row) >> pick & 1)) continue;
      from[row] = pick;
      if (pick_of[row] != PICK_NONE) {
        queue[tail++] = pick_of[row];
        continue;
      }
      for (size_t at = row, before; ; at = before) { /* back along the path */
        uint8_t taker = from[at];
        before = m->row_of[taker];
        m->row_of[taker] = at;
        pick_of[at] = taker;
        if (taker == m->b) return true;
      }
    }
  }
  return false;
}

/* Gives a row that must have one a pick, moving other such rows to other picks. */
static bool give_pick(Matching *m, size_t row) {
  uint8_t queue[SEQUENCE_STEPS_MOST];      /* picks whose rows are to be moved */
  size_t via[SEQUENCE_STEPS_MOST];         /* the row that a pick was reached from … */
  uint8_t held_by[SEQUENCE_STEPS_MOST];    /* … and the pick that this row has now */
  uint32_t head = 0, tail = 0;
  uint64_t seen = 0;
  uint8_t holder = PICK_NONE;
  for (;;) {
    for (uint64_t picks = picks_of(m, row) & ~seen; picks; picks &= picks - 1) {
      uint8_t pick = (uint8_t)__builtin_ctzll(picks);
      seen |= (uint64_t)1 << pick;
      via[pick] = row;
      held_by[pick] = holder;
      if (m->owed_taken >> pick & 1) {
        queue[tail++] = pick;
        continue;
      }
      m->owed_taken |= (uint64_t)1 << pick;
      for (uint8_t at = pick; at != PICK_NONE; at = held_by[at]) m->owed_of[at] = via[at];
      return true;
    }
    if (head == tail) return false;
    holder = queue[head++];
    row = m->owed_of[holder];
  }
}

/* Gives all rows their picks that a `no` step behind b speaks of, and no earlier one of the run. */
static bool give_picks(Matching *m) {
  uint64_t newly = nos_behind(m->s, m->b, m->b), before = nos_behind(m->s, m->a, m->b) & ~newly;
  if (!newly) return true;
  for (size_t row = m->first; row < m->end; row++) {
    uint64_t mask = m->rows->masks[row];
    if (mask & newly && !(mask & before) && !give_pick(m, row)) return false;
  }
  return true;
}

uint64_t sequence_match(const Sequence *s, const SequenceRows *rows, size_t first, size_t end, uint32_t a) {
  if (end - first == 1) return rows->masks[first] & (uint64_t)1 << a;
  Matching m = {.s = s, .rows = rows, .first = first, .end = end, .a = a};
  uint64_t can = 0;
  memset(rows->pick_of + first, PICK_NONE, end - first);
  for (m.b = a; m.b < s->pick_count && m.b - a < end - first; m.b++) {
    if (!give_row(&m) || !give_picks(&m)) break;
    can |= (uint64_t)1 << m.b;
  }
  return can;
}
