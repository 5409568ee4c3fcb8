#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* No bit of these is set in eight bytes of ASCII. */
#define ASCII_ONLY UINT64_C(0x8080808080808080)

size_t utf8_length(const unsigned char *bytes, size_t left)
{
    /* The second byte's bounds exclude overlong forms, surrogates and what lies beyond U+10FFFF. */
    unsigned char first = left > 0 ? bytes[0] : 0xff, low = 0x80, high = 0xbf;
    size_t length;
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        length = 2;
    else if (first >= 0xe0 && first <= 0xef)
        length = 3;
    else if (first >= 0xf0 && first <= 0xf4)
        length = 4;
    else
        return 0;
    if (length > left)
        return 0;
    if (first == 0xe0)
        low = 0xa0;
    else if (first == 0xed)
        high = 0x9f;
    else if (first == 0xf0)
        low = 0x90;
    else if (first == 0xf4)
        high = 0x8f;
    if (bytes[1] < low || bytes[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

bool utf8_valid(const char *bytes, size_t length)
{
    const unsigned char *at = (const unsigned char *)bytes;
    while (length > 0) {
        uint64_t eight;
        if (length >= sizeof eight && (memcpy(&eight, at, sizeof eight), (eight & ASCII_ONLY) == 0)) {
            at += sizeof eight;
            length -= sizeof eight;
            continue;
        }
        size_t step = utf8_length(at, length);
        if (step == 0)
            return false;
        at += step;
        length -= step;
    }
    return true;
}
