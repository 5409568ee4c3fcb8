/* The demo's vaccine story as tables: products with dated properties, forecasts in versions, what was delivered, goals.
 *
 * Published figures, met exactly: supply of the first half year 17.4, then 12.5, then 10.9 million doses; January and
 * February (with the first deliveries of December) 3 750 000 expected and 1 073 715 delivered, of AstraZeneca's
 * 2 500 000 and 193 800; AstraZeneca's first quarter 1.1 million, then 739 000, and 514 600 by week 13; 90, then 68
 * trays in week 3; 271 560 and 156 210 doses in weeks 9 and 10, AstraZeneca's 86 400 and 24 000 of them; its week 9
 * lowered by 60 %, week 10 by 26 %, week 11 trebled; a printed total of 691 515 above rows that add up to 691 525.
 * How these totals spread over weeks and products is invented unless it is said to be published, and so are most days;
 * every document says so in its note. */
#ifndef FORDELA_SRC_CLI_DEMO_FORECASTS_H
#define FORDELA_SRC_CLI_DEMO_FORECASTS_H

#include "core/forecast.h"

#include <stddef.h>
#include <stdint.h>

struct demo_product {
    const char *code, *name, *manufacturer;
};
enum { DEMO_PRODUCTS = 4 };
extern const struct demo_product demo_products[DEMO_PRODUCTS];

/* A property from a day on; known_on is when everybody could know it. text is for storage alone. */
struct demo_property {
    const char *product, *property, *valid_from, *known_on;
    int64_t number;
    const char *text, *source, *decision;
};
extern const struct demo_property demo_properties[];
extern const size_t demo_property_count;

enum demo_paper {
    PAPER_DECEMBER,
    PAPER_JANUARY,
    PAPER_TRAYS,
    PAPER_HALF_YEAR_2,
    PAPER_QUARTER,
    PAPER_WEEK_8,
    PAPER_CUT,
    PAPER_WEEK_12,
    PAPER_HALF_YEAR_3,
    PAPER_JANSSEN,
    PAPER__COUNT
};
struct demo_document {
    const char *kind, *issuer, *issued_on, *source, *note;
};
extern const struct demo_document demo_documents[PAPER__COUNT];

/* A row of a document: a product's weeks in packs of `unit` doses, from first_week on. */
enum { DEMO_WITHDRAWN = -1 };
struct demo_row {
    enum demo_paper paper;
    const char *product, *first_week;
    int unit;
    const int *packs; /* or DEMO_WITHDRAWN */
    int count;
};
extern const struct demo_row demo_rows[];
extern const size_t demo_row_count;

/* Changes of what was forecast before. */
struct demo_change {
    enum demo_paper paper;
    const char *product, *week;
    enum forecast_change method;
    int64_t doses;   /* of a new value */
    int64_t percent; /* of the others */
};
extern const struct demo_change demo_changes[];
extern const size_t demo_change_count;

/* Packs of a product that were shared out and delivered, week by week from the first; -1 = nothing was planned. */
enum { DEMO_SUPPLY_WEEKS = 16 };
extern const char demo_supply_first_week[];
struct demo_supply {
    const char *product;
    int packs[DEMO_SUPPLY_WEEKS];
};
enum { DEMO_SUPPLIES = 3 };
extern const struct demo_supply demo_supplies[DEMO_SUPPLIES];

struct demo_goal {
    const char *goal_date, *known_on, *source;
};
enum { DEMO_GOALS = 4 };
extern const struct demo_goal demo_goals[DEMO_GOALS];

#endif
