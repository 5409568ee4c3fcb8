/* What the harnesses share: each is one function that takes any bytes and must neither crash, hang nor break what its
 * parser promises. libFuzzer calls it (make fuzz), and so does main.c with the kept inputs (make check). */
#ifndef FORDELA_TESTS_FUZZ_H
#define FORDELA_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* A promise of the parser. */
static inline void must(int promise)
{
    if (!promise)
        abort();
}

/* The bytes as text in a block of exactly its size, so that reading past the end is seen. To be freed. */
static inline char *text_of(const uint8_t *bytes, size_t length)
{
    char *text = malloc(length + 1);
    must(text != NULL);
    if (length > 0)
        memcpy(text, bytes, length);
    text[length] = '\0';
    return text;
}

#endif
