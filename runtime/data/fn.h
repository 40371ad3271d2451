/* Scalar functions as the checker, the verifier and the VM see them. The list itself is stdlib/functions.def; the runtime is
 * handed a FnTable and knows no function by name. */
#ifndef CIBLE_DATA_FN_H
#define CIBLE_DATA_FN_H

#include "runtime/base/arena.h"
#include "runtime/data/fault.h"
#include "runtime/data/vector.h"

enum { FN_ARGS_MOST = 4 };

/* One application of a function to the lanes of a batch. The VM has made `valid` the "and" of the arguments' validity and
 * `lanes` the wanted lanes among these: a kernel computes exactly those, and writes nothing else but into out.
 * Where a result is unknown it clears the lane in `valid` (fn_unknown), and says so where that is a fault (fn_fault). */
typedef struct FnCall {
  const Vector *args[FN_ARGS_MOST];
  uint32_t n; /* lanes in the batch; 1 where all arguments are constant */
  const Mask *lanes;
  union {
    void *out;
    Mask *bits; /* BOOLEAN: all lanes are preset to false */
    int32_t *i32;
    int64_t *i64;
    double *f64;
    Str *str;
  };
  Mask *valid;
  uint8_t *faults; /* a Fault a lane, zeroed */
  bool faulted;
  Arena *texts;    /* for the bytes of text results: live until the batch ends */
  void **state;    /* one pointer a call site, NULL at first, for what is costly to make (a zone's table) … */
  Arena *keep;     /* … made here, lives as long as the VM */
} FnCall;

typedef void (*FnKernel)(FnCall *call);

enum {
  FN_CONST_2 = 1, /* the second argument must be a constant text (zone, salt) */
};

/* One signature of a function; overloads are neighbours with the same name. */
typedef struct FnInfo {
  const char *name;
  Kind result;
  uint8_t arg_count;
  Kind args[FN_ARGS_MOST];
  uint8_t flags;
  uint8_t cost; /* about how many nanoseconds a record, for the cost report */
  FnKernel kernel;
  const char *parameters; /* "x, lo, hi": for help */
  const char *doc;
  const char *example; /* "round(2.675, 2) = 2.68": each is run as a test */
} FnInfo;

typedef struct FnTable {
  const FnInfo *items;
  uint32_t count;
} FnTable;

static inline uint32_t fn_lane(const Vector *v, uint32_t lane) { return v->constant ? 0 : lane; }
static inline int64_t fn_i64(const FnCall *c, int arg, uint32_t lane) { return c->args[arg]->i64[fn_lane(c->args[arg], lane)]; }
static inline double fn_f64(const FnCall *c, int arg, uint32_t lane) { return c->args[arg]->f64[fn_lane(c->args[arg], lane)]; }
static inline int32_t fn_i32(const FnCall *c, int arg, uint32_t lane) { return c->args[arg]->i32[fn_lane(c->args[arg], lane)]; }
static inline bool fn_bool(const FnCall *c, int arg, uint32_t lane) { return mask_get(c->args[arg]->bits, fn_lane(c->args[arg], lane)); }
/* A text argument, whether flat or by dictionary. */
Str fn_str(const FnCall *call, int arg, uint32_t lane);
static inline void fn_unknown(FnCall *c, uint32_t lane) { mask_clear(c->valid, lane); }
static inline void fn_fault(FnCall *c, uint32_t lane, Fault fault) {
  mask_clear(c->valid, lane);
  c->faults[lane] = (uint8_t)fault;
  c->faulted = true;
}

#endif
