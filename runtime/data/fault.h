/* Faults: what makes a value unknown against the rule's wish. Each is counted by place and kind (see exec/faults.h). */
#ifndef CIBLE_DATA_FAULT_H
#define CIBLE_DATA_FAULT_H

#define FAULT_KINDS(FAULT)                                                                                             \
  FAULT(MISSING, "missing")             /* NULL in a column that is not marked `?` */                                  \
  FAULT(UNREADABLE, "unreadable")       /* a stored value, or a text to convert, that the type does not take */        \
  FAULT(OVERFLOW, "overflow")           /* integers and money */                                                       \
  FAULT(ZERO_DIVISION, "division by zero")                                                                             \
  FAULT(OUT_OF_RANGE, "out of range")   /* a number that would be NaN or infinite; a date beyond 0001..9999 */

typedef enum Fault {
  FAULT_NONE,
#define FAULT(id, name) FAULT_##id,
  FAULT_KINDS(FAULT)
#undef FAULT
  FAULT_COUNT
} Fault;

static inline const char *fault_name(Fault fault) {
  static const char *const names[FAULT_COUNT] = {
      "",
#define FAULT(id, name) name,
      FAULT_KINDS(FAULT)
#undef FAULT
  };
  return names[fault];
}

#endif
