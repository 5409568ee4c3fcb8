#include "api/reference.h"

#include "store/reference_read.h"
#include "store/users.h"

static const struct field county_fields[] = {
    {AT(struct county, code), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct county, letter), .kind = FIELD_TEXT},
    {AT(struct county, name), .kind = FIELD_TEXT},
    {AT(struct county, region_name), .kind = FIELD_TEXT},
    {AT(struct county, board_name), .kind = FIELD_TEXT},
    {AT(struct county, seat_name), .kind = FIELD_TEXT},
};
static const struct fields county_of = FIELDS("County", struct county, county_fields);

struct county_list {
    struct county *items;
    size_t count;
};
static const struct field county_list_fields[] = {
    {AT(struct county_list, items), .kind = FIELD_LIST, COUNTED(struct county_list, count), .of = &county_of}};
const struct fields county_list_output = FIELDS("CountyList", struct county_list, county_list_fields);

enum outcome api_county_list(struct call *c)
{
    struct county_list *list = ARENA_NEW(&c->arena, struct county_list);
    if (list == NULL)
        return TOO_LARGE;
    c->output = list;
    return store_county_list(c->db, &c->arena, &list->items, &list->count);
}

struct municipality_view {
    const char *code, *name, *county_code, *seat_name;
    int64_t latitude_udeg, longitude_udeg;
    struct maybe population;
    const char *population_date;
    const char **neighbours;
    size_t neighbour_count;
};
static const struct field municipality_fields[] = {
    {AT(struct municipality_view, code), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct municipality_view, name), .kind = FIELD_TEXT},
    {AT(struct municipality_view, county_code), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct municipality_view, seat_name), .kind = FIELD_TEXT},
    {AT(struct municipality_view, latitude_udeg), .kind = FIELD_INT,
     .about = "of the seat, WGS 84, millionths of a degree"},
    {AT(struct municipality_view, longitude_udeg), .kind = FIELD_INT, .about = "likewise"},
    {AT(struct municipality_view, population), .kind = FIELD_MAYBE_INT, .about = "persons registered"},
    {AT(struct municipality_view, population_date), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_DATE},
    {AT(struct municipality_view, neighbours), .kind = FIELD_TEXT_LIST, .format = FORMAT_MUNICIPALITY,
     COUNTED(struct municipality_view, neighbour_count), .about = "municipalities that border on it on land"},
};
static const struct fields municipality_of = FIELDS("Municipality", struct municipality_view, municipality_fields);

struct municipality_list {
    struct municipality_view *items;
    size_t count;
};
static const struct field municipality_list_fields[] = {{AT(struct municipality_list, items), .kind = FIELD_LIST,
                                                         COUNTED(struct municipality_list, count),
                                                         .of = &municipality_of}};
const struct fields municipality_list_output =
    FIELDS("MunicipalityList", struct municipality_list, municipality_list_fields);

static enum outcome view_municipality(struct call *c, const struct municipality *from, struct municipality_view *view)
{
    *view = (struct municipality_view){
        .code = from->code,
        .name = from->name,
        .county_code = from->county_code,
        .seat_name = from->seat_name,
        .latitude_udeg = from->latitude_udeg,
        .longitude_udeg = from->longitude_udeg,
    };
    enum outcome outcome =
        store_population_latest(c->db, from->code, &c->arena, &view->population_date, &view->population.value);
    view->population.known = outcome == OK;
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    return store_neighbours(c->db, from->code, &c->arena, &view->neighbours, &view->neighbour_count);
}

enum outcome api_municipality_list(struct call *c)
{
    struct municipality *rows;
    struct municipality_list *list = ARENA_NEW(&c->arena, struct municipality_list);
    if (list == NULL)
        return TOO_LARGE;
    TRY(store_municipality_list(c->db, call_parameter(c, "county"), &c->arena, &rows, &list->count));
    if (list->count == 0)
        return NOT_FOUND;
    list->items = ARENA_ARRAY(&c->arena, list->count, struct municipality_view);
    if (list->items == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < list->count; i++)
        TRY(view_municipality(c, &rows[i], &list->items[i]));
    c->output = list;
    return OK;
}

static const struct field organisation_fields[] = {
    {AT(struct organisation, code), .kind = FIELD_TEXT, .format = FORMAT_ORGANISATION},
    {AT(struct organisation, kind), .kind = FIELD_TEXT},
    {AT(struct organisation, name), .kind = FIELD_TEXT},
    {AT(struct organisation, area_code), .kind = FIELD_TEXT},
};
static const struct fields organisation_of = FIELDS("Organisation", struct organisation, organisation_fields);

struct organisation_list {
    struct organisation *items;
    size_t count;
};
static const struct field organisation_list_fields[] = {{AT(struct organisation_list, items), .kind = FIELD_LIST,
                                                         COUNTED(struct organisation_list, count),
                                                         .of = &organisation_of}};
const struct fields organisation_list_output =
    FIELDS("OrganisationList", struct organisation_list, organisation_list_fields);

const struct query_field organisation_query[] = {
    {.name = "kind", .format = FORMAT_LINE, .max = 20, .about = "Only organisations of this kind"},
    {0},
};

enum outcome api_organisation_list(struct call *c)
{
    struct organisation_list *list = ARENA_NEW(&c->arena, struct organisation_list);
    const char *kind = call_query(c, "kind");
    if (list == NULL)
        return TOO_LARGE;
    c->output = list;
    return store_organisation_list(c->db, kind != NULL ? kind : "", &c->arena, &list->items, &list->count);
}

static const struct field population_band_fields[] = {
    {AT(struct population_band, age_from), .kind = FIELD_INT, .about = "years"},
    {AT(struct population_band, age_to), .kind = FIELD_MAYBE_INT, .about = "years, inclusive; null = and older"},
    {AT(struct population_band, persons), .kind = FIELD_INT},
};
static const struct fields population_band_of =
    FIELDS("PopulationBand", struct population_band, population_band_fields);

struct population {
    const char *date;
    struct population_band *items;
    size_t count;
};
static const struct field population_fields[] = {
    {AT(struct population, date), .kind = FIELD_TEXT, .format = FORMAT_DATE},
    {AT(struct population, items), .kind = FIELD_LIST, COUNTED(struct population, count), .of = &population_band_of},
};
const struct fields population_output = FIELDS("Population", struct population, population_fields);

const struct query_field population_query[] = {
    {.name = "date", .format = FORMAT_DATE, .about = "31 December of a year (default: the latest known)"},
    {0},
};

enum outcome api_population(struct call *c)
{
    const char *area = call_parameter(c, "municipality"), *latest;
    int64_t persons;
    struct population *population = ARENA_NEW(&c->arena, struct population);
    if (population == NULL)
        return TOO_LARGE;
    TRY(store_population_latest(c->db, area, &c->arena, &latest, &persons));
    population->date = call_query(c, "date") != NULL ? call_query(c, "date") : latest;
    c->output = population;
    return store_population_bands(c->db, area, population->date, &c->arena, &population->items, &population->count);
}
