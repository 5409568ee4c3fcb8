/* Vaccine products and their dated properties: what a vial and a pack hold, courses, intervals, ages, storage. */
#ifndef FORDELA_API_VACCINE_PRODUCTS_H
#define FORDELA_API_VACCINE_PRODUCTS_H

#include "api/call.h"

extern const struct fields vaccine_product_output, vaccine_product_list_output, vaccine_product_input,
    vaccine_property_list_output, vaccine_property_input;
extern const struct query_field vaccine_product_query[], vaccine_property_query[];

enum outcome api_vaccine_product_list(struct call *c);
enum outcome api_vaccine_product_get(struct call *c);
enum outcome api_vaccine_product_add(struct call *c);
enum outcome api_vaccine_property_list(struct call *c);
enum outcome api_vaccine_property_add(struct call *c);

#endif
