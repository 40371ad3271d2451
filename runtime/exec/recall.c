/* SPDX-License-Identifier: MIT */
#include "runtime/exec/recall.h"

#include "runtime/base/hot.h"
#include "runtime/exec/stages.h"

/* A block whose results are kept. */
typedef struct RecalledBlock {
  uint32_t block;
  KeptBlock *kept;
} RecalledBlock;

struct Recall {
  const ExecJob *job;
  const Pass *pass;
  Arena arena;
  bool keyless; /* the task looks at no key */
  RecalledBlock *blocks;
  uint32_t count;
  uint32_t *places; /* by block: its place among them; UINT32_MAX */
  uint32_t where;   /* the job's condition, by its place; PROGRAM_NONE where there is none, or it is not kept */
};

struct Recaller {
  const Recall *recall;
  Arena arena;
  Need all, first; /* what the part comes down to; what its condition alone does */
  uint32_t where;           /* by place: blocks are asked for where it is true; PROGRAM_NONE: for all records of the part */
  bool *known, *tested;     /* by block: known is what was found where it was tested */
  bool *met;                /* by block */
  ColumnUse *columns;       /* by column */
  bool knows_all;
  uint32_t part, batch, batches; /* the batch that is bound, counted from 0; how many there were */
  uint32_t counts[KEPT_PART_BATCHES];
  bool *in_use, *early; /* by place in recall->blocks: a run of this part may ask for it; the condition may */
  KeptRoom *rooms;      /* likewise */
  KeptRun runs[KEPT_PART_BATCHES]; /* of the records that were put together */
  uint32_t run_count;
};

/* ---- of a pass ---- */

/* About the nanoseconds of a lane: of fewer, computing it costs no more than finding it; truths take little room, and stand for the columns
 * of texts that their conditions ask about. What a block calls is kept by itself, or is as cheap. */
enum { WORTH_COST = 10, WORTH_COST_OF_TRUTH = 4, COST_OF_CONDITION = 4, COST_OF_MATCHES = 10 };

static bool is_worth_keeping(const ExecJob *job, uint32_t block) {
  const Program *p = job->program;
  const bool is_truth = kind_lane(p->regs[p->blocks[block].result].kind) == LANE_BITS;
  uint32_t cost = 0;
  for (uint32_t i = p->blocks[block].first; i < p->blocks[block].first + p->blocks[block].count; i++) {
    const Instr *instr = &p->code[i];
    cost += instr->op == OP_FN ? job->functions->items[instr->imm].cost : instr->op == OP_MATCHES ? COST_OF_MATCHES : 1;
    if (is_truth && instr->op == OP_CALL) cost += COST_OF_CONDITION;
  }
  return cost >= (is_truth ? WORTH_COST_OF_TRUTH : WORTH_COST);
}

/* A changed weight of a score, or a changed line, computes what else the score adds up no more, and reads none of its columns. */
static void mark_terms(const Program *p, const bool *blocks, bool *terms) {
  for (uint32_t b = 1; b < p->block_count; b++) {
    const Instr *code = &p->code[p->blocks[b].first];
    bool adds = false;
    for (uint32_t i = 0; blocks[b] && i < p->blocks[b].count; i++) adds |= code[i].op == OP_ACC_ADD || code[i].op == OP_ACC_SUB;
    for (uint32_t i = 0; adds && i < p->blocks[b].count; i++)
      if (code[i].op == OP_CALL) terms[code[i].imm] = true;
  }
}

/* How many labels there are where the block gives codes; 0 where nobody says. */
static uint32_t labels_of(const Program *p, uint32_t block) {
  for (uint32_t d = 0; d < p->def_count; d++)
    if (p->defs[d].block == block && p->defs[d].value == KIND_CODE) return p->defs[d].labels.count;
  return 0;
}

static void ask(const Recall *recall, Need *need) { recall->pass->ask(recall->pass->asker, need); }

/* The blocks that the pass may run, with what is kept of them. */
static bool find_blocks(Recall *recall) {
  const ExecJob *job = recall->job;
  const Program *p = job->program;
  const Stages *stages = recall->pass->stages;
  const uint32_t parts = store_parts(job->store, recall->pass->table);
  Need need;
  recall->blocks = ARENA_ARRAY(&recall->arena, RecalledBlock, p->block_count + 1);
  recall->places = ARENA_ARRAY(&recall->arena, uint32_t, p->block_count + 1);
  if (!recall->blocks || !recall->places || !need_init(&need, p, &recall->arena)) return false;
  need.kept = stages->is_kept;
  ask(recall, &need);
  need_def(&need, job->where);
  bool *asked = ARENA_ARRAY(&recall->arena, bool, p->block_count + 1), *terms = ARENA_ARRAY(&recall->arena, bool, p->block_count + 1);
  if (!asked || !terms) return false;
  memcpy(asked, need.blocks, p->block_count * sizeof *asked);
  need_follow(&need, false);
  mark_terms(p, need.blocks, terms);
  memset(recall->places, 0xff, p->block_count * sizeof *recall->places); /* UINT32_MAX */
  for (uint32_t b = 1; b < p->block_count; b++) {
    const KeptKey *key = &stages->keys->blocks[b];
    const Kind kind = p->regs[p->blocks[b].result].kind;
    const bool is_kept = asked[b] || terms[b] || is_worth_keeping(job, b);
    if (!need.blocks[b] || !is_kept || kind_lane(kind) == LANE_STR || kept_key_is_none(key)) continue;
    const KeptBlockOf as = {.kind = kind, .codes = labels_of(p, b), .parts = parts,
                            .of = job->ages ? job->ages[recall->pass->table].layout : 0};
    KeptBlock *kept = kept_block(job->kept, key, &as);
    if (!kept) continue;
    kept->is_spare = terms[b] && !asked[b];
    recall->places[b] = recall->count;
    recall->blocks[recall->count++] = (RecalledBlock){b, kept};
    if (job->where != PROGRAM_NONE && p->defs[job->where].block == b) recall->where = recall->places[b];
  }
  return true;
}

Recall *recall_new(const ExecJob *job, const Pass *pass, bool keyless) {
  if (!job->kept || pass->unit || !pass->ask || !pass->stages->keys) return NULL;
  if (strcmp(store_reader(job->store, pass->table), "snapshot") != 0) return NULL;
  Recall *recall = MEM_NEW(job->alloc, Recall);
  if (!recall) return NULL;
  recall->job = job;
  recall->pass = pass;
  recall->keyless = keyless;
  recall->where = PROGRAM_NONE;
  arena_init(&recall->arena, job->alloc);
  if (find_blocks(recall) && recall->count) return recall;
  recall_free(recall);
  return NULL;
}

void recall_free(Recall *recall) {
  if (!recall) return;
  const Alloc *alloc = recall->job->alloc;
  arena_free(&recall->arena);
  mem_free(alloc, recall, sizeof *recall);
}

Recaller *recaller_new(const Recall *recall) {
  const Program *p = recall->job->program;
  Recaller *self = MEM_NEW(recall->job->alloc, Recaller);
  if (!self) return NULL;
  self->recall = recall;
  arena_init(&self->arena, recall->job->alloc);
  self->known = ARENA_ARRAY(&self->arena, bool, p->block_count + 1);
  self->tested = ARENA_ARRAY(&self->arena, bool, p->block_count + 1);
  self->met = ARENA_ARRAY(&self->arena, bool, p->block_count + 1);
  self->columns = ARENA_ARRAY(&self->arena, ColumnUse, p->column_count + 1);
  self->in_use = ARENA_ARRAY(&self->arena, bool, recall->count + 1);
  self->early = ARENA_ARRAY(&self->arena, bool, recall->count + 1);
  self->rooms = ARENA_ARRAY(&self->arena, KeptRoom, recall->count + 1);
  bool made = need_init(&self->all, p, &self->arena) && need_init(&self->first, p, &self->arena);
  if (made && !self->arena.failed) return self;
  recaller_free(self);
  return NULL;
}

void recaller_free(Recaller *recaller) {
  if (!recaller) return;
  const Alloc *alloc = recaller->recall->job->alloc;
  for (uint32_t i = 0; recaller->rooms && i < recaller->recall->count; i++)
    kept_room_free(&recaller->rooms[i], kept_results_alloc(recaller->recall->job->kept));
  arena_free(&recaller->arena);
  mem_free(alloc, recaller, sizeof *recaller);
}

/* ---- of a part ---- */

/* Of the part: of how many batches (0: that is not known), too. */
static KeptLanes *const *lanes_at(Recaller *self, uint32_t place, uint32_t *batches) {
  return kept_block_part(self->recall->job->kept, self->recall->blocks[place].kept, self->part, &self->rooms[place], batches);
}

static KeptLanes *const *lanes_of(Recaller *self, uint32_t place) {
  uint32_t batches;
  return lanes_at(self, place, &batches);
}

/* Of the records that the batch has, or of those for which `where` (NULL: all) is true, those that have no lane here. */
HOT static uint64_t missing(const KeptLanes *lanes, const KeptLanes *where) {
  Mask asked;
  uint64_t any = 0;
  mask_first(&asked, lanes->count);
  const uint64_t *truths = where ? ((const Mask *)where->data)->words : asked.words, *known = where ? where->known.words : asked.words;
  const uint64_t *done = where ? where->done.words : asked.words;
  for (uint32_t w = 0; w < MASK_WORDS; w++) any |= asked.words[w] & truths[w] & known[w] & done[w] & ~lanes->done.words[w];
  return any;
}

/* Is the block known for every record of the part; or for those alone for which `where` (which is) is true? */
static bool is_known(Recaller *self, uint32_t place, uint32_t where) {
  uint32_t batches;
  KeptLanes *const *lanes = lanes_at(self, place, &batches), *const *wheres = where != PROGRAM_NONE ? lanes_of(self, where) : NULL;
  for (uint32_t b = 0; b < batches; b++) {
    if (!lanes[b]) return false;
    if (lanes[b]->here < lanes[b]->count && missing(lanes[b], wheres ? wheres[b] : NULL)) return false;
  }
  return batches > 0;
}

/* Of few blocks anybody wants to know. */
static bool find_known(void *recaller, uint32_t block) {
  Recaller *self = recaller;
  const uint32_t place = self->recall->places[block];
  if (self->tested[block] || place == UINT32_MAX) return self->known[block];
  self->tested[block] = true;
  self->known[block] = self->known[block] || is_known(self, place, place == self->where ? PROGRAM_NONE : self->where);
  return self->known[block];
}

static void begin_need(Recaller *self, Need *need) {
  need_clear(need);
  need->is_kept = find_known;
  need->keeper = self;
  need->met = self->met;
}

void recall_part(Recaller *self, Cursor *cursor, uint32_t part) {
  const Recall *recall = self->recall;
  const Program *p = recall->job->program;
  const bool filtered = recall->job->where != PROGRAM_NONE;
  self->part = part;
  self->batches = 0;
  const bool whole = !filtered || (recall->where != PROGRAM_NONE && is_known(self, recall->where, PROGRAM_NONE));
  self->where = whole ? recall->where : PROGRAM_NONE;
  memcpy(self->known, recall->pass->stages->is_kept, p->block_count * sizeof *self->known);
  memset(self->tested, 0, p->block_count * sizeof *self->tested);
  memset(self->met, 0, p->block_count * sizeof *self->met);
  begin_need(self, &self->first);
  need_def(&self->first, recall->job->where);
  need_follow(&self->first, false);
  for (uint32_t i = 0; i < recall->count; i++)
    self->early[i] = self->met[recall->blocks[i].block] || self->first.blocks[recall->blocks[i].block];
  begin_need(self, &self->all);
  ask(recall, &self->all);
  self->knows_all = whole && !self->all.waiting_count;
  need_follow(&self->all, false);
  for (uint32_t c = 0; c < p->column_count; c++)
    self->columns[c] = self->all.columns[c] > self->first.columns[c] ? self->all.columns[c] : self->first.columns[c];
  for (uint32_t i = 0; i < recall->count; i++) {
    const uint32_t block = recall->blocks[i].block;
    self->in_use[i] = !recall->pass->stages->is_kept[block] && (self->met[block] || self->all.blocks[block] || self->first.blocks[block]);
  }
  cursor_choose(cursor, self->columns, !(self->knows_all && recall->keyless));
}

void recall_part_done(Recaller *self) {
  if (self->batches > KEPT_PART_BATCHES || !kept_results_add(self->recall->job->kept)) return;
  for (uint32_t i = 0; i < self->recall->count; i++) self->recall->blocks[i].kept->counts[self->part] = (uint8_t)self->batches;
}

bool recall_knows_all(const Recaller *self) { return self->knows_all; }

/* ---- of a batch ---- */

static void recall_some(Recaller *self, Vm *vm, bool early) {
  if (self->batch >= KEPT_PART_BATCHES) return;
  for (uint32_t i = 0; i < self->recall->count; i++) {
    const RecalledBlock *one = &self->recall->blocks[i];
    const KeptLanes *lanes = self->in_use[i] && self->early[i] == early ? lanes_of(self, i)[self->batch] : NULL;
    if (lanes && lanes->count == self->counts[self->batch]) vm_recall(vm, one->block, lanes);
  }
}

void recall_batch(Recaller *self, Vm *vm, uint32_t count) {
  self->batch = self->batches++;
  if (self->batch < KEPT_PART_BATCHES) self->counts[self->batch] = count;
  recall_some(self, vm, true);
}

void recall_members(Recaller *self, Vm *vm) { recall_some(self, vm, false); }

void recall_keep(const Recaller *self, Vm *vm) {
  const ExecJob *job = self->recall->job;
  if (self->knows_all || self->batch >= KEPT_PART_BATCHES || !job_keeps(job)) return;
  for (uint32_t i = 0; i < self->recall->count; i++) {
    const RecalledBlock *one = &self->recall->blocks[i];
    Mask fresh;
    if (!self->in_use[i] || !vm_fresh(vm, one->block, &fresh)) continue;
    const uint32_t batch = self->part * KEPT_PART_BATCHES + self->batch;
    kept_lanes_add(job->kept, one->kept, batch, self->counts[self->batch], vm_result(vm, one->block), &fresh, NULL);
  }
}

void recall_gather(Recaller *self, uint32_t place, uint32_t lane) {
  if (self->batch >= KEPT_PART_BATCHES) return;
  if (!place) self->run_count = 0;
  if (!self->run_count || self->runs[self->run_count - 1].batch != self->batch) {
    KeptRun *run = &self->runs[self->run_count++];
    run->batch = self->batch;
    run->first = place;
    run->count = 0;
    mask_none(&run->lanes);
  }
  KeptRun *run = &self->runs[self->run_count - 1];
  mask_set(&run->lanes, lane);
  run->count++;
}

void recall_gathered(Recaller *self, Vm *vm) {
  if (self->batches > KEPT_PART_BATCHES) return;
  for (uint32_t i = 0; i < self->recall->count; i++) {
    const RecalledBlock *one = &self->recall->blocks[i];
    if (self->in_use[i]) vm_recall_gathered(vm, one->block, lanes_of(self, i), self->runs, self->run_count);
  }
}

void recall_keep_gathered(const Recaller *self, Vm *vm) {
  const ExecJob *job = self->recall->job;
  if (self->batches > KEPT_PART_BATCHES || !job_keeps(job)) return;
  for (uint32_t i = 0; i < self->recall->count; i++) {
    const RecalledBlock *one = &self->recall->blocks[i];
    Mask fresh, lanes;
    if (!self->in_use[i] || !vm_fresh(vm, one->block, &fresh)) continue;
    for (const KeptRun *run = self->runs; run < self->runs + self->run_count; run++) {
      kept_run_marked(run, &fresh, &lanes);
      kept_lanes_add(job->kept, one->kept, self->part * KEPT_PART_BATCHES + run->batch, self->counts[run->batch],
                     vm_result(vm, one->block), &lanes, run);
    }
  }
}
