/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
#ifndef FORDELA_BASE_UTF8_H
#define FORDELA_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the sequence that begins at bytes, of which left remain; 0 if it is not a whole valid one. */
size_t utf8_length(const unsigned char *bytes, size_t left);

/* True if all of it is valid. */
bool utf8_valid(const char *bytes, size_t length);

#endif
