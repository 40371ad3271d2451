/* What `cible test` prints of each test and file, in each of its forms. */
#ifndef CIBLE_CLI_TEST_REPORT_H
#define CIBLE_CLI_TEST_REPORT_H

#include "cli/finding.h"

/* Begins a file. `broken`: it could not be compiled, which is one failed test case more, so that no reader of the report takes it
 * for good. */
void test_report_open(ReportFormat format, const char *path, bool first, size_t count, size_t failed, bool broken);
void test_report(Cible *cible, const CibleTest *test, ReportFormat format, Sarif *sarif, bool first);
/* `coverage` is NULL where it was not asked for. */
void test_report_close(Cible *cible, ReportFormat format, const char *path, bool broken, const CibleCoverage *coverage, Sarif *sarif);

#endif
