/* What stands behind a CibleRecord: a program's registers for one record, and a VM for what they do not do. */
#ifndef CIBLE_LANG_ENGINE_RECORD_H
#define CIBLE_LANG_ENGINE_RECORD_H

#include "lang/engine/engine_run.h"
#include "runtime/data/stored.h"
#include "runtime/vm/scalar.h"

typedef struct RecordField {
  StoredAs as;
  Value *value; /* a register, or `unread`; its text is the host's, or in `room` */
  Value unread;
  Fault fault;  /* of what it was given */
  char *room;
  uint32_t size; /* of the room */
  /* Its lane in a batch of one. */
  uint8_t lane_fault;
  Mask known;
  union {
    Mask bits;
    int32_t i32;
    int64_t i64;
    double f64;
    Str str;
  } lane;
} RecordField;

struct CibleRecord {
  Alloc alloc;
  const Program *program;
  Arena arena, said; /* its own; what cible_record_value gave last */
  Store *store;      /* of look-ups; NULL: none */
  Vm *vm;
  Scalar *scalar;
  RecordField *fields;
  uint32_t field_count;
  BatchColumn *columns;
  Batch batch;
  Value found;       /* by the VM */
  bool begun;        /* nothing was set since something was computed */
  bool bound;        /* likewise, by the VM */
  bool vectors_only; /* for tests: the VM does everything */
};

#endif
