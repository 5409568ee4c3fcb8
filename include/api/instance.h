/* Operations about this installation: health, metrics, version, the API document, the banner's facts. */
#ifndef FORDELA_API_INSTANCE_H
#define FORDELA_API_INSTANCE_H

#include "api/call.h"

extern const struct fields health_output, ready_output, version_output, instance_output;

enum outcome api_health(struct call *c);
enum outcome api_ready(struct call *c);
enum outcome api_metrics(struct call *c);
enum outcome api_version(struct call *c);
enum outcome api_openapi(struct call *c);
enum outcome api_instance(struct call *c);

#endif
