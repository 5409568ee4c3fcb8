/* Passwords that too many have had. */
#ifndef FORDELA_API_COMMON_PASSWORDS_H
#define FORDELA_API_COMMON_PASSWORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first 64 bits of the SHA-256 of each, in lower case, in ascending order; from src/api/common-passwords.txt. */
extern const uint64_t common_passwords[];
extern const size_t common_password_count;

/* Whether it is one of them (capitals or not), one or two characters only, or little more than a word that many begin
 * with. The password has at least two bytes. */
bool password_is_common(const char *password);

#endif
