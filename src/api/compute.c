#include "api/compute.h"

#include "api/compute_problem.h"

#include <string.h>

static const struct compute_problem *const areas[] = {
    compute_apportion_problems, compute_ledger_problems,         compute_key_problems,
    compute_forecast_problems,  compute_forecast_table_problems, compute_forecast_goal_problems,
    compute_cover_problems,     compute_redistribute_problems,   compute_transport_problems,
    compute_gift_problems};

static const struct compute_problem *problem_at(size_t index)
{
    for (size_t area = 0; area < sizeof areas / sizeof areas[0]; area++)
        for (const struct compute_problem *problem = areas[area]; problem->name; problem++)
            if (index-- == 0)
                return problem;
    return NULL;
}

const char *api_compute_name(size_t index)
{
    const struct compute_problem *problem = problem_at(index);
    return problem ? problem->name : NULL;
}

const char *api_compute_about(size_t index)
{
    const struct compute_problem *problem = problem_at(index);
    return problem ? problem->about : NULL;
}

static const struct compute_problem *find_problem(const char *name, size_t length)
{
    const struct compute_problem *problem;
    for (size_t i = 0; (problem = problem_at(i)) != NULL; i++)
        if (strlen(problem->name) == length && memcmp(problem->name, name, length) == 0)
            return problem;
    return NULL;
}

/* What is asked: a problem and its input, or a refusal of the question itself. */
struct question {
    const struct compute_problem *problem;
    struct node *input;
    enum refusal_code refusal;
};

static enum outcome read_question(struct arena *arena, const char *name, const char *body, size_t length,
                                  struct question *ret_question)
{
    *ret_question = (struct question){.refusal = REFUSAL_BAD_JSON};
    struct node *root;
    enum outcome outcome = tree_read(arena, body, length, &root);
    if (outcome == INVALID)
        return OK;
    TRY(outcome);
    struct node *input = tree_get(root, "input"), *asked = tree_get(root, "problem");
    if (!input || root->count != (name ? 1 : 2) || (!name && !asked))
        return OK;
    if (name)
        ret_question->problem = find_problem(name, strlen(name));
    else if (asked->kind == NODE_TEXT)
        ret_question->problem = find_problem(asked->text, asked->length);
    ret_question->input = input;
    ret_question->refusal = ret_question->problem ? REFUSAL_NONE : REFUSAL_UNKNOWN_PROBLEM;
    return OK;
}

static enum outcome check_input(struct compute *compute, const struct question *question)
{
    const struct compute_problem *problem = question->problem;
    TRY(shape_check(compute->arena, &compute->refusals, problem->input, question->input));
    if (problem->form)
        TRY(problem->form(compute, question->input));
    if (compute->refusals.form.code == REFUSAL_NONE && problem->meaning)
        TRY(problem->meaning(compute, question->input));
    return OK;
}

/* Core's outcomes: TOO_LARGE is an exact result that does not fit, BROKEN a full arena; INVALID cannot be, the input is
 * checked. A run may still refuse by itself: what it put is then dropped. */
static enum outcome run(struct compute *compute, const struct question *question)
{
    enum outcome outcome = question->problem->run(compute, question->input);
    if (outcome == BROKEN)
        return TOO_LARGE;
    if (refusals_first(&compute->refusals).code == REFUSAL_NONE &&
        (outcome == TOO_LARGE || (outcome == OK && compute->overflow))) {
        compute->refusals.meaning = (struct refusal){.code = REFUSAL_OVERFLOW};
        return OK;
    }
    return outcome == INVALID ? BROKEN : outcome == TOO_LARGE ? OK : outcome;
}

static void put_error(struct text *out, enum refusal_code code, const char *field, size_t length)
{
    struct compute writer = {.out = out};
    text_printf(out, "{\"error\":{\"code\":\"%s\",\"field\":", refusal_name(code));
    compute_put_text(&writer, field, length);
    text_printf(out, ",\"message_sv\":\"%s\",\"message_en\":\"%s\"}}", refusal_message(code, false),
                refusal_message(code, true));
}

void api_compute_refuse_size(struct text *ret_result)
{
    put_error(ret_result, REFUSAL_TOO_LARGE, "", 0);
}

static enum outcome put_refusal(struct arena *arena, const struct node *input, struct refusal refusal, struct text *out)
{
    const char *field = refusal.code == REFUSAL_UNKNOWN_PROBLEM ? "problem" : "";
    size_t length = strlen(field);
    if (refusal.at)
        field = tree_pointer(arena, input, refusal.at, refusal.key, &length);
    if (!field)
        return TOO_LARGE;
    put_error(out, refusal.code, field, length);
    return OK;
}

enum outcome api_compute(struct arena *arena, const char *problem, const char *body, size_t length,
                         struct text *ret_result, bool *ret_refused)
{
    struct question question;
    TRY(read_question(arena, problem, body, length, &question));
    struct refusal refusal = {.code = question.refusal};
    AUTO_TEXT result = text_open(COMPUTE_MAX_RESULT_BYTES);
    if (refusal.code == REFUSAL_NONE) {
        struct compute compute = {.arena = arena, .out = &result};
        TRY(check_input(&compute, &question));
        if (refusals_first(&compute.refusals).code == REFUSAL_NONE)
            TRY(run(&compute, &question));
        refusal = refusals_first(&compute.refusals);
    }
    if (refusal.code != REFUSAL_NONE) {
        TRY(put_refusal(arena, question.input, refusal, ret_result));
    } else {
        if (text_failed(&result))
            return TOO_LARGE;
        text_add_bytes(ret_result, result.bytes, result.length);
    }
    if (text_failed(ret_result))
        return TOO_LARGE;
    *ret_refused = refusal.code != REFUSAL_NONE;
    return OK;
}
