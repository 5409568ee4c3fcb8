#include "http/guard.h"

#include <string.h>
#include <strings.h>

enum {
    BAD_REQUEST = 400,
    UNSUPPORTED_MEDIA_TYPE = 415,
    EXPECTATION_FAILED = 417,
    TOO_MANY_FIELDS = 431,
    NOT_IMPLEMENTED = 501,
    BAD_VERSION = 505
};

enum { LENGTH_DIGITS_MAX = 15, HOST_BYTES_MAX = 255 };

static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};

static bool is_letter_or_digit(char character)
{
    return (character >= '0' && character <= '9') || ((character | 0x20) >= 'a' && (character | 0x20) <= 'z');
}

static bool is_token(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\0' || (!is_letter_or_digit(text[i]) && strchr("!#$%&'*+-.^_`|~", text[i]) == NULL))
            return false;
    return length > 0;
}

static bool value_is_sound(const char *value, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f)
            return false;
    return true;
}

static bool named(const struct header_field *field, const char *name)
{
    return strlen(name) == field->name_length && strncasecmp(field->name, name, field->name_length) == 0;
}

/* Digits only, and few enough to count. */
static bool parse_length(const struct header_field *field, int64_t *ret_length)
{
    int64_t length = 0;
    if (field->value_length == 0 || field->value_length > LENGTH_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < field->value_length; i++) {
        if (field->value[i] < '0' || field->value[i] > '9')
            return false;
        length = length * 10 + (field->value[i] - '0');
    }
    *ret_length = length;
    return true;
}

/* What the fields say that decide where the request ends and whom it is for. */
struct found {
    const struct header_field *length, *coding, *host, *expect, *packing;
};

static bool keep_single(const struct header_field **place, const struct header_field *field)
{
    bool first = *place == NULL;
    *place = field;
    return first;
}

static int walk(const struct request_head *head, const struct limits *limits, struct found *found)
{
    size_t bytes = 0;
    if (head->field_count > limits->header_fields)
        return TOO_MANY_FIELDS;
    for (int i = 0; i < head->field_count; i++) {
        const struct header_field *field = &head->fields[i];
        bytes += field->name_length + field->value_length;
        if (bytes > limits->header_bytes)
            return TOO_MANY_FIELDS;
        if (!is_token(field->name, field->name_length) || !value_is_sound(field->value, field->value_length))
            return BAD_REQUEST;
        bool single = true;
        if (named(field, "Content-Length"))
            single = keep_single(&found->length, field);
        else if (named(field, "Transfer-Encoding"))
            single = keep_single(&found->coding, field);
        else if (named(field, "Host"))
            single = keep_single(&found->host, field);
        else if (named(field, "Expect"))
            single = keep_single(&found->expect, field);
        else if (named(field, "Content-Encoding"))
            single = keep_single(&found->packing, field);
        if (!single)
            return BAD_REQUEST;
    }
    return 0;
}

static int check_method(const char *method)
{
    if (!is_token(method, strlen(method)))
        return BAD_REQUEST;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (strcmp(method, methods[i]) == 0)
            return 0;
    return NOT_IMPLEMENTED;
}

static int check_body(const struct found *found, bool newest, struct framing *framing)
{
    if (found->coding != NULL) {
        if (found->length != NULL || !newest)
            return BAD_REQUEST;
        if (found->coding->value_length != strlen("chunked") || strcasecmp(found->coding->value, "chunked") != 0)
            return NOT_IMPLEMENTED;
        framing->has_body = framing->chunked = true;
        framing->content_length = -1;
        return 0;
    }
    if (found->length != NULL && !parse_length(found->length, &framing->content_length))
        return BAD_REQUEST;
    framing->has_body = framing->content_length > 0;
    return 0;
}

int guard_check(const struct request_head *head, const struct limits *limits, struct framing *ret_framing)
{
    struct found found = {0};
    struct framing framing = {0};
    bool newest = strcmp(head->version, "HTTP/1.1") == 0;
    if (!newest && strcmp(head->version, "HTTP/1.0") != 0)
        return BAD_VERSION;
    int status = walk(head, limits, &found);
    if (status == 0)
        status = check_body(&found, newest, &framing);
    if (status == 0)
        status = check_method(head->method);
    if (status != 0)
        return status;
    if (found.host != NULL ? !guard_host_is_sound(found.host->value) : newest)
        return BAD_REQUEST;
    if (found.expect != NULL && strcasecmp(found.expect->value, "100-continue") != 0)
        return EXPECTATION_FAILED;
    /* Nothing is unpacked here, so that nothing small becomes large. */
    if (framing.has_body && found.packing != NULL && strcasecmp(found.packing->value, "identity") != 0)
        return UNSUPPORTED_MEDIA_TYPE;
    framing.host = found.host != NULL ? found.host->value : NULL;
    *ret_framing = framing;
    return 0;
}

/* Length of the host part; -1 if it is none. */
static int host_part(const char *host)
{
    size_t length;
    if (*host == '[') {
        length = strspn(host + 1, "0123456789abcdefABCDEF:.") + 1;
        return length > 2 && host[length] == ']' ? (int)length + 1 : -1;
    }
    for (length = 0; is_letter_or_digit(host[length]) || (host[length] != '\0' && strchr("-._~", host[length]));)
        length++;
    return length > 0 ? (int)length : -1;
}

bool guard_host_is_sound(const char *host)
{
    int length = strlen(host) <= HOST_BYTES_MAX ? host_part(host) : -1;
    if (length < 0)
        return false;
    const char *port = host + length;
    return *port == '\0' || (*port == ':' && strlen(port) <= 6 && port[1 + strspn(port + 1, "0123456789")] == '\0');
}

bool guard_host_is_listed(const char *host, const char *list)
{
    int length = host_part(host);
    while (length > 0 && *list != '\0') {
        list += strspn(list, ", ");
        size_t listed = strcspn(list, ", ");
        if (listed == (size_t)length && strncasecmp(list, host, listed) == 0)
            return true;
        list += listed;
    }
    return false;
}
