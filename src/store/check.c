/* Facts held against what follows from them. Each statement gives the rows that differ: key, expected, found. */
#include "check.h"

#include "base/crypto.h"
#include "driver.h"

#include <string.h>

void check_tell(struct checking *checking, const char *what, const char *key, const char *expected, const char *found)
{
    const struct check_finding finding = {
        .what = what,
        .key = key != NULL ? key : "",
        .expected = expected != NULL ? expected : "",
        .found = found != NULL ? found : "",
    };
    checking->findings++;
    checking->tell(checking->context, &finding);
}

enum outcome store_check_damage(struct db *db, struct checking *checking)
{
    return db->driver->damage(db, checking);
}

/* In order of key, CHECK_FINDINGS_MAX of them at most. */
#define FINDINGS(name, sql) STATEMENT(name, "", "ttt", sql " ORDER BY 1 LIMIT 1000")
_Static_assert(CHECK_FINDINGS_MAX == 1000, "as it stands in FINDINGS");

/* Numbers that count 1, 2 ... within a group. */
#define WITHOUT_GAPS(name, table, key, columns, number)                                                                \
    FINDINGS(name, "SELECT " key " AS k, CAST(COUNT(*) AS TEXT), CAST(MAX(" number ") AS TEXT) FROM " table            \
                   " GROUP BY " columns " HAVING COUNT(*) <> MAX(" number ") OR MIN(" number ") <> 1")

/* --- protective equipment --- */

FINDINGS(check_report_revision,
         "SELECT r.municipality_code || '/' || r.week AS k, CAST(COALESCE(v.newest, 0) AS TEXT), CAST(r.revision AS "
         "TEXT) FROM ppe_report r LEFT JOIN (SELECT municipality_code, week, MAX(revision) AS newest FROM "
         "ppe_report_revision GROUP BY municipality_code, week) v ON v.municipality_code = r.municipality_code AND "
         "v.week = r.week WHERE r.revision <> COALESCE(v.newest, 0)");
FINDINGS(check_report_first,
         "SELECT r.municipality_code || '/' || r.week AS k, CAST(v.submitted_at AS TEXT), CAST(r.first_submitted_at AS "
         "TEXT) FROM ppe_report r JOIN ppe_report_revision v ON v.municipality_code = r.municipality_code AND v.week = "
         "r.week AND v.revision = 1 WHERE r.first_submitted_at <> v.submitted_at");
FINDINGS(check_report_version,
         "SELECT municipality_code || '/' || week AS k, 'at least ' || CAST(revision AS TEXT), CAST(version AS TEXT) "
         "FROM ppe_report WHERE version < revision");
WITHOUT_GAPS(check_report_revisions, "ppe_report_revision", "municipality_code || '/' || week",
             "municipality_code, week", "revision");
FINDINGS(check_latest_week,
         "SELECT m.municipality_code AS k, COALESCE(x.newest, ''), COALESCE(p.latest_week, '') FROM municipality m "
         "LEFT JOIN ppe_municipality p ON p.municipality_code = m.municipality_code LEFT JOIN (SELECT "
         "municipality_code, MAX(week) AS newest FROM ppe_report GROUP BY municipality_code) x ON x.municipality_code "
         "= m.municipality_code WHERE COALESCE(x.newest, '') <> COALESCE(p.latest_week, '')");
FINDINGS(check_latest_county,
         "SELECT p.municipality_code AS k, m.county_code, p.county_code FROM ppe_municipality p JOIN municipality m ON "
         "m.municipality_code = p.municipality_code WHERE p.county_code <> m.county_code");
FINDINGS(check_changes,
         "SELECT p.municipality_code AS k, 'at least ' || CAST(x.revisions AS TEXT), CAST(p.changes AS TEXT) FROM "
         "ppe_municipality p JOIN (SELECT municipality_code, COUNT(*) AS revisions FROM ppe_report_revision GROUP BY "
         "municipality_code) x ON x.municipality_code = p.municipality_code WHERE p.changes < x.revisions");
FINDINGS(check_status_alone,
         "SELECT s.municipality_code || '/' || s.week AS k, '' AS expected, CAST(s.reported_at AS TEXT) AS "
         "found FROM "
         "ppe_status s WHERE NOT EXISTS (SELECT 1 FROM ppe_report r WHERE r.municipality_code = s.municipality_code "
         "AND r.week = s.week)");
WITHOUT_GAPS(check_article_versions, "article_version", "owner_code || '/' || article_code", "owner_code, article_code",
             "version");

/* --- places and people --- */

FINDINGS(check_neighbours,
         "SELECT n.municipality_code || '/' || n.neighbour_code AS k, n.neighbour_code || '/' || n.municipality_code, "
         "'' AS found FROM municipality_neighbour n WHERE NOT EXISTS (SELECT 1 FROM municipality_neighbour b WHERE "
         "b.municipality_code = n.neighbour_code AND b.neighbour_code = n.municipality_code)");
/* Counties are sums of municipalities where those are known, the nation one of counties. */
#define POPULATION_SUMS(name, area, parts, condition)                                                                  \
    FINDINGS(name,                                                                                                     \
             "SELECT p.area_code || '/' || p.at_date || '/' || CAST(p.age_from AS TEXT) || '-' || CAST(p.age_to AS "   \
             "TEXT) AS k, CAST(x.persons AS TEXT), CAST(p.persons AS TEXT) FROM population p JOIN (SELECT " area       \
             " AS area, q.at_date, q.age_from, q.age_to, SUM(q.persons) AS persons FROM population q JOIN " parts      \
             " WHERE " condition " GROUP BY " area ", q.at_date, q.age_from, q.age_to) x ON x.area = p.area_code AND " \
             "x.at_date = p.at_date AND x.age_from = p.age_from AND x.age_to = p.age_to WHERE x.persons <> p.persons")
POPULATION_SUMS(check_population_county, "m.county_code", "municipality m ON m.municipality_code = q.area_code",
                "1 = 1");
POPULATION_SUMS(check_population_nation, "CAST('00' AS TEXT)", "county c ON c.county_code = q.area_code", "1 = 1");
FINDINGS(check_organisations,
         "SELECT a.code AS k, a.kind || ' ' || a.area_code || ' ' || a.name, COALESCE(o.kind || ' ' || o.area_code || "
         "' ' || o.name, '') FROM (SELECT municipality_code AS code, 'municipality' AS kind, municipality_code AS "
         "area_code, official_name AS name FROM municipality UNION ALL SELECT 'LST' || county_code, 'county_board', "
         "county_code, board_name FROM county UNION ALL SELECT 'REG' || county_code, 'region', county_code, "
         "region_name FROM county) a LEFT JOIN organisation o ON o.organisation_code = a.code WHERE "
         "o.organisation_code IS NULL OR o.kind <> a.kind OR o.area_code <> a.area_code OR o.name <> a.name");

/* --- vaccine --- */

FINDINGS(check_forecast_moments,
         "SELECT f.product_code || '/' || f.area_code || '/' || f.week || '/' || CAST(f.seq AS TEXT) AS k, "
         "CAST(d.issued_at AS TEXT) || ' ' || CAST(d.known_at AS TEXT), CAST(f.issued_at AS TEXT) || ' ' || "
         "CAST(f.known_at AS TEXT) FROM vaccine_forecast f JOIN vaccine_document d ON d.document_id = f.document_id "
         "WHERE f.issued_at <> d.issued_at OR f.known_at <> d.known_at");
WITHOUT_GAPS(check_forecast_versions, "vaccine_forecast", "product_code || '/' || area_code || '/' || week",
             "product_code, area_code, week", "seq");
WITHOUT_GAPS(check_delivery_entries, "vaccine_delivery_entry", "delivery_id", "delivery_id", "entry_number");
WITHOUT_GAPS(check_confirmations, "vaccine_delivery_confirmation", "delivery_id", "delivery_id", "confirmation_number");
WITHOUT_GAPS(check_region_weeks, "vaccine_region_week", "county_code || '/' || week || '/' || product_code",
             "county_code, week, product_code", "revision");
WITHOUT_GAPS(check_capacities, "vaccine_capacity", "county_code || '/' || week || '/' || provider_type",
             "county_code, week, provider_type", "revision");
WITHOUT_GAPS(check_bookings, "vaccine_allocation", "product_code", "product_code", "booking");
WITHOUT_GAPS(check_entry_numbers, "vaccine_account_entry", "product_code || '/' || county_code",
             "product_code, county_code", "entry_number");
/* A move out of a region is a delivery to another: both say the same. */
FINDINGS(check_moves,
         "SELECT d.delivery_id AS k, 'moved to ' || d.county_code, COALESCE(e.kind || ' to ' || "
         "COALESCE(e.to_county_code, ''), '') FROM vaccine_delivery d LEFT JOIN vaccine_delivery_entry e ON "
         "e.delivery_id = d.origin_delivery_id AND e.entry_number = d.origin_entry WHERE d.origin_delivery_id IS NOT "
         "NULL AND (e.kind IS NULL OR e.kind <> 'moved' OR e.to_county_code <> d.county_code)");
FINDINGS(check_allocation_packs,
         "SELECT a.allocation_id AS k, CAST(a.packs AS TEXT), CAST(x.packs + a.surplus_packs AS TEXT) FROM "
         "vaccine_allocation a JOIN (SELECT allocation_id, SUM(packs) AS packs FROM vaccine_allocation_line GROUP BY "
         "allocation_id) x ON x.allocation_id = a.allocation_id WHERE a.packs <> x.packs + a.surplus_packs");
FINDINGS(check_line_balance,
         "SELECT l.allocation_id || '/' || l.county_code AS k, CAST(l.balance_before_udoses + l.credit_udoses + "
         "l.waived_udoses - l.key_packs * a.pack_doses * 1000000 AS TEXT), CAST(l.balance_after_udoses AS TEXT) FROM "
         "vaccine_allocation_line l JOIN vaccine_allocation a ON a.allocation_id = l.allocation_id WHERE "
         "l.balance_after_udoses <> l.balance_before_udoses + l.credit_udoses + l.waived_udoses - l.key_packs * "
         "a.pack_doses * 1000000");
/* What a decision's lines say is what its entries have booked: right, parked, packs. A replaced one is booked back. */
#define BOOKED(name, sign, kinds, of)                                                                                  \
    FINDINGS(name,                                                                                                     \
             "SELECT l.allocation_id || '/' || l.county_code AS k, CAST(" sign "(l.released_udoses + l.credit_udoses " \
             "+ l.waived_udoses) AS TEXT) || ' ' || CAST(" sign "(l.parked_after_udoses - l.parked_before_udoses) AS " \
             "TEXT) || ' ' || CAST(" sign "l.key_packs AS TEXT), COALESCE(CAST(x.due AS TEXT) || ' ' || "              \
             "CAST(x.parked AS TEXT) || ' ' || CAST(x.packs AS TEXT), '') FROM vaccine_allocation_line l LEFT JOIN "   \
             "(SELECT allocation_id, county_code, SUM(right_udoses) AS due, SUM(parked_change_udoses) AS parked, "     \
             "SUM(packs) AS packs FROM vaccine_account_entry WHERE kind " kinds " 'reversal' GROUP BY allocation_id, " \
             "county_code) x ON x.allocation_id = l.allocation_id AND x.county_code = l.county_code WHERE " of         \
             "(x.due IS NULL OR x.due <> " sign "(l.released_udoses + l.credit_udoses + l.waived_udoses) OR x.parked " \
             "<> " sign "(l.parked_after_udoses - l.parked_before_udoses) OR x.packs <> " sign "l.key_packs)")
BOOKED(check_booked, "", "<>", "");
BOOKED(check_reversed, "-", "=",
       "l.allocation_id IN (SELECT replaces FROM vaccine_allocation WHERE replaces IS NOT NULL) AND ");
FINDINGS(check_reversed_only,
         "SELECT e.allocation_id || '/' || e.county_code AS k, '' AS expected, 'booked back' AS found FROM "
         "vaccine_account_entry e WHERE e.kind = 'reversal' AND NOT EXISTS (SELECT 1 FROM vaccine_allocation a WHERE "
         "a.replaces = e.allocation_id)");
/* An account, added up from its first entry. */
#define ADDED_UP(name, change, after)                                                                                  \
    FINDINGS(name,                                                                                                     \
             "SELECT x.product_code || '/' || x.county_code || '/' || CAST(x.entry_number AS TEXT) AS k, "             \
             "CAST(x.added AS TEXT), CAST(x.kept AS TEXT) FROM (SELECT product_code, county_code, entry_number, "      \
             "SUM(" change ") OVER (PARTITION BY product_code, county_code ORDER BY entry_number) AS added, " after    \
             " AS kept FROM vaccine_account_entry) x WHERE x.added <> x.kept")
ADDED_UP(check_balance, "right_udoses - packs * pack_doses * 1000000", "balance_udoses");
ADDED_UP(check_parked, "parked_change_udoses", "parked_udoses");
/* All regions together owe each other nothing, after each group of entries. */
FINDINGS(
    check_zero_sum,
    "SELECT product_code || '/' || CAST(entered_at AS TEXT) AS k, '0 0' AS expected, CAST(SUM(right_udoses - packs "
    "* pack_doses * 1000000) AS TEXT) || ' ' || CAST(SUM(parked_change_udoses) AS TEXT) FROM vaccine_account_entry "
    "GROUP BY product_code, entered_at HAVING SUM(right_udoses - packs * pack_doses * 1000000) <> 0 OR "
    "SUM(parked_change_udoses) <> 0");

static const struct check {
    const char *what;
    const struct statement *statement;
} checks[] = {
    {"ppe_report.revision", &check_report_revision},
    {"ppe_report.first_submitted_at", &check_report_first},
    {"ppe_report.version", &check_report_version},
    {"ppe_report_revision.revision", &check_report_revisions},
    {"ppe_municipality.latest_week", &check_latest_week},
    {"ppe_municipality.county_code", &check_latest_county},
    {"ppe_municipality.changes", &check_changes},
    {"ppe_status without a report", &check_status_alone},
    {"article_version.version", &check_article_versions},
    {"municipality_neighbour", &check_neighbours},
    {"population.persons", &check_population_county},
    {"population.persons", &check_population_nation},
    {"organisation", &check_organisations},
    {"vaccine_forecast.issued_at known_at", &check_forecast_moments},
    {"vaccine_forecast.seq", &check_forecast_versions},
    {"vaccine_delivery_entry.entry_number", &check_delivery_entries},
    {"vaccine_delivery_confirmation.confirmation_number", &check_confirmations},
    {"vaccine_region_week.revision", &check_region_weeks},
    {"vaccine_capacity.revision", &check_capacities},
    {"vaccine_allocation.booking", &check_bookings},
    {"vaccine_account_entry.entry_number", &check_entry_numbers},
    {"vaccine_delivery.origin_entry", &check_moves},
    {"vaccine_allocation.packs", &check_allocation_packs},
    {"vaccine_allocation_line.balance_after_udoses", &check_line_balance},
    {"vaccine_account_entry of a decision", &check_booked},
    {"vaccine_account_entry of a reversal", &check_reversed},
    {"vaccine_account_entry of a reversal", &check_reversed_only},
    {"vaccine_account_entry.balance_udoses", &check_balance},
    {"vaccine_account_entry.parked_udoses", &check_parked},
    {"vaccine_account_entry summed over regions", &check_zero_sum},
};

static enum outcome check_rows(struct db *db, const struct check *check, struct checking *checking)
{
    AUTO_ROWS rows = {0};
    TRY(db_query(db, check->statement, DB_NO_VALUES, &rows));
    for (bool more;;) {
        TRY(db_next(&rows, &more));
        if (!more)
            return OK;
        check_tell(checking, check->what, db_get_text(&rows, 0), db_get_text(&rows, 1), db_get_text(&rows, 2));
    }
}

/* --- what was computed from: its hash is that of the text --- */

STATEMENT(check_proposal_input, "t", "ttt",
          "SELECT p.proposal_id, p.input_sha256, i.input FROM proposal p JOIN proposal_input i ON i.proposal_id = "
          "p.proposal_id WHERE p.proposal_id > $1 ORDER BY p.proposal_id LIMIT 1");
STATEMENT(check_allocation_input, "t", "ttt",
          "SELECT allocation_id, input_sha256, input FROM vaccine_allocation WHERE allocation_id > $1 ORDER BY "
          "allocation_id LIMIT 1");

/* One at a time: an input may be megabytes. */
static enum outcome check_inputs(struct db *db, const struct statement *statement, const char *what,
                                 struct checking *checking)
{
    char id[ID_CHARS + 1] = "", digest[SHA256_HEX_CHARS + 1];
    for (;;) {
        AUTO_ROWS rows = {0};
        enum outcome outcome = db_one(db, statement, DB_VALUES(db_text(id)), &rows);
        if (outcome != OK)
            return outcome == NOT_FOUND ? OK : outcome;
        const char *next = db_get_text(&rows, 0), *input = db_get_text(&rows, 2);
        crypto_sha256_hex(input, strlen(input), digest);
        if (strcmp(digest, db_get_text(&rows, 1)) != 0)
            check_tell(checking, what, next, digest, db_get_text(&rows, 1));
        if (strlen(next) >= sizeof id)
            return BROKEN; /* ids are all of one length */
        strcpy(id, next);
    }
}

enum outcome store_check_derived(struct db *db, struct checking *checking)
{
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        TRY(check_rows(db, &checks[i], checking));
    TRY(check_inputs(db, &check_proposal_input, "proposal.input_sha256", checking));
    TRY(check_inputs(db, &check_allocation_input, "vaccine_allocation.input_sha256", checking));
    return check_status(db, checking);
}
