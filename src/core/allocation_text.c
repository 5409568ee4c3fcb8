/* The canonical texts of core/allocation.h. */
#include "core/allocation.h"

#include "core/week.h"

#include <stdlib.h>
#include <string.h>

#define INPUT_FORMAT "fordela-allocation-input/1"
#define RESULT_FORMAT "fordela-allocation-result/1"

static void write_cap(struct known_int cap, bool forgoes, struct text *out)
{
    if (cap.known)
        text_printf(out, " %lld %s", (long long)cap.value, forgoes ? "forgo" : "defer");
    else
        text_add(out, " - -");
}

void allocation_input_write(const struct allocation_input *input, struct text *out)
{
    text_printf(out,
                INPUT_FORMAT "\nrule %s\nproduct %s\nweek %s\nsource_doses %lld\npack_doses %lld\nvial_doses %lld\n"
                             "usable %d\nminimum_one_pack %d\nparked_stays %d\ndoses_under_key %lld\nregions %zu\n",
                ALLOCATION_RULE, input->product, input->week, (long long)input->source_doses,
                (long long)input->pack_doses, (long long)input->vial_doses, input->usable, input->minimum_one_pack,
                input->parked_stays, (long long)input->doses_under_key, input->count);
    for (size_t i = 0; i < input->count; i++) {
        const struct allocation_region *region = &input->regions[i];
        text_printf(out, "%s %lld %lld %lld %lld %lld", region->county, (long long)region->weight,
                    (long long)region->right_weight, (long long)region->balance_micro, (long long)region->parked_micro,
                    (long long)region->second_packs);
        write_cap(region->cap_packs, region->forgoes, out);
        text_add_char(out, '\n');
    }
}

void allocation_result_write(const struct allocation_result *result, struct text *out)
{
    static const char *const reasons[] = {[ACCOUNT_KEPT] = "kept",
                                          [ACCOUNT_OVER_CAP] = "over_cap",
                                          [ACCOUNT_CARRIED] = "carried",
                                          [ACCOUNT_KEY_CHANGED] = "key_changed"};
    _Static_assert(sizeof reasons / sizeof reasons[0] == ACCOUNT_REASON__COUNT, "one word per reason");
    text_printf(out,
                RESULT_FORMAT "\npacks %lld\nleft_doses %lld\nkey_sum %lld\nseconds %lld of %lld\nkey_packs %lld\n"
                              "surplus_packs %lld\ndoses_under_key %lld\nguard_used %d\npromise_kept %d\nregions %zu\n",
                (long long)result->packs, (long long)result->left_doses, (long long)result->key_sum,
                (long long)result->served_second_packs, (long long)result->committed_second_packs,
                (long long)result->key_packs, (long long)result->surplus_packs, (long long)result->doses_under_key,
                result->guard_used, result->promise_kept, result->count);
    for (size_t i = 0; i < result->count; i++) {
        const struct allocation_line *line = &result->lines[i];
        text_printf(out, "%s %lld %lld", line->county, (long long)line->weight, (long long)line->right_weight);
        text_printf(out, " %lld %lld", (long long)line->balance_before_micro, (long long)line->released_micro);
        text_printf(out, " %lld %lld", (long long)line->second_packs, (long long)line->second_short);
        write_cap(line->cap_packs, line->forgoes, out);
        text_printf(out, " %lld %lld", (long long)line->credit_micro, (long long)line->waived_micro);
        text_printf(out, " %lld %lld %lld %lld", (long long)line->rule_packs, (long long)line->key_packs,
                    (long long)line->advance_packs, (long long)line->packs);
        text_printf(out, " %lld %lld %lld", (long long)line->largest_remainder_packs, (long long)line->webster_packs,
                    (long long)line->weekly_packs);
        text_printf(out, " %lld %lld %lld %d %s\n", (long long)line->balance_micro,
                    (long long)line->parked_before_micro, (long long)line->parked_micro, line->minimum_refused,
                    reasons[line->reason]);
    }
}

/* --- back --- */

/* Words between blanks and line ends, one after the other. */
struct words {
    char *rest; /* a copy that is cut up */
    bool bad;
};

static const char *word(struct words *words)
{
    static const char separators[] = " \n";
    words->rest += strspn(words->rest, separators);
    char *found = words->rest;
    words->rest += strcspn(words->rest, separators);
    if (*words->rest != '\0')
        *words->rest++ = '\0';
    words->bad = words->bad || *found == '\0';
    return found;
}

static int64_t number(struct words *words)
{
    const char *text = word(words);
    char *end;
    long long value = strtoll(text, &end, 10); /* what it forgives, the comparison of the bytes does not */
    words->bad = words->bad || *end != '\0';
    return value;
}

static int64_t named_number(struct words *words)
{
    word(words);
    return number(words);
}

static void read_region(struct words *words, struct allocation_region *region)
{
    const char *county = word(words);
    if (strlen(county) != ALLOCATION_COUNTY_CHARS) {
        words->bad = true;
        return;
    }
    memcpy(region->county, county, sizeof region->county);
    region->weight = number(words);
    region->right_weight = number(words);
    region->balance_micro = number(words);
    region->parked_micro = number(words);
    region->second_packs = number(words);
    if (*words->rest == '-') {
        word(words);
        word(words);
        return;
    }
    region->cap_packs = known_int(number(words));
    region->forgoes = strcmp(word(words), "forgo") == 0;
}

static bool is_product(const char *text)
{
    size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    return length >= 1 && length <= ALLOCATION_PRODUCT_CHARS && text[length] == '\0';
}

enum outcome allocation_input_read(struct arena *arena, const char *text, size_t length,
                                   struct allocation_input *ret_input)
{
    struct words words = {.rest = arena_copy(arena, text, length)};
    struct allocation_region *regions = ARENA_ARRAY(arena, ALLOCATION_MAX_REGIONS, struct allocation_region);
    struct allocation_input input = {.regions = regions};
    int64_t monday;
    if (words.rest == NULL || regions == NULL)
        return BROKEN;
    for (int i = 0; i < 5; i++)
        word(&words); /* format, "rule", its two words, "product" */
    input.product = word(&words);
    word(&words);
    input.week = word(&words);
    input.source_doses = named_number(&words);
    input.pack_doses = named_number(&words);
    input.vial_doses = named_number(&words);
    input.usable = named_number(&words) != 0;
    input.minimum_one_pack = named_number(&words) != 0;
    input.parked_stays = named_number(&words) != 0;
    input.doses_under_key = named_number(&words);
    int64_t count = named_number(&words);
    if (words.bad || count < 1 || count > ALLOCATION_MAX_REGIONS || !is_product(input.product) ||
        week_parse(input.week, &monday) != OK)
        return INVALID;
    input.count = (size_t)count;
    for (size_t i = 0; i < input.count && !words.bad; i++)
        read_region(&words, &regions[i]);
    if (words.bad)
        return INVALID;
    AUTO_TEXT again = text_open(length + 1);
    allocation_input_write(&input, &again);
    if (text_failed(&again) || again.length != length || memcmp(again.bytes, text, length) != 0)
        return INVALID;
    *ret_input = input;
    return OK;
}
