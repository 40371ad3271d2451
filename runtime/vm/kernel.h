/* How kernels are written: what they have in common is here and in kernel.c, once for each arity; a kernel is an inner loop.
 *
 * A kernel that writes (W) begins with work_begin, which says which lanes to compute and makes the result's validity the
 * "and" of the operands'. It may compute lanes that are not selected where that is cheaper. Where all operands are constant it
 * computes one lane, and the result is constant. A kernel that changes (RW) begins with change_begin and leaves alone all
 * lanes that are not selected. */
#ifndef CIBLE_VM_KERNEL_H
#define CIBLE_VM_KERNEL_H

#include "runtime/base/hot.h"
#include "runtime/vm/vm_state.h"

typedef struct Work {
  Vm *vm;
  const Instr *instr;
  Reg *dst;
  Vector a, b, c;         /* copies: dst may be one of the operands' registers */
  const Selection *lanes; /* to compute */
  uint32_t n;             /* lanes in all; 1 where the result is constant */
} Work;

/* `operands` is how many of a, b, c are read. False where nothing is to be computed: every result is unknown. */
bool work_begin(Work *work, Vm *vm, const Instr *instr, int operands);
/* The same, but validity is the kernel's to set (all lanes known until it calls work_known). */
void work_begin_plain(Work *work, Vm *vm, const Instr *instr, int operands);
/* Gives the result other lanes where dst is also an operand, so that a loop over integers or numbers can look at its operands
 * again once it has met a fault. */
void work_apart(Work *work);
/* The result's validity as a mask of its own, to be changed. */
Mask *work_known(Work *work);
static inline uint64_t splat(bool truth) { return truth ? ~(uint64_t)0 : 0; }
static inline uint64_t bits_word(const Vector *v, uint32_t w) {
  return v->constant ? splat(v->bits->words[0] & 1) : v->bits->words[w];
}
static inline uint64_t known_word(const Vector *v, uint32_t w) {
  return !v->valid ? ~(uint64_t)0 : v->constant ? splat(v->valid->words[0] & 1) : v->valid->words[w];
}

/* Faults that one instruction meets, by kind. Put on the stack only where there is one. */
typedef struct FaultLanes {
  Mask of[FAULT_COUNT];
} FaultLanes;
/* The result in that lane is unknown, for this fault. */
static inline void work_fault(FaultLanes *faults, Mask *known, uint32_t lane, Fault fault) {
  mask_clear(known, lane);
  mask_set(&faults->of[fault], lane);
}
/* Counts them; those of a constant result for each selected lane. */
void work_report(const Work *work, const FaultLanes *faults);
/* Counts faults of lanes already known to be selected, at the instruction's place. */
void vm_fault(Vm *vm, const Instr *instr, Fault fault, const Mask *lanes);

/* An RW destination: made one value a lane if it was constant, and ready to be changed in part. */
Reg *change_begin(Vm *vm, uint16_t reg);
/* Its validity as a mask of its own. */
Mask *change_known(Vm *vm, Reg *reg);

/* What an instruction keeps between its runs: `size` zeroed bytes, made at the first call. NULL where memory is out. */
void *site_new(Vm *vm, const Instr *instr, size_t size);
static inline void **site_of(Vm *vm, const Instr *instr) { return &vm->sites[instr - vm->program->code]; }

static inline uint64_t known_bits(const Mask *known, uint32_t w) { return known ? known->words[w] : ~(uint64_t)0; }

/* The text of a lane, whether flat or by dictionary. */
Str text_at(const Vector *v, uint32_t lane);

/* Each lane to compute. Two loops: over all lanes (which compilers vectorise) where most are selected, else over set bits. */
#define WORK_EACH(work, i, ...)                                                                                        \
  do {                                                                                                                 \
    if ((work).lanes->dense) {                                                                                         \
      for (uint32_t i = 0; i < (work).n; i++) { __VA_ARGS__; }                                                         \
    } else {                                                                                                           \
      MASK_EACH(&(work).lanes->mask, (work).n, i##_lane) {                                                             \
        const uint32_t i = (uint32_t)i##_lane;                                                                         \
        __VA_ARGS__;                                                                                                   \
      }                                                                                                                \
    }                                                                                                                  \
  } while (0)

/* Each lane that is selected and whose operands are known: for faults and for what is costly. `known` is the result's
 * validity, NULL where all are. */
#define WORK_EACH_KNOWN(work, known, i, ...)                                                                           \
  for (uint32_t i##_w = 0; i##_w < mask_words((work).n); i##_w++)                                                      \
    for (uint64_t i##_bits = mask_word(&(work).lanes->mask, i##_w, (work).n) & known_bits(known, i##_w); i##_bits;     \
         i##_bits &= i##_bits - 1) {                                                                                   \
      const uint32_t i = i##_w * 64 + (uint32_t)__builtin_ctzll(i##_bits);                                             \
      __VA_ARGS__;                                                                                                     \
    }

/* EXPR over x = a (and y = b) into r, with variants for a constant on either side. */
#define WORK_MAP_1(work, OUT, A, EXPR)                                                                                 \
  do {                                                                                                                 \
    OUT *out = (work).dst->data;                                                                                       \
    const A *a = (const A *)(work).a.data;                                                                             \
    WORK_EACH(work, i, const A x = a[i]; OUT r; EXPR; out[i] = r);                                                     \
  } while (0)

#define WORK_MAP_2(work, OUT, A, B, EXPR)                                                                              \
  do {                                                                                                                 \
    OUT *out = (work).dst->data;                                                                                       \
    const A *a = (const A *)(work).a.data;                                                                             \
    const B *b = (const B *)(work).b.data;                                                                             \
    if ((work).b.constant) {                                                                                           \
      const B y = b[0];                                                                                                \
      WORK_EACH(work, i, const A x = a[i]; OUT r; EXPR; out[i] = r);                                                   \
    } else if ((work).a.constant) {                                                                                    \
      const A x = a[0];                                                                                                \
      WORK_EACH(work, i, const B y = b[i]; OUT r; EXPR; out[i] = r);                                                   \
    } else {                                                                                                           \
      WORK_EACH(work, i, const A x = a[i]; const B y = b[i]; OUT r; EXPR; out[i] = r);                                 \
    }                                                                                                                  \
  } while (0)

/* TEST of the 64 lanes i from `from` on, as bits. W is an unsigned integer as wide as the lanes, so that a vector of lanes
 * becomes a vector of bits, gathered at the end. */
#define WORD_OF(W, word, from, i, ...)                                                                                 \
  do {                                                                                                                 \
    (word) = 0;                                                                                                        \
    for (uint32_t part_ = 0; part_ < 64; part_ += 8 * (uint32_t)sizeof(W)) {                                           \
      W bits_ = 0;                                                                                                     \
      for (W j_ = 0; j_ < 8 * sizeof(W); j_++) {                                                                       \
        const uint32_t i = (from) + part_ + (uint32_t)j_;                                                              \
        bits_ |= (W)(__VA_ARGS__) << j_;                                                                               \
      }                                                                                                                \
      (word) |= (uint64_t)bits_ << part_;                                                                              \
    }                                                                                                                  \
  } while (0)

/* TEST, a truth (0 or 1) of lane i, as bits into the mask `out`: by whole words where `all` says so, else bit by bit. */
#define WORK_BITS(W, work, all, mask_out, i, ...)                                                                      \
  do {                                                                                                                 \
    Mask *bits_out = (mask_out);                                                                                       \
    for (uint32_t w_ = 0; w_ < mask_words((work).n); w_++) {                                                           \
      const uint32_t from_ = w_ * 64, left_ = (work).n - from_;                                                        \
      uint64_t word_ = 0;                                                                                              \
      if ((all) && left_ >= 64) {                                                                                      \
        WORD_OF(W, word_, from_, i, __VA_ARGS__);                                                                      \
      } else {                                                                                                         \
        for (uint64_t s_ = mask_word(&(work).lanes->mask, w_, (work).n); s_; s_ &= s_ - 1) {                           \
          const uint32_t k_ = (uint32_t)__builtin_ctzll(s_), i = from_ + k_;                                           \
          word_ |= (uint64_t)(__VA_ARGS__) << k_;                                                                      \
        }                                                                                                              \
      }                                                                                                                \
      bits_out->words[w_] = word_;                                                                                     \
    }                                                                                                                  \
  } while (0)

/* Is bit `at` of a word of type W set? Nothing is, behind its end. */
#define WORD_HAS(W, word, at) ((at) < 8 * sizeof(W) ? (word) >> ((at) & (8 * sizeof(W) - 1)) & 1 : 0)

/* One kernel an opcode, k_ID. */
#define KERNEL(id) void k_##id(Vm *vm, const Instr *instr)
#define OP(id, text, dst, a, b, c, imm, faults, doc) KERNEL(id);
#include "runtime/code/opcodes.def"
#undef OP

#endif
