/* The CSV of api/overview.h. */
#include "api/overview.h"

#include "api/app.h"
#include "api/assess.h"
#include "core/week.h"
#include "io/csv.h"

#include <string.h>

enum { QUESTIONS_BYTES = 4096 };

static const struct {
    const char *sv, *en;
} headings[] = {
    {"Kommunkod", "Municipality code"},
    {"Kommun", "Municipality"},
    {"Rapport", "Report"},
    {"Uppgifter från vecka", "Figures from week"},
    {"Inlämnad (UTC)", "Submitted (UTC)"},
    {"Ålder dygn", "Age days"},
    {"Artikel", "Article"},
    {"Benämning", "Name"},
    {"Enhet", "Unit"},
    {"Per förpackning", "Per pack"},
    {"Lager", "Stock"},
    {"Förbrukning i veckan", "Use in the week"},
    {"Behov nästa vecka", "Need next week"},
    {"Förbrukning per dygn", "Use per day"},
    {"Användbart i dag", "Usable today"},
    {"Uthållighet dygn", "Cover days"},
    {"Status", "Status"},
    {"Tar slut", "Runs out"},
    {"På väg", "Inbound"},
    {"Går ut oanvänt", "Expires unused"},
    {"Frågor", "Questions"},
};

static const struct {
    const char *sv, *en;
} report_names[] =
    {
        [OVERVIEW_ON_TIME] = {"i tid", "on time"},  [OVERVIEW_LATE] = {"sen", "late"},
        [OVERVIEW_MISSING] = {"saknas", "missing"}, [OVERVIEW_RETURNED] = {"återsänd", "returned"},
        [OVERVIEW_DRAFT] = {"utkast", "draft"},
},
  status_names[] = {
      [COVER_ACUTE] = {"akut", "acute"},   [COVER_RED] = {"röd", "red"},
      [COVER_YELLOW] = {"gul", "yellow"},  [COVER_GREEN] = {"grön", "green"},
      [COVER_GREY] = {"okänd", "unknown"}, [COVER_NOT_APPLICABLE] = {"ej aktuell", "not applicable"},
};
_Static_assert(sizeof report_names / sizeof report_names[0] == OVERVIEW_REPORT__COUNT, "one name each");
_Static_assert(sizeof status_names / sizeof status_names[0] == COVER_STATUS__COUNT, "one name each");

static void add_municipality(struct csv *csv, const struct overview_municipality *municipality, bool english)
{
    char moment[TIMESTAMP_CHARS + 1] = "";
    if (municipality->submitted_at.known)
        timestamp_format(municipality->submitted_at.value, moment);
    csv_text(csv, municipality->code);
    csv_text(csv, municipality->name);
    csv_text(csv, english ? report_names[municipality->report].en : report_names[municipality->report].sv);
    csv_text(csv, municipality->report_week);
    csv_text(csv, moment);
    csv_maybe(csv, municipality->age_days);
}

static void add_cell(struct csv *csv, const struct overview_article *article, const struct overview_cell *cell,
                     bool english)
{
    bool piece = strcmp(article->unit, "piece") == 0;
    csv_text(csv, article->code);
    csv_text(csv, english ? article->name_en : article->name_sv);
    csv_text(csv, english ? article->unit : piece ? "styck" : "liter");
    csv_int(csv, article->pack_size);
    csv_maybe(csv, cell->stock);
    csv_maybe(csv, cell->use_in_week);
    csv_maybe(csv, cell->need_next_week);
    csv_centi(csv, cell->use_centi);
    csv_centi(csv, cell->usable);
    csv_centi(csv, cell->cover.days);
    csv_text(csv, english ? status_names[cell->cover.status].en : status_names[cell->cover.status].sv);
    csv_text(csv, cell->runs_out_on);
    csv_maybe(csv, maybe_if(cell->stock.known, cell->inbound));
    csv_maybe(csv, maybe_if(cell->stock.known, cell->wasted));
    AUTO_TEXT questions = text_open(QUESTIONS_BYTES);
    for (size_t i = 0; i < cell->question_count; i++)
        text_printf(&questions, "%s%s", i > 0 ? " " : "", question_text(cell->questions[i], english));
    csv_text(csv, questions.bytes);
    csv_end_line(csv);
}

enum outcome overview_csv(struct call *c, const struct overview_view *view)
{
    AUTO_TEXT out = text_open(LIMIT_ARENA_BYTES);
    struct csv csv = csv_open(&out);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        csv_text(&csv, c->english ? headings[i].en : headings[i].sv);
    csv_end_line(&csv);
    for (size_t m = 0; m < view->municipality_count; m++)
        for (size_t i = 0; i < view->article_count; i++) {
            add_municipality(&csv, &view->municipalities[m], c->english);
            add_cell(&csv, &view->articles[i], &view->municipalities[m].cells[i], c->english);
        }
    if (text_failed(&out))
        return TOO_LARGE;
    c->raw = arena_copy(&c->arena, out.bytes, out.length);
    c->raw_length = out.length;
    c->raw_type = "text/csv; charset=utf-8";
    c->file_name = arena_printf(&c->arena, "fordela-%s-%s.csv", view->county.code, view->week);
    return c->raw != NULL && c->file_name != NULL ? OK : TOO_LARGE;
}
