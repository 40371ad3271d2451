/* SPDX-License-Identifier: MIT */
#include "lang/emit/emit.h"

enum { STEP_MASK = 255, STEP_SHIFT = 8 };

static void accumulate(Emitter *e, Opcode op, uint32_t sum, uint32_t from, Span span) {
  emit_draft(e, (Draft){.op = (uint16_t)op, .dst = sum, .a = from, .span = span});
}

static uint32_t hold(Emitter *e, uint32_t value, uint32_t lo, uint32_t hi, Span span) {
  uint32_t held = emit_temp(e, KIND_NUMBER);
  emit_draft(e, (Draft){.op = OP_HOLD_F, .dst = held, .a = value, .b = lo, .c = hi, .span = span});
  return held;
}

/* A fresh sum. */
static uint32_t sum_from(Emitter *e, Value first, Span span) {
  uint32_t sum = emit_temp(e, KIND_NUMBER);
  emit_copy(e, KIND_NUMBER, sum, emit_value(e, first), span);
  return sum;
}

/* A fresh sum at zero. */
static uint32_t new_sum(Emitter *e, Span span) { return sum_from(e, (Value){.kind = KIND_NUMBER, .known = true}, span); }

/* Does the score begin with a number that is known, its base? */
static bool has_base(const Emitter *e, const IrNode *node) {
  return node->count && (node->marks[0] & STEP_MASK) == STEP_ADD && node->in[0]->constant &&
         ir_value(&e->l->ir, node->in[0])->known;
}

uint32_t emit_score(Emitter *e, IrNode *node) {
  Span span = node->span;
  bool based = has_base(e, node);
  uint32_t total = based ? sum_from(e, *ir_value(&e->l->ir, node->in[0]), span) : new_sum(e, span);
  uint32_t sum = total, where = 0, lo = 0;
  for (uint32_t i = based; i < node->count; i++) {
    IrNode *in = node->in[i];
    uint32_t argument = node->marks[i] >> STEP_SHIFT;
    switch ((IrStep)(node->marks[i] & STEP_MASK)) {
      case STEP_ADD: accumulate(e, OP_ACC_ADD, sum, emit_node(e, in), in->span); break;
      case STEP_SUBTRACT: accumulate(e, OP_ACC_SUB, sum, emit_node(e, in), in->span); break;
      case STEP_WHEN: where = emit_where(e, OP_WHERE_TRUE, emit_node(e, in), in->span); break;
      case STEP_DONE: emit_end(e, where, span); break;
      case STEP_GROUP: sum = new_sum(e, span); break;
      case STEP_GROUP_LO:
      case STEP_LO: lo = emit_node(e, in); break;
      case STEP_GROUP_HI:
        accumulate(e, OP_ACC_ADD, total, hold(e, sum, lo, emit_node(e, in), span), span);
        sum = total;
        break;
      case STEP_HALVE: {
        uint32_t since = emit_node(e, in);
        emit_draft(e, (Draft){.op = OP_HALVE, .dst = sum, .a = since, .b = emit_clock(e, CLOCK_TODAY), .imm = argument,
                              .span = in->span});
        break;
      }
      case STEP_HI: sum = hold(e, sum, lo, emit_node(e, in), span); break;
      case STEP_LOGISTIC: {
        uint32_t chance = emit_temp(e, KIND_NUMBER);
        emit_draft(e, (Draft){.op = OP_FN, .dst = chance, .a = sum, .b = sum, .c = sum, .d = sum, .imm = argument, .span = span});
        sum = chance;
        break;
      }
      case STEP_PREFER:
      case STEP_PREFER_IF:
      case STEP_FIRST:
      case STEP_OPTION:
      case STEP_LOWEST:
      case STEP_HIGHEST: break; /* of choices */
    }
  }
  return sum;
}

static uint32_t binary(Emitter *e, Opcode op, Kind kind, uint32_t a, uint32_t b, Span span) {
  uint32_t out = emit_temp(e, kind);
  emit_draft(e, (Draft){.op = (uint16_t)op, .dst = out, .a = a, .b = b, .span = span});
  return out;
}

/* Operands: LO, HI - LO, HI, then terms and weights. Where no term is known the weights sum to nothing: unknown. */
void emit_weighted(Emitter *e, IrNode *node, uint32_t dst) {
  Span span = node->span;
  uint32_t sum = new_sum(e, span), weights = new_sum(e, span);
  for (uint32_t i = 3; i + 1 < node->count; i += 2) {
    uint32_t term = emit_node(e, node->in[i]), weight = emit_node(e, node->in[i + 1]);
    accumulate(e, OP_ACC_ADD, sum, binary(e, OP_MUL_F, KIND_NUMBER, weight, term, node->in[i]->span), span);
    uint32_t where = emit_where(e, OP_WHERE_KNOWN, term, span);
    accumulate(e, OP_ACC_ADD, weights, weight, span);
    emit_end(e, where, span);
  }
  emit_copy(e, KIND_NUMBER, dst, emit_value(e, (Value){.kind = KIND_NUMBER}), span);
  uint32_t zero = emit_value(e, (Value){.kind = KIND_NUMBER, .known = true});
  uint32_t where = emit_where(e, OP_WHERE_TRUE, binary(e, OP_NE_F, KIND_BOOLEAN, weights, zero, span), span);
  uint32_t lo = emit_node(e, node->in[0]), width = emit_node(e, node->in[1]), hi = emit_node(e, node->in[2]);
  uint32_t mean = binary(e, OP_DIV_F, KIND_NUMBER, sum, weights, span);
  uint32_t above = binary(e, OP_MUL_F, KIND_NUMBER, width, mean, span);
  uint32_t whole = binary(e, OP_ADD_F, KIND_NUMBER, lo, above, span);
  emit_copy(e, KIND_NUMBER, dst, hold(e, whole, lo, hi, span), span);
  emit_end(e, where, span);
}
