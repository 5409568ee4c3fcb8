/* Header fields: framing, host, proxies, codings, languages, cookies. A field is a line "name:value"; the first two
 * lines are method and version. */
#include "fuzz.h"

/* The cookie's reader is nobody else's to call. */
#include "../../src/api/session.c" /* NOLINT */

#include "api/language.h"
#include "http/address.h"
#include "http/compress.h"
#include "http/guard.h"

enum { FIELDS_MAX = 110 };

static void read_value(const char *value)
{
    struct address_ranges ranges;
    struct address address, again;
    char token[TOKEN_CHARS + 1], shown[ADDRESS_CHARS];
    (void)guard_host_is_sound(value);
    (void)guard_host_is_listed(value, "fordela.example.org, [::1]");
    (void)guard_host_is_listed("a", value);
    (void)encodings_accepted(value);
    (void)language_is_english(value);
    if (address_last_hop(value, &address) == OK) {
        address_format(&address, shown);
        must(address_parse(shown, strlen(shown), &again) == OK && memcmp(&address, &again, sizeof again) == 0);
    }
    if (address_ranges_parse(value, &ranges) == OK)
        must(ranges.count <= ADDRESS_RANGES_MAX);
    if (find_token(value, "fordela_session", token))
        must(strlen(token) <= TOKEN_CHARS);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const struct limits limits = limits_default();
    struct header_field fields[FIELDS_MAX];
    struct framing framing = {.content_length = -2};
    char *text = text_of(bytes, length), *rest = text, *lines[2] = {text, text};
    int count = 0;
    for (int i = 0; i < 2 && rest != NULL; i++) {
        lines[i] = rest;
        rest = strchr(rest, '\n');
        if (rest != NULL)
            *rest++ = '\0';
    }
    while (rest != NULL && *rest != '\0' && count < FIELDS_MAX) {
        char *line = rest, *end = strchr(rest, '\n');
        rest = end != NULL ? end + 1 : NULL;
        if (end != NULL)
            *end = '\0';
        char *colon = strchr(line, ':');
        char *value = colon != NULL ? colon + 1 : line + strlen(line);
        if (colon != NULL)
            *colon = '\0';
        read_value(value);
        fields[count++] = (struct header_field){line, value, strlen(line), strlen(value)};
    }
    const struct request_head head = {.method = lines[0], .version = lines[1], .fields = fields, .field_count = count};
    int status = guard_check(&head, &limits, &framing);
    must(status == 0 || (status >= 400 && status <= 505));
    must(status != 0 || framing.content_length >= -1);
    must(status != 0 || !framing.chunked || framing.content_length == -1);
    free(text);
    return 0;
}
