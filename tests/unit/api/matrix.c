/* Who may call what: every kind of organisation, role and operation of the route table, asked of the permission table
 * as the pipeline asks it, against the reviewed file tests/api/matrix.txt. A difference fails; FORDELA_UPDATE=1 writes
 * the file anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/call.h"
#include "api/route.h"
#include "base/text.h"
#include "core/permit.h"

#define GOLDEN "tests/api/matrix.txt"

enum { MATRIX_BYTES = 256 * 1024 };

static const struct {
    const char *title;
    struct standing standing; /* the role is set by the column */
} actors[] = {
    {"municipality 2281", {.kind = KIND_MUNICIPALITY, .organisation = "2281", .area = "2281"}},
    {"county board LST22", {.kind = KIND_COUNTY_BOARD, .organisation = "LST22", .area = "22"}},
    {"region REG22", {.kind = KIND_REGION, .organisation = "REG22", .area = "22"}},
    {"Socialstyrelsen", {.kind = KIND_NATIONAL, .organisation = "SOS", .area = "00"}},
    {"Folkhälsomyndigheten FOHM", {.kind = KIND_NATIONAL, .organisation = "FOHM", .area = "00"}},
    {"other national GOV", {.kind = KIND_NATIONAL, .organisation = "GOV", .area = "00"}},
    {"operator DRIFT", {.kind = KIND_OPERATOR, .organisation = "DRIFT", .area = "00"}},
};
enum { ACTORS = sizeof actors / sizeof actors[0] };

/* What an operation is about: the values of its path parameters that decide. */
static const char *const municipalities[] = {"2281", "2282", "2303"}, *const counties[] = {"22", "23", "00"},
                         *const organisations[] = {"2281", "2282", "LST22", "REG22", "SOS", "DRIFT", "LST23", "2303"};

static bool has(const struct route *route, const char *name)
{
    return route_parameter_index(route->pattern, name) >= 0;
}

static bool allowed(const struct standing *standing, const struct route *route, const char *area,
                    const char *organisation)
{
    if (route->action == ACTION_PUBLIC)
        return true;
    struct scope scope = permit_scope(standing, route->action);
    return scope.allowed && (area == NULL || scope_covers_area(&scope, area)) &&
           (organisation == NULL || scope_covers_organisation(&scope, organisation));
}

/* One line: the operation on the object, then a letter per role that is let in, for each actor. */
static void add_line(struct text *out, const struct route *route, const char *area, const char *organisation)
{
    char place[160];
    const char *object = area != NULL ? area : organisation != NULL ? organisation : "";
    snprintf(place, sizeof place, "%s%s%s", route->operation, *object != '\0' ? " " : "", object);
    text_printf(out, "%-32s", place);
    static const char letters[ROLE__COUNT] = {
        [ROLE_READER] = 'r', [ROLE_REPORTER] = 'p', [ROLE_DECIDER] = 'd', [ROLE_ADMINISTRATOR] = 'a'};
    for (size_t actor = 0; actor < ACTORS; actor++) {
        text_add(out, "  ");
        for (int role = 0; role < ROLE__COUNT; role++) {
            struct standing standing = actors[actor].standing;
            standing.role = (enum role)role;
            text_add_char(out, allowed(&standing, route, area, organisation) ? letters[role] : '-');
        }
    }
    text_add(out, route_is_for_people(route) ? "  people\n" : "\n");
}

static void add_route(struct text *out, const struct route *route)
{
    if (route->action == ACTION_PUBLIC)
        text_printf(out, "%-32s  everybody, signed in or not\n", route->operation);
    else if (has(route, "municipality"))
        for (size_t i = 0; i < sizeof municipalities / sizeof municipalities[0]; i++)
            add_line(out, route, municipalities[i], NULL);
    else if (has(route, "county"))
        for (size_t i = 0; i < sizeof counties / sizeof counties[0]; i++)
            add_line(out, route, counties[i], NULL);
    else if (has(route, "organisation"))
        for (size_t i = 0; i < sizeof organisations / sizeof organisations[0]; i++)
            add_line(out, route, NULL, organisations[i]);
    else
        add_line(out, route, NULL, NULL);
}

static void write_matrix(struct text *out)
{
    text_add(out, "# Who may call what. A row: an operation on an object; a column: an organisation; in it r reader, p "
                  "reporter,\n"
                  "# d decider, a administrator let in, - refused; people: never a program's key. Made by "
                  "tests/unit/api/matrix.c and reviewed by "
                  "hand: read the\n"
                  "# difference before you accept it (FORDELA_UPDATE=1 build/tests/unit/api/matrix). Operations on a "
                  "proposal or a\n"
                  "# user tell whether the actor gets to ask; which objects it then finds its scope says "
                  "(tests/api/scenarios).\n#\n"
                  "# columns:");
    for (size_t actor = 0; actor < ACTORS; actor++)
        text_printf(out, "%s %zu %s", actor > 0 ? "," : "", actor + 1, actors[actor].title);
    text_add(out, "\n\n");
    for (size_t i = 0; i < api_route_count; i++)
        add_route(out, &api_routes[i]);
}

static void nobody_gets_what_the_file_does_not_say(void **state)
{
    (void)state;
    AUTO_TEXT made = text_open(MATRIX_BYTES);
    write_matrix(&made);
    assert_false(text_failed(&made));
    if (getenv("FORDELA_UPDATE") != NULL) {
        FILE *file = fopen(GOLDEN, "w");
        assert_non_null(file);
        assert_int_equal(fwrite(made.bytes, 1, made.length, file), made.length);
        assert_int_equal(fclose(file), 0);
        return;
    }
    static char golden[MATRIX_BYTES];
    FILE *file = fopen(GOLDEN, "r");
    assert_non_null(file); /* run from the top folder */
    golden[fread(golden, 1, sizeof golden - 1, file)] = '\0';
    fclose(file);
    char *rest = made.bytes, *expected = golden;
    for (const char *line; (line = strsep(&rest, "\n")) != NULL;) {
        const char *told = strsep(&expected, "\n");
        assert_string_equal(line, told != NULL ? told : "(the file ends here)");
    }
    assert_null(expected);
}

/* Every operation names an action, and those that are everybody's are these. */
static void what_is_public_is_known(void **state)
{
    (void)state;
    static const char *const known[] = {"health", "metrics", "ready", "version", "instance", "openapi", "signIn"};
    for (size_t i = 0; i < api_route_count; i++) {
        const struct route *route = &api_routes[i];
        assert_int_not_equal(route->action, ACTION_NOBODY);
        bool expected = false;
        for (size_t j = 0; j < sizeof known / sizeof known[0]; j++)
            expected = expected || strcmp(known[j], route->operation) == 0;
        assert_true(expected == (route->action == ACTION_PUBLIC));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_gets_what_the_file_does_not_say),
        cmocka_unit_test(what_is_public_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
