/* Kept results as their own files see them. */
#ifndef CIBLE_KEPT_KEPT_LIST_H
#define CIBLE_KEPT_KEPT_LIST_H

#include <pthread.h>

#include "runtime/kept/kept_results.h"

/* How the records of a table lie. */
typedef struct KeptLayout {
  struct KeptLayout *next;
  uint64_t of;
  const uint16_t *records; /* of each batch */
  uint32_t batch_count;
} KeptLayout;

struct KeptResults {
  const Alloc *alloc;
  size_t most, bytes; /* atomic */
  uint64_t run;
  bool full;          /* atomic: all that is left is of this run */
  KeptEntry *entries[SORT_COUNT];
  pthread_mutex_t making_room;
  KeptFile *file;     /* NULL: there is none */
  bool answers;       /* are kept too */
  KeptLayout *layouts;
  KeptKey question;   /* none: nobody has asked, or it cannot be told what */
};

/* NULL: it is not there. It has been asked for from then on. */
KeptEntry *kept_find(KeptResults *results, KeptSort sort, const KeptKey *key);
/* It is one of them from then on; its bytes have been counted. */
void kept_add(KeptResults *results, KeptSort sort, KeptEntry *entry, const KeptKey *key, size_t bytes);
/* Counts so many bytes more, without asking whether there is room. */
void kept_count(KeptResults *results, size_t bytes);
void kept_free_answer(const Alloc *alloc, KeptAnswer *answer);
void kept_free_block(const Alloc *alloc, KeptBlock *block);

/* ---- kept_filed.c ---- */

void kept_layouts_free(KeptResults *results);
const KeptLayout *kept_layout(const KeptResults *results, uint64_t of);
/* From the file, where it has such: NULL where it has not. For a run that adds, a block comes without its lanes being left in the file. */
KeptBlock *kept_filed_block(KeptResults *results, const KeptKey *key, const KeptBlockOf *as);
const KeptSlot *kept_filed_slot(KeptResults *results, const KeptKey *key, uint32_t codes);
const KeptAnswer *kept_filed_answer(KeptResults *results, const KeptKey *key);
const KeptUnit *kept_filed_unit(KeptResults *results, const KeptKey *key);

#endif
