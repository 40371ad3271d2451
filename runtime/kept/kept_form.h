/* The form of files of results. */
#ifndef CIBLE_KEPT_KEPT_FORM_H
#define CIBLE_KEPT_KEPT_FORM_H

#include "runtime/kept/kept_file.h"

/* One more whenever entries or pieces change. */
static const FiledForm kept_form = {"Cible results\n", 1, FILED_ORDER, sizeof(FiledEntry), 0};

#endif
