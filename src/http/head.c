#include "http/head.h"

#include <microhttpd.h>
#include <string.h>
#include <strings.h>

static enum MHD_Result collect(void *context, enum MHD_ValueKind kind, const char *name, size_t name_length,
                               const char *value, size_t value_length)
{
    struct head *head = context;
    (void)kind;
    if (head->count < HEAD_FIELDS_MAX)
        head->fields[head->count] = (struct header_field){.name = name,
                                                          .value = value != NULL ? value : "",
                                                          .name_length = name_length,
                                                          .value_length = value != NULL ? value_length : 0};
    head->count++;
    return MHD_YES;
}

void head_collect(struct MHD_Connection *mhd, struct head *ret_head)
{
    ret_head->count = 0;
    (void)MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, collect, ret_head);
}

bool head_is_contiguous(struct MHD_Connection *mhd, const struct head *head, const char *method, const char *target,
                        size_t target_length, const char *version)
{
    enum { BLANK = 1, LINE_END = 2 };
    const char *end = version + strlen(version);
    if (method + strlen(method) + BLANK != target || target + target_length + BLANK != version)
        return false;
    for (int i = 0; i < head->count; i++) {
        const struct header_field *field = &head->fields[i];
        if (field->name != end + LINE_END)
            return false;
        end = field->value + field->value_length;
    }
    const union MHD_ConnectionInfo *size = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return size == NULL || end + 2 * LINE_END == method + size->header_size;
}

const char *head_value(const struct head *head, const char *name, int *ret_count)
{
    const char *first = NULL;
    int count = 0;
    for (int i = 0; i < head->count; i++)
        if (strcasecmp(head->fields[i].name, name) == 0 && count++ == 0)
            first = head->fields[i].value;
    if (ret_count != NULL)
        *ret_count = count;
    return first;
}

const char *head_last_value(const struct head *head, const char *name)
{
    for (int i = head->count; i > 0; i--)
        if (strcasecmp(head->fields[i - 1].name, name) == 0)
            return head->fields[i - 1].value;
    return NULL;
}
