/* The marks of all leaves of a table, made by threads. */
#ifndef CIBLE_LEAVES_TABLE_MARKS_H
#define CIBLE_LEAVES_TABLE_MARKS_H

#include "runtime/store/store.h"

/* Makes as many as the table has leaves. STATUS_NO, without a message, where they cannot be told: they are strange. */
Status table_marks_make(Store *store, const StoreConfig *config, uint32_t table, const uint8_t seed[LEAF_SEED_BYTES], LeafMark *marks,
                        uint32_t count, DiagList *diags) MUST_CHECK;

#endif
