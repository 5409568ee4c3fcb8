/* The regions' weeks, their capacity, and the goals of the nation. Published: the goals' dates, and that the regions
 * could give 1.2 million doses a week in the end. Everything else is invented, but adds up with the deliveries. */
#include "demo_doses.h"
#include "store/population.h"
#include "store/vaccine_capacity.h"
#include "store/vaccine_goals.h"
#include "store/vaccine_weeks.h"

#include <string.h>

#define INVENTED "Övning: påhittade uppgifter"

enum { REPORTED_WEEKS = 15 /* 2020-W52 to 2021-W13 */, WEEK_11 = 12, WEEK_12 = 13, PER_CENT = 100 };

/* Weeks from a first dose to its second, by supply. */
static const int intervals[DEMO_SUPPLIES] = {3, 4, 9};

/* A fixed scatter of 0 to 99. */
static int64_t scatter(int supply, int region, int week)
{
    unsigned hash = 2166136261u;
    const int parts[] = {supply + 1, region + 1, week + 1};
    for (int i = 0; i < 3; i++)
        hash = (hash ^ (unsigned)parts[i] * 2654435761u) * 16777619u;
    return (int64_t)((hash ^ hash >> 15) % PER_CENT);
}

struct stock {
    int64_t doses, due; /* due: second doses whose time has come */
    int64_t first[REPORTED_WEEKS];
};

/* Per cent of what is there that is given in a week: Astra Zeneca's is halted from 16 to 25 March. */
static int64_t given_percent(int supply, int region, int week)
{
    bool halted = supply == 2;
    if (halted && week == WEEK_11)
        return 5;
    if (halted && week == WEEK_12)
        return 0;
    return 55 + scatter(supply, region, week) * 2 / 5;
}

static bool is_reported(const char *county, int week)
{
    return !(strcmp(county, "22") == 0 && week == REPORTED_WEEKS - 1); /* last week's is still to come */
}

static enum outcome add_week(struct demo_loading *loading, const struct vaccine_week *from)
{
    int64_t monday = 0;
    (void)!week_parse(from->week, &monday);
    const char *organisation = arena_printf(&loading->arena, "REG%s", from->county);
    struct vaccine_week week = *from;
    if (organisation == NULL)
        return TOO_LARGE;
    week.reported_by = demo_user_of(loading, organisation);
    week.reported_at = local_moment(monday, 7 * 24 + (week.revision > 1 ? 34 : 9));
    return store_vaccine_week_add(demo_everywhere, loading->db, &week);
}

/* Figures that do not add up, or are not there: something to look for. */
static enum outcome add_with_faults(struct demo_loading *loading, struct vaccine_week *week)
{
    bool comirnaty = strcmp(week->product, "COMIRNATY") == 0;
    if (comirnaty && strcmp(week->county, "12") == 0 && strcmp(week->week, "2021-W12") == 0)
        week->figures[WEEK_STOCK].value -= week->figures[WEEK_STOCK].value >= 12 ? 12 : 0; /* nobody knows where */
    if (strcmp(week->product, "MODERNA") == 0 && strcmp(week->county, "09") == 0 && strcmp(week->week, "2021-W13") == 0)
        week->figures[WEEK_STOCK] = week->figures[WEEK_UNUSABLE] = (struct maybe){0};
    if (!(comirnaty && strcmp(week->county, "01") == 0 && strcmp(week->week, "2021-W08") == 0))
        return add_week(loading, week);
    struct vaccine_week early = *week;
    early.figures[WEEK_GIVEN].value -= 120;
    early.figures[WEEK_FIRST].value -= early.figures[WEEK_FIRST].value >= 120 ? 120 : 0;
    TRY(add_week(loading, &early));
    week->revision = 2;
    week->reason = INVENTED ": en vårdcentral saknades";
    return add_week(loading, week);
}

static enum outcome report(struct demo_loading *loading, const struct demo_received *received, int supply, int region,
                           int index, struct stock *stock)
{
    char text[WEEK_CHARS + 1];
    const char *product = demo_supplies[supply].product, *county = received->counties[region];
    demo_week_after(demo_supply_first_week, index, text);
    int64_t in = received->known[supply][index] ? received->doses[supply][index][region] : 0;
    int64_t returned = demo_incident_doses(product, county, text, DELIVERY_RETURNED);
    int64_t destroyed = demo_incident_doses(product, county, text, DELIVERY_DESTROYED);
    int64_t moved_out = demo_incident_doses(product, county, text, DELIVERY_MOVED);
    int64_t moved_in = demo_moved_in(product, county, text);
    int64_t there = stock->doses + in - returned + moved_in - moved_out - destroyed;
    int64_t given = there * given_percent(supply, region, index) / PER_CENT;
    int64_t discarded = given * (scatter(supply, region, index + 50) / 25) / 1000;
    int interval = intervals[supply];
    stock->due += index >= interval ? stock->first[index - interval] : 0;
    int64_t second = stock->due < given ? stock->due : given;
    stock->due -= second;
    stock->first[index] = given - second;
    stock->doses = there - given - discarded;
    struct vaccine_week week = {
        .county = county,
        .week = text,
        .product = product,
        .revision = 1,
        .figures = {[WEEK_GIVEN] = maybe_known(given),
                    [WEEK_FIRST] = maybe_known(given - second),
                    [WEEK_DISCARDED] = maybe_known(discarded + destroyed),
                    [WEEK_MOVED_OUT] = maybe_known(moved_out),
                    [WEEK_MOVED_IN] = maybe_known(moved_in),
                    [WEEK_STOCK] = maybe_known(stock->doses),
                    [WEEK_UNUSABLE] = maybe_known(supply == 2 && index == WEEK_11 ? stock->doses : 0)},
        .reason = INVENTED,
    };
    return is_reported(county, index) ? add_with_faults(loading, &week) : OK;
}

static enum outcome load_reports(struct demo_loading *loading, const struct demo_received *received)
{
    for (int supply = 0; supply < DEMO_SUPPLIES; supply++)
        for (int region = 0; region < DEMO_REGIONS; region++) {
            struct arena_mark mark = arena_mark(&loading->arena);
            struct stock stock = {0};
            bool begun = false;
            for (int index = 0; index < REPORTED_WEEKS; index++) {
                begun = begun || received->known[supply][index];
                if (begun)
                    TRY(report(loading, received, supply, region, index, &stock));
            }
            arena_reset(&loading->arena, mark);
        }
    return OK;
}

/* --- capacity --- */

static const struct {
    enum provider_type type;
    int percent;
} providers[] = {
    {PROVIDER_HOSPITAL, 15}, {PROVIDER_PRIMARY_CARE, 45}, {PROVIDER_MASS_SITE, 25},
    {PROVIDER_MOBILE, 5},    {PROVIDER_OCCUPATIONAL, 10},
};

/* Doses that the whole country could give, in thousands, 2021-W05 to W20; the last is the published one. */
static const int thousands[] = {140, 160, 180, 200, 220, 240, 260, 280, 240, 400, 600, 800, 1000, 1200, 1200, 1200};

static enum outcome add_capacity(struct demo_loading *loading, const char *county, int64_t persons, int64_t adults,
                                 int index)
{
    char week[WEEK_CHARS + 1];
    int64_t monday = 0, all = (int64_t)thousands[index] * 1000 * persons / adults;
    demo_week_after("2021-W05", index, week);
    (void)!week_parse(week, &monday);
    const char *organisation = arena_printf(&loading->arena, "REG%s", county);
    if (organisation == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++) {
        bool easter = index == 8 && providers[i].type == PROVIDER_MASS_SITE; /* W13 has Good Friday */
        int64_t spread = 92 + scatter((int)i, (int)(persons % 97), index) / 6;
        const struct vaccine_capacity capacity = {
            .county = county,
            .week = week,
            .provider_type = (int)providers[i].type,
            .revision = 1,
            .doses_per_week = maybe_known(easter ? 0 : all * providers[i].percent * spread / PER_CENT / PER_CENT),
            .comment = easter ? INVENTED ": stängt under påsken" : INVENTED,
            .reported_at = local_moment(monday, -28 * 24 + 10), /* four weeks ahead */
            .reported_by = demo_user_of(loading, organisation),
        };
        TRY(store_vaccine_capacity_add(demo_everywhere, loading->db, &capacity));
    }
    return OK;
}

static enum outcome load_capacity(struct demo_loading *loading)
{
    struct population_of_county *persons;
    size_t count;
    int64_t adults = 0;
    TRY(store_population_by_county(loading->db, "2020-12-31", 18, 999, &loading->arena, &persons, &count));
    for (size_t i = 0; i < count; i++)
        adults += persons[i].persons;
    for (size_t i = 0; i < count; i++)
        for (int index = 0; index < (int)(sizeof thousands / sizeof thousands[0]); index++)
            TRY(add_capacity(loading, persons[i].county, persons[i].persons, adults, index));
    return OK;
}

/* --- goals --- */

/* 2 (P - J) + J = 14.9 million: P adults, J of them with Janssen's single dose. */
enum { ONE_DOSE_PERSONS = 1500000 };

static enum outcome load_goals(struct demo_loading *loading)
{
    for (int i = 0; i < DEMO_GOALS; i++) {
        int64_t number;
        const struct vaccine_goal goal = {
            .goal_date = demo_goals[i].goal_date,
            .population_date = "2020-12-31",
            .age_from = 18,
            .age_to = 999,
            .doses_per_person = 2,
            .one_dose_persons = ONE_DOSE_PERSONS,
            .coverage_permille = 1000,
            .source = demo_goals[i].source,
            .issued_at = demo_moment(demo_goals[i].known_on, 9),
            .known_at = demo_moment(demo_goals[i].known_on, 10),
            .entered_at = loading->now,
            .entered_by = demo_user_of(loading, "FOHM"),
        };
        TRY(store_vaccine_goal_add(demo_everywhere, loading->db, &goal, &number));
    }
    return OK;
}

enum outcome demo_load_weeks(struct demo_loading *loading, const struct demo_received *received)
{
    TRY(load_reports(loading, received));
    TRY(load_capacity(loading));
    return load_goals(loading);
}
