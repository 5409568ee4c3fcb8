#include "api/browser.h"

#include <stddef.h>
#include <string.h>

/* In this order: most say that they are like one of those further down. */
static const struct {
    const char *word, *family;
} families[] = {
    {"Edg", "Edge"},       {"OPR/", "Opera"},       {"SamsungBrowser/", "Samsung Internet"},
    {"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"}, {"CriOS/", "Chrome"},
    {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
};

const char *browser_family(const char *user_agent)
{
    for (size_t i = 0; user_agent != NULL && i < sizeof families / sizeof families[0]; i++)
        if (strstr(user_agent, families[i].word) != NULL)
            return families[i].family;
    return "";
}
