/* Where jansson takes its memory from: while a thread reads a body, from one block of that thread's, which is free
 * again when the tree is. Hundreds of small allocations a body cost more than reading it. */
#ifndef FORDELA_API_JSON_MEMORY_H
#define FORDELA_API_JSON_MEMORY_H

/* Once per process, before jansson is used. */
void json_memory_install(void);

/* From here to json_memory_end the calling thread's trees come from its block (what does not fit, from malloc). All of
 * them must be gone at the end. */
void json_memory_begin(void);
void json_memory_end(void);

#endif
