/* What programs read of `check` and `test`: findings as SARIF 2.1.0 and as annotations of GitHub. */
#ifndef CIBLE_CLI_FINDING_H
#define CIBLE_CLI_FINDING_H

#include "cli/cli.h"

typedef enum ReportFormat { REPORT_TEXT, REPORT_JSON, REPORT_SARIF, REPORT_GITHUB, REPORT_JUNIT } ReportFormat;

/* --format or --json; false, with a message, where it is none, or `junit` is not taken. */
bool report_format(const Options *options, bool junit, ReportFormat *format);

/* A message, or a line of a test that does not hold. Texts belong to who gives them; those that are not there are "". */
typedef struct Finding {
  const char *code; /* "E012"; "test" */
  bool is_error;
  const char *text, *label, *help;
  const char *file; /* NULL: no place */
  int line, column, end_line, end_column; /* as in CibleMessage; column 0: the whole line */
} Finding;
Finding finding_of(const CibleMessage *message);

/* A workflow command: one line. */
void github_print(const Finding *finding);

typedef struct Sarif {
  bool any;
  bool *used; /* one a code of the catalogue, and one for tests */
} Sarif;
/* `sarif` starts as zero. The log begins with the first open, and is whole behind the close. */
void sarif_open(Sarif *sarif);
void sarif_print(Sarif *sarif, const Finding *finding);
void sarif_close(Sarif *sarif, Cible *cible);

#endif
