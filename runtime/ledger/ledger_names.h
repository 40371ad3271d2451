/* The names of a ledger's tables: these, and the table of the subject. */
#ifndef CIBLE_LEDGER_NAMES_H
#define CIBLE_LEDGER_NAMES_H

#define LEDGER_CONTACTS "cible_contacts_"
#define LEDGER_HELD "cible_held_"
#define LEDGER_SUPPRESSED "cible_suppressed_"

/* The column of the subject's key, in each of them. */
#define LEDGER_KEY "record"

#endif
