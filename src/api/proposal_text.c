/* The canonical texts of a proposal: input and result. Changing a byte here changes every hash: then the format's
 * number goes up. */
#include "api/proposal_source.h"

#include <jansson.h>
#include <string.h>

#define INPUT_FORMAT "fordela-proposal-input/1"
#define RESULT_FORMAT "fordela-proposal-result/1"

static void write_policy(const struct proposal_policy *policy, struct text *out)
{
    char gain[RATIONAL_TEXT_CHARS];
    rational_format(policy->filters.min_gain_days, gain);
    text_printf(out,
                "\"policy\":{\"target_days\":%lld,\"red_below_days\":%lld,\"strict\":%s,\"min_packs\":%lld,"
                "\"min_gain_days\":\"%s\",\"ping_pong_weeks\":%lld,\"counterparties\":%lld,\"transport_days\":%lld,"
                "\"fewest_lanes\":%s}",
                (long long)policy->target_days, (long long)policy->red_below_days, policy->strict ? "true" : "false",
                (long long)policy->filters.min_packs_per_lane, gain, (long long)policy->filters.ping_pong_weeks,
                (long long)policy->maximum_counterparties, (long long)policy->transport_days,
                policy->goal == TRANSPORT_FEWEST_LANES ? "true" : "false");
}

static void write_articles(const struct proposal_source *source, struct text *out)
{
    text_add(out, ",\"articles\":[");
    for (size_t i = 0; i < source->input.article_count; i++) {
        const struct proposal_article *article = &source->input.articles[i];
        text_printf(out, "%s{\"code\":\"%s\",\"pack\":%lld,\"stands_in_for\":[", i > 0 ? "," : "",
                    source->articles[i].code, (long long)article->pack);
        for (size_t j = 0; j < article->stands_in_for_count; j++)
            text_printf(out, "%s%zu", j > 0 ? "," : "", article->stands_in_for[j]);
        text_add(out, "]}");
    }
    text_add_char(out, ']');
}

static void write_places(const struct proposal_source *source, struct text *out)
{
    text_add(out, ",\"places\":[");
    for (size_t i = 0; i < source->input.place_count; i++)
        text_printf(out, "%s[\"%s\",%lld,%lld]", i > 0 ? "," : "", source->places[i].code,
                    (long long)source->input.places[i].latitude, (long long)source->input.places[i].longitude);
    text_add_char(out, ']');
}

static void write_known(struct known_int number, struct text *out)
{
    if (number.known)
        text_add_int(out, number.value);
    else
        text_add(out, "null");
}

/* [stock, use, safety, give, receive, grey, received weeks ago, [[quantity, days] …], expiring] */
static void write_pair(const struct proposal_pair *pair, struct text *out)
{
    text_add_char(out, '[');
    write_known(pair->stock, out);
    if (pair->use_per_day.known) {
        char use[RATIONAL_TEXT_CHARS];
        rational_format(pair->use_per_day.value, use);
        text_printf(out, ",\"%s\"", use);
    } else
        text_add(out, ",null");
    text_printf(out, ",%lld,%d,%d,%d,", (long long)pair->safety_days, pair->may_give, pair->may_receive, pair->grey);
    write_known(pair->last_received_weeks_ago, out);
    text_add(out, ",[");
    for (size_t i = 0; i < pair->lot_count; i++)
        text_printf(out, "%s[%lld,%lld]", i > 0 ? "," : "", (long long)pair->lots[i].quantity,
                    (long long)pair->lots[i].days_to_expiry);
    text_printf(out, "],%lld]", (long long)pair->expiring);
}

void proposal_input_write(const struct proposal_source *source, struct text *out)
{
    text_printf(out, "{\"format\":\"%s\",\"county\":\"%s\",", INPUT_FORMAT, source->county);
    write_policy(&source->input.policy, out);
    write_articles(source, out);
    write_places(source, out);
    text_add(out, ",\"pairs\":[");
    size_t count = source->input.article_count * source->input.place_count;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_add_char(out, ',');
        write_pair(&source->input.pairs[i], out);
    }
    text_add(out, "]}");
}

/* --- back --- */

static int64_t member_int(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static int64_t element_int(const json_t *array, size_t index)
{
    return json_integer_value(json_array_get(array, index));
}

static enum outcome read_rational(const json_t *text, struct rational *ret_value)
{
    return json_is_string(text) ? rational_parse(json_string_value(text), json_string_length(text), ret_value) : BROKEN;
}

static enum outcome read_policy(const json_t *object, struct proposal_policy *ret_policy)
{
    *ret_policy = (struct proposal_policy){
        .target_days = member_int(object, "target_days"),
        .red_below_days = member_int(object, "red_below_days"),
        .strict = json_is_true(json_object_get(object, "strict")),
        .filters = {.min_packs_per_lane = member_int(object, "min_packs"),
                    .ping_pong_weeks = member_int(object, "ping_pong_weeks")},
        .maximum_counterparties = member_int(object, "counterparties"),
        .transport_days = member_int(object, "transport_days"),
        .goal = json_is_true(json_object_get(object, "fewest_lanes")) ? TRANSPORT_FEWEST_LANES : TRANSPORT_LEAST_KM,
    };
    return read_rational(json_object_get(object, "min_gain_days"), &ret_policy->filters.min_gain_days);
}

static enum outcome read_articles(const json_t *list, struct arena *arena, struct proposal_input *input)
{
    struct proposal_article *articles = ARENA_ARRAY(arena, json_array_size(list), struct proposal_article);
    if (articles == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *article = json_array_get(list, i), *below = json_object_get(article, "stands_in_for");
        size_t count = json_array_size(below), *indices = ARENA_ARRAY(arena, count, size_t);
        if (indices == NULL)
            return TOO_LARGE;
        for (size_t j = 0; j < count; j++)
            indices[j] = (size_t)element_int(below, j);
        articles[i] = (struct proposal_article){member_int(article, "pack"), indices, count};
    }
    input->articles = articles;
    input->article_count = json_array_size(list);
    return OK;
}

static enum outcome read_places(const json_t *list, struct arena *arena, struct proposal_input *input)
{
    struct proposal_place *places = ARENA_ARRAY(arena, json_array_size(list), struct proposal_place);
    if (places == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *place = json_array_get(list, i);
        places[i] = (struct proposal_place){element_int(place, 1), element_int(place, 2)};
    }
    input->places = places;
    input->place_count = json_array_size(list);
    return OK;
}

static struct known_int known_element(const json_t *array, size_t index)
{
    const json_t *value = json_array_get(array, index);
    return json_is_integer(value) ? known_int(json_integer_value(value)) : (struct known_int){0};
}

static enum outcome read_pair(const json_t *from, struct arena *arena, struct proposal_pair *ret_pair)
{
    const json_t *use = json_array_get(from, 1), *lots = json_array_get(from, 7);
    size_t count = json_array_size(lots);
    struct lot *list = ARENA_ARRAY(arena, count, struct lot);
    if (list == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct lot){element_int(json_array_get(lots, i), 0), element_int(json_array_get(lots, i), 1)};
    *ret_pair = (struct proposal_pair){
        .stock = known_element(from, 0),
        .safety_days = element_int(from, 2),
        .may_give = element_int(from, 3) != 0,
        .may_receive = element_int(from, 4) != 0,
        .grey = element_int(from, 5) != 0,
        .last_received_weeks_ago = known_element(from, 6),
        .expiring = element_int(from, 8),
        .lots = list,
        .lot_count = count,
    };
    if (!json_is_null(use)) {
        TRY(read_rational(use, &ret_pair->use_per_day.value));
        ret_pair->use_per_day.known = true;
    }
    return OK;
}

static enum outcome read_pairs(const json_t *list, struct arena *arena, struct proposal_input *input)
{
    size_t count = json_array_size(list);
    if (count != input->article_count * input->place_count)
        return BROKEN;
    struct proposal_pair *pairs = ARENA_ARRAY(arena, count, struct proposal_pair);
    if (pairs == NULL)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++)
        TRY(read_pair(json_array_get(list, i), arena, &pairs[i]));
    input->pairs = pairs;
    return OK;
}

static void close_json(json_t **root)
{
    json_decref(*root);
}

enum outcome proposal_input_read(const char *text, struct arena *arena, struct proposal_input *ret_input)
{
    __attribute__((cleanup(close_json))) json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    const char *format = json_string_value(json_object_get(root, "format"));
    if (format == NULL || strcmp(format, INPUT_FORMAT) != 0)
        return BROKEN;
    struct proposal_input input = {0};
    TRY(read_policy(json_object_get(root, "policy"), &input.policy));
    TRY(read_articles(json_object_get(root, "articles"), arena, &input));
    TRY(read_places(json_object_get(root, "places"), arena, &input));
    TRY(read_pairs(json_object_get(root, "pairs"), arena, &input));
    *ret_input = input;
    return OK;
}

/* --- result --- */

static void write_lines(char kind, const struct proposal_line *lines, size_t count, struct text *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct proposal_line *line = &lines[i];
        text_printf(out, "%c %zu %zu %zu %lld %lld %lld %d %d", kind, line->article, line->from, line->to,
                    (long long)line->packs, (long long)line->km, (long long)line->covers_for, (int)line->filter,
                    line->strict_holds);
        for (size_t lot = 0; lot < line->lot_count; lot++)
            text_printf(out, " %zu:%lld", line->lots[lot].lot, (long long)line->lots[lot].packs);
        text_printf(out, " +%lld\n", (long long)line->any_lot_packs);
    }
}

void proposal_result_write(const struct proposal_input *input, const struct proposal *result, struct text *out)
{
    text_printf(out, "%s %s\n", RESULT_FORMAT, PROPOSAL_ALGORITHM);
    size_t count = input->article_count * input->place_count;
    for (size_t i = 0; i < count; i++) {
        const struct proposal_position *position = &result->positions[i];
        text_printf(out, "P %lld %lld %lld %lld %lld %lld %lld %lld %lld\n", (long long)position->net_packs,
                    (long long)position->strict_net_packs, (long long)position->plain_net_packs,
                    (long long)position->baseline_net_packs, (long long)position->substitute_out_packs,
                    (long long)position->substitute_in_pieces, (long long)position->own_substitute_pieces,
                    (long long)position->to_safety_packs, (long long)position->to_target_packs);
    }
    write_lines('L', result->lines, result->line_count, out);
    write_lines('D', result->dropped, result->dropped_count, out);
    text_printf(out, "S %zu %zu %lld %zu %lld %lld\n", result->lane_count, result->lane_bound,
                (long long)result->result.pack_km, result->baseline.lanes, (long long)result->baseline.packs,
                (long long)result->baseline.pack_km);
}
