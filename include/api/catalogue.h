/* The article catalogue as calls need it all the time: read from the database once and kept on the shelf. */
#ifndef FORDELA_API_CATALOGUE_H
#define FORDELA_API_CATALOGUE_H

#include "api/call.h"
#include "store/articles.h"

/* store_article_list, but created_by_name is left "". Never stale: versions are only ever added, and their number is
 * read in the call's own transaction. */
MUST_USE enum outcome catalogue_list(struct call *c, const char *county, const char *date, bool with_inactive,
                                     struct article **ret_list, size_t *ret_count);

#endif
