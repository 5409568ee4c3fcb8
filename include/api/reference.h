/* Counties, municipalities, organisations, population: public facts for signed-in users. */
#ifndef FORDELA_API_REFERENCE_H
#define FORDELA_API_REFERENCE_H

#include "api/call.h"

extern const struct fields county_list_output, municipality_list_output, organisation_list_output, population_output;
extern const struct query_field organisation_query[], population_query[];

enum outcome api_county_list(struct call *c);
enum outcome api_municipality_list(struct call *c);
enum outcome api_organisation_list(struct call *c);
enum outcome api_population(struct call *c);

#endif
