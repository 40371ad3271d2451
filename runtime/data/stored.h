/* Reading stored values strictly by a declared type (language.md, section 3, "Stored values"). */
#ifndef CIBLE_DATA_STORED_H
#define CIBLE_DATA_STORED_H

#include "runtime/base/arena.h"
#include "runtime/data/fault.h"
#include "runtime/data/value.h"

typedef enum StoredType { STORED_NULL, STORED_INTEGER, STORED_REAL, STORED_TEXT, STORED_BLOB } StoredType;

typedef struct Stored {
  StoredType type;
  union {
    int64_t integer;
    double real;
    Str text; /* also of a BLOB */
  };
} Stored;

/* What a column is declared as. */
typedef struct StoredAs {
  Kind kind;
  Labels labels; /* kind CODE */
  bool optional; /* marked `?` */
} StoredAs;

/* FAULT_NONE, and *out known or (NULL or blank in an optional column) unknown; else the fault, and *out unknown. A text result
 * is borrowed from the stored text, or from `texts` where NFC or digits had to be made. */
Fault stored_read(const StoredAs *as, Stored stored, Arena *texts, Value *out);


#endif
