/* SPDX-License-Identifier: MIT
 * Measures: numbers and tables about all records, and what they are grouped by. */
#include "lang/check/checker.h"

Symbol *measure_dimension(const AstNode *dimension, const Record *rows) {
  Symbol *own = rows && dimension->kind == AST_NAME ? find_field(rows, dimension->text) : NULL;
  return own ? own : dimension->symbol;
}
