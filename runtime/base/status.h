/* Status: how a phase or a command ended. The values are the exit codes of the command line (CIBLE_* in cible.h). */
#ifndef CIBLE_BASE_STATUS_H
#define CIBLE_BASE_STATUS_H

typedef enum Status {
  STATUS_OK = 0,
  STATUS_NO = 1,      /* the answer is no: errors in a rule file, a failed test */
  STATUS_USAGE = 2,   /* the call's words are off */
  STATUS_IO = 3,      /* a file or database cannot be read or written */
  STATUS_STOPPED = 4, /* by --strict, --max-faults, a limit, a signal */
  STATUS_NO_MEMORY = 5,
} Status;

#define MUST_CHECK __attribute__((warn_unused_result))

#endif
