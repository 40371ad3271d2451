/* Output: a file that appears whole under its name, or not at all. What is written goes to a temporary file in the same folder;
 * output_commit makes it last and gives it its name. Standard output, pipes and devices are written as they are.
 * The caller's program must ignore SIGPIPE, so that a closed pipe is a message. */
#ifndef CIBLE_EXEC_OUTPUT_H
#define CIBLE_EXEC_OUTPUT_H

#include "runtime/base/buf.h"
#include "runtime/base/diag.h"
#include "runtime/base/status.h"

typedef struct Output Output;

/* `path` NULL or "-": descriptor `fd`, which stays the caller's. A symbolic link is followed; the mode of a file that is there
 * already is kept. Nothing is shown under `path` before output_commit. A SQLite database that is there already is never
 * replaced: too much may be in it. */
Status output_open(const Alloc *alloc, const char *path, int fd, DiagList *diags, Output **out) MUST_CHECK;
/* A temporary file beside `path` and with its mode, which never gets that name: its writer only abandons it. */
Status output_scratch(const Alloc *alloc, const char *path, DiagList *diags, Output **out) MUST_CHECK;
/* Standard output, too, shall get nothing before output_commit: bytes wait in a file without a name. For runs that may yet stop
 * and must then have written nothing. To be called before anything is written. */
Status output_hold(Output *output, DiagList *diags) MUST_CHECK;
/* Are both there, and one file (whatever the names)? For callers that must not write over what they have read. */
bool output_is_same_file(const char *path, const char *other);
/* Buffered; once it has failed, it goes on failing. */
Status output_write(Output *output, const void *bytes, size_t n, DiagList *diags) MUST_CHECK;
/* Hands the waiting bytes to the system. */
Status output_flush(Output *output, DiagList *diags) MUST_CHECK;
/* The temporary file, for writers that open it themselves (they have closed it before output_commit); NULL where the output is
 * not a file. */
const char *output_temporary(const Output *output);
/* Its descriptor, for writers that put blocks where they belong themselves. */
int output_descriptor(const Output *output);
/* Flushes, fsyncs, renames, fsyncs the folder, and frees the output, whatever the outcome. */
Status output_commit(Output *output, DiagList *diags) MUST_CHECK;
/* Removes what was written and frees the output; NULL will do. */
void output_abandon(Output *output);

/* The message of a failed call (an errno) on a file to write: full disk, no permission, closed pipe …; STATUS_IO. */
Status output_fault(DiagList *diags, const char *path, int error);

#endif
