/* The article catalogue of a county, and the dated policy for equipment. */
#ifndef FORDELA_API_ARTICLES_H
#define FORDELA_API_ARTICLES_H

#include "api/call.h"

extern const struct fields article_output, article_list_output, article_input;
extern const struct query_field article_query[];

enum outcome api_article_list(struct call *c);
enum outcome api_article_get(struct call *c);
enum outcome api_article_put(struct call *c);
enum outcome api_article_versions(struct call *c);

#endif
