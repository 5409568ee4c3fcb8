#include "api/assess.h"

#include "core/plausible.h"
#include "core/week.h"

#include <string.h>

/* --- fields --- */

static const char *const question_field_words[] = {
    [PLAUSIBLE_STOCK] = "stock", [PLAUSIBLE_USE] = "use_in_week", [PLAUSIBLE_FIELD__COUNT] = NULL};

static const struct field question_fields[] = {
    {AT(struct question_view, code), .kind = FIELD_TEXT, .about = "times_ten, packs_for_pieces …"},
    {AT(struct question_view, field), .kind = FIELD_WORD, .words = question_field_words,
     .about = "the cell it is about"},
    {AT(struct question_view, message_sv), .kind = FIELD_TEXT},
    {AT(struct question_view, message_en), .kind = FIELD_TEXT},
};
static const struct fields question_of = FIELDS("Question", struct question_view, question_fields);

static const struct field cell_fault_fields[] = {
    {AT(struct cell_fault, field), .kind = FIELD_TEXT},
    {AT(struct cell_fault, text), .kind = FIELD_TEXT, .about = "as it stands in the draft"},
    {AT(struct cell_fault, message), .kind = FIELD_TEXT, .about = "in the caller's language"},
};
static const struct fields cell_fault_of = FIELDS("CellFault", struct cell_fault, cell_fault_fields);

static const struct field assessed_line_fields[] = {
    {AT(struct assessed_line, article), .kind = FIELD_TEXT, .format = FORMAT_ARTICLE},
    {AT(struct assessed_line, cover), .kind = FIELD_OBJECT, .of = &cover_fields, .about = "when reported"},
    {AT(struct assessed_line, use_per_day), .kind = FIELD_MAYBE_TEXT, .about = "pieces a day, exact fraction"},
    {AT(struct assessed_line, usable), .kind = FIELD_MAYBE_CENTI,
     .about = "pieces that can be used before they expire"},
    {AT(struct assessed_line, wasted), .kind = FIELD_INT, .about = "pieces that will expire unused, rounded up"},
    {AT(struct assessed_line, runs_out_on), .kind = FIELD_MAYBE_TEXT, .format = FORMAT_DATE,
     .about = "with confirmed deliveries; null when it lasts a year or is unknown"},
    {AT(struct assessed_line, inbound), .kind = FIELD_INT,
     .about = "pieces of the confirmed deliveries to come, which runs_out_on counts and cover does not"},
    {AT(struct assessed_line, questions), .kind = FIELD_LIST, COUNTED(struct assessed_line, question_count),
     .of = &question_of, .about = "they ask and never block"},
    {AT(struct assessed_line, invalid_cells), .kind = FIELD_LIST, COUNTED(struct assessed_line, invalid_count),
     .of = &cell_fault_of, .about = "of a draft: cells that cannot be read"},
};
static const struct fields assessed_line_of = FIELDS("AssessedLine", struct assessed_line, assessed_line_fields);

static const struct field assessment_fields[] = {
    {AT(struct assessment, lines), .kind = FIELD_LIST, COUNTED(struct assessment, line_count), .of = &assessed_line_of},
    {AT(struct assessment, complete), .kind = FIELD_BOOL,
     .about = "every active article has its three numbers and every cell can be read"},
};
const struct fields assessment_of_fields = FIELDS("Assessment", struct assessment, assessment_fields);

/* --- questions --- */

static const struct {
    const char *sv, *en;
} question_texts[] = {
    [PLAUSIBLE_TIMES_TEN] =
        {"Förbrukningen är mångdubbelt större än veckorna före. Har det blivit en nolla för mycket?",
         "The use is many times that of the weeks before. Is there a zero too many?"},
    [PLAUSIBLE_TENTH] = {"Förbrukningen är en bråkdel av veckorna före. Saknas en nolla?",
                         "The use is a fraction of the weeks before. Is a zero missing?"},
    [PLAUSIBLE_PACKS_FOR_PIECES] = {"Är det antalet förpackningar i stället för styck eller liter?",
                                    "Is this the number of packs rather than pieces or litres?"},
    [PLAUSIBLE_BALANCE] = {"Förbrukningen stämmer inte med lagret förra veckan och det som kommit in och gått ut.",
                           "The use does not agree with last week's stock and what has come in and gone out."},
    [PLAUSIBLE_NEGATIVE_USE] = {"Lagret har ökat mer än det som kommit in. Saknas en leverans?",
                                "The stock has grown by more than has come in. Is a delivery missing?"},
    [PLAUSIBLE_UNCHANGED] = {"Samma lager och samma förbrukning i minst tre rapporter. Är lagret räknat på nytt?",
                             "The same stock and use in three reports or more. Has the stock been counted anew?"},
    [PLAUSIBLE_STOCK_JUMP] = {"Lagret har ökat utan någon angiven leverans. Har något kommit in?",
                              "The stock has grown without a stated delivery. Has something come in?"},
    [PLAUSIBLE_USE_AFTER_ZERO] = {"Ny förbrukning efter flera veckor utan. Stämmer den?",
                                  "New use after several weeks without any. Is it right?"},
    [PLAUSIBLE_EMPTY_NO_USE] = {"Inget lager och ingen förbrukning. Beror det på att artikeln saknas?",
                                "No stock and no use. Is that because the article is not to be had?"},
};
_Static_assert(sizeof question_texts / sizeof question_texts[0] == PLAUSIBLE_FLAG__COUNT, "one text per question");

const char *question_text(const char *code, bool english)
{
    for (size_t i = 0; i < PLAUSIBLE_FLAG__COUNT; i++)
        if (strcmp(plausible_name((enum plausible_flag)i), code) == 0)
            return english ? question_texts[i].en : question_texts[i].sv;
    return code;
}

static enum outcome list_questions(struct call *c, uint32_t flags, struct assessed_line *line)
{
    struct plausible_question questions[PLAUSIBLE_FLAG__COUNT];
    line->question_count = plausible_list(flags, questions);
    line->questions = ARENA_ARRAY(&c->arena, line->question_count, struct question_view);
    if (line->questions == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < line->question_count; i++)
        line->questions[i] = (struct question_view){
            .code = plausible_name(questions[i].flag),
            .field = (int)questions[i].field,
            .message_sv = question_texts[questions[i].flag].sv,
            .message_en = question_texts[questions[i].flag].en,
        };
    return OK;
}

/* --- lines --- */

struct cover_thresholds thresholds_of(const struct policy *policy)
{
    return (struct cover_thresholds){
        .acute_below_days = policy->acute_below_days,
        .red_below_days = policy->red_below_days,
        .yellow_below_days = policy->yellow_below_days,
        .grey_after_days = policy->grey_after_days,
    };
}

const char *rational_text(struct arena *arena, struct known_rational number, bool *failed)
{
    if (!number.known)
        return NULL;
    char text[RATIONAL_TEXT_CHARS];
    size_t length = rational_format(number.value, text);
    const char *copy = arena_copy(arena, text, length);
    if (copy == NULL)
        *failed = true;
    return copy;
}

struct maybe rational_centi(struct known_rational number)
{
    struct rational hundredths;
    if (!number.known || rational_multiply(number.value, rational_int(100), &hundredths) != OK)
        return (struct maybe){0};
    return maybe_known(rational_floor(hundredths));
}

enum outcome assess_line(struct call *c, const struct report_context *context, const struct status *status,
                         struct assessed_line *ret_line)
{
    const struct cover_thresholds thresholds = thresholds_of(&context->policy);
    struct status_now now;
    TRY(store_status_now(&c->arena, status, &thresholds, local_date(status->reported_at), &now));
    bool failed = false;
    *ret_line = (struct assessed_line){
        .article = status->article,
        .use_per_day = rational_text(&c->arena, status->use_per_day, &failed),
        .usable = rational_centi(now.usable),
        .wasted = status->wasted,
        .inbound = now.inbound,
        .runs_out_on = now.runs_out ? date_text(&c->arena, now.runs_out_on) : NULL,
    };
    if (failed || (now.runs_out && ret_line->runs_out_on == NULL))
        return TOO_LARGE;
    TRY(cover_view_of(&c->arena, &thresholds, now.cover, known_int(now.age_days), &ret_line->cover));
    return list_questions(c, status->flags, ret_line);
}

static bool has_line(const struct status *statuses, size_t count, const char *article)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(statuses[i].article, article) == 0)
            return true;
    return false;
}

enum outcome assess_report(struct call *c, const struct report_context *context, const struct status *statuses,
                           size_t count, struct assessment *ret_assessment)
{
    struct assessment assessment = {
        .lines = ARENA_ARRAY(&c->arena, count, struct assessed_line), .line_count = count, .complete = true};
    if (assessment.lines == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        TRY(assess_line(c, context, &statuses[i], &assessment.lines[i]));
    for (size_t i = 0; i < context->article_count; i++)
        if (context->articles[i].active && !has_line(statuses, count, context->articles[i].code))
            assessment.complete = false;
    *ret_assessment = assessment;
    return OK;
}
