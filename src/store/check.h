/* The two halves of store/check.h: what SQL alone can say (check.c), what has to be computed (check_status.c). */
#ifndef FORDELA_STORE_CHECK_PRIVATE_H
#define FORDELA_STORE_CHECK_PRIVATE_H

#include "store/check.h"

/* Every row of ppe_status, computed anew from the reports. */
enum outcome check_status(struct db *db, struct checking *checking);

#endif
