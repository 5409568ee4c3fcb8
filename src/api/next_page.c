/* The way to a list's next page: the address of this one, with its cursor moved on. */
#include "api/call.h"
#include "api/query.h"
#include "base/text.h"

#include <string.h>

enum { MOST_LINK_BYTES = 4000 };

static void add_escaped(struct text *out, const char *value)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (; *value != '\0'; value++)
        if (strchr(plain, *value) != NULL)
            text_add_char(out, *value);
        else
            text_printf(out, "%%%02X", (unsigned char)*value);
}

static void add_path(struct text *out, const struct call *c)
{
    int parameter = 0;
    for (const char *at = c->route->pattern; *at != '\0';)
        if (*at == '{') {
            add_escaped(out, c->parameters[parameter++]);
            at = strchr(at, '}') + 1;
        } else
            text_add_char(out, *at++);
}

enum outcome call_next_page(struct call *c, const char *cursor)
{
    if (cursor == NULL)
        return TOO_LARGE;
    AUTO_TEXT link = text_open(MOST_LINK_BYTES);
    add_path(&link, c);
    text_add(&link, "?cursor=");
    add_escaped(&link, cursor);
    const struct query_field *field;
    for (int i = 0; (field = query_field_at(c->route, i)) != NULL; i++)
        if (c->query[i] != NULL && strcmp(field->name, "cursor") != 0) {
            text_printf(&link, "&%s=", field->name);
            add_escaped(&link, c->query[i]);
        }
    c->next_link = text_failed(&link) ? NULL : arena_copy(&c->arena, link.bytes, link.length);
    return c->next_link != NULL ? OK : TOO_LARGE;
}
