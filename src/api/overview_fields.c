/* The fields of api/overview.h. */
#include "api/overview.h"

#include "api/policies.h"

const char *const overview_report_words[] = {
    [OVERVIEW_ON_TIME] = "on_time",   [OVERVIEW_LATE] = "late",   [OVERVIEW_MISSING] = "missing",
    [OVERVIEW_RETURNED] = "returned", [OVERVIEW_DRAFT] = "draft", [OVERVIEW_REPORT__COUNT] = NULL,
};

static const struct field trend_fields[] = {
    {AT(struct trend_point, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK},
    {AT(struct trend_point, stock), .kind = FIELD_INT},
    {AT(struct trend_point, use), .kind = FIELD_INT, .about = "in the week"},
    {AT(struct trend_point, cover_days), .kind = FIELD_MAYBE_CENTI, .about = "when reported; null without use"},
};
static const struct fields trend_of = FIELDS("TrendPoint", struct trend_point, trend_fields);

static const struct field cell_fields[] = {
    {AT(struct overview_cell, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct overview_cell, stock), .kind = FIELD_MAYBE_INT, .about = "as reported; null = not reported"},
    {AT(struct overview_cell, use_in_week), .kind = FIELD_MAYBE_INT},
    {AT(struct overview_cell, need_next_week), .kind = FIELD_MAYBE_INT},
    {AT(struct overview_cell, use_per_day), .kind = FIELD_MAYBE_TEXT, .about = "exact fraction"},
    {AT(struct overview_cell, usable), .kind = FIELD_MAYBE_CENTI, .about = "today: aged by the use since the report"},
    {AT(struct overview_cell, wasted), .kind = FIELD_INT, .about = "pieces that will expire unused, rounded up"},
    {AT(struct overview_cell, cover), .kind = FIELD_OBJECT, .of = &cover_fields, .about = "aged to today"},
    {AT(struct overview_cell, runs_out_on), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_DATE,
     .about = "with confirmed deliveries; null when it lasts a year or is unknown"},
    {AT(struct overview_cell, inbound), .kind = FIELD_INT, .about = "confirmed, expected today or later"},
    {AT(struct overview_cell, questions), .kind = FIELD_TEXT_LIST, COUNTED(struct overview_cell, question_count)},
    {AT(struct overview_cell, trend), .kind = FIELD_LIST, COUNTED(struct overview_cell, trend_count), .of = &trend_of,
     .about = "the last eight reported weeks, oldest first"},
};
static const struct fields cell_of = FIELDS("OverviewCell", struct overview_cell, cell_fields);

static const struct field municipality_fields[] = {
    {AT(struct overview_municipality, code), .kind = FIELD_TEXT, .format = FORMAT_MUNICIPALITY},
    {AT(struct overview_municipality, name), .kind = FIELD_TEXT},
    {AT(struct overview_municipality, report), .kind = FIELD_WORD, .words = overview_report_words,
     .about = "of the asked week; the figures of a returned report count until it is replaced"},
    {AT(struct overview_municipality, report_week), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_WEEK,
     .about = "the week that the figures are from; null = none"},
    {AT(struct overview_municipality, submitted_at), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct overview_municipality, age_days), .kind = FIELD_MAYBE_INT},
    {AT(struct overview_municipality, light), .kind = FIELD_WORD, .words = report_light_words,
     .about = "the municipality's own assessment"},
    {AT(struct overview_municipality, approved), .kind = FIELD_BOOL},
    {AT(struct overview_municipality, cells), .kind = FIELD_LIST, COUNTED(struct overview_municipality, cell_count),
     .of = &cell_of, .about = "one per article, in the articles' order"},
};
static const struct fields municipality_of =
    FIELDS("OverviewMunicipality", struct overview_municipality, municipality_fields);

static const struct field article_fields[] = {
    {AT(struct overview_article, code), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct overview_article, name_sv), .kind = FIELD_TEXT},
    {AT(struct overview_article, name_en), .kind = FIELD_TEXT},
    {AT(struct overview_article, group), .kind = FIELD_TEXT},
    {AT(struct overview_article, unit), .kind = FIELD_TEXT, .about = "piece or litre"},
    {AT(struct overview_article, pack_size), .kind = FIELD_INT},
    {AT(struct overview_article, total_stock), .kind = FIELD_MAYBE_INT,
     .about = "as reported, of the municipalities that are not grey; null = none"},
    {AT(struct overview_article, total_use_per_day), .kind = FIELD_MAYBE_TEXT, .about = "of the same, exact fraction"},
    {AT(struct overview_article, cover), .kind = FIELD_OBJECT, .of = &cover_fields,
     .about = "usable today by use, of the same together: what the county would have if it shared"},
    {AT(struct overview_article, acute), .kind = FIELD_INT, .about = "municipalities"},
    {AT(struct overview_article, red), .kind = FIELD_INT},
    {AT(struct overview_article, yellow), .kind = FIELD_INT},
    {AT(struct overview_article, green), .kind = FIELD_INT},
    {AT(struct overview_article, grey), .kind = FIELD_INT, .about = "not reported, or too long ago"},
    {AT(struct overview_article, not_applicable), .kind = FIELD_INT},
};
static const struct fields article_of = FIELDS("OverviewArticle", struct overview_article, article_fields);

static const struct field county_fields[] = {
    {AT(struct overview_county, code), .kind = FIELD_TEXT, .format = FORMAT_COUNTY},
    {AT(struct overview_county, name), .kind = FIELD_TEXT},
};
static const struct fields county_of = FIELDS("OverviewCounty", struct overview_county, county_fields);

static const struct field counts_fields[] = {
    {AT(struct overview_counts, on_time), .kind = FIELD_INT},
    {AT(struct overview_counts, late), .kind = FIELD_INT},
    {AT(struct overview_counts, missing), .kind = FIELD_INT, .about = "drafts included"},
    {AT(struct overview_counts, returned), .kind = FIELD_INT},
    {AT(struct overview_counts, municipalities), .kind = FIELD_INT},
};
static const struct fields counts_of = FIELDS("OverviewCounts", struct overview_counts, counts_fields);

static const struct field overview_fields[] = {
    {AT(struct overview_view, county), .kind = FIELD_OBJECT, .of = &county_of},
    {AT(struct overview_view, week), .kind = FIELD_TEXT, .format = FORMAT_WEEK, .about = "of the report column"},
    {AT(struct overview_view, today), .kind = FIELD_TEXT, .format = FORMAT_DATE,
     .about = "the day that the figures are aged to; of an earlier week, the day of its lock"},
    {AT(struct overview_view, policy), .kind = FIELD_OBJECT, .of = &policy_brief_fields},
    {AT(struct overview_view, as_of_newest), .kind = FIELD_MAYBE_MOMENT, .about = "of the figures shown"},
    {AT(struct overview_view, as_of_oldest), .kind = FIELD_MAYBE_MOMENT},
    {AT(struct overview_view, counts), .kind = FIELD_OBJECT, .of = &counts_of},
    {AT(struct overview_view, articles), .kind = FIELD_LIST, COUNTED(struct overview_view, article_count),
     .of = &article_of},
    {AT(struct overview_view, municipalities), .kind = FIELD_LIST, COUNTED(struct overview_view, municipality_count),
     .of = &municipality_of},
};
const struct fields overview_output = FIELDS("Overview", struct overview_view, overview_fields);

const struct query_field overview_query[] = {
    {.name = "week", .format = FORMAT_WEEK, .max = 8, .about = "The week of the picture (default: the one due now)"},
    {.name = NULL},
};
