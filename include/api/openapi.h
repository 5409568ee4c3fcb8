/* The OpenAPI 3.1 document, made from the route rows and field tables. */
#ifndef FORDELA_API_OPENAPI_H
#define FORDELA_API_OPENAPI_H

/* The document as JSON text; the caller frees it. NULL without memory. */
char *openapi_document(const char *version);

#endif
