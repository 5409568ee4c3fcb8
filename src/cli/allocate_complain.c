/* What `fordela allocate` says of what it was given: refusals, and notes that do not stop it. */
#include "allocate.h"

#include <stdarg.h>
#include <stdio.h>

static void complain(struct allocation_job *job, const char *format, va_list arguments)
{
    char line[1024];
    vsnprintf(line, sizeof line, format, arguments);
    if (job->complaint_count++ < ALLOCATE_COMPLAINTS_MAX)
        text_printf(&job->complaints, "fordela allocate: %s\n", line);
}

void allocate_refuse(struct allocation_job *job, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(job, format, arguments);
    va_end(arguments);
    job->refused = true;
}

void allocate_note(struct allocation_job *job, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(job, format, arguments);
    va_end(arguments);
}

void allocate_refuse_faults(struct allocation_job *job, const char *file, const struct dose_fault *faults, size_t count)
{
    static const char *const words[DOSE_FAULT__COUNT] = {
        [DOSE_FAULT_MALFORMED] = "is not understood",
        [DOSE_FAULT_NEGATIVE] = "is negative",
        [DOSE_FAULT_UNKNOWN_REFERENCE] = "names no region or product",
        [DOSE_FAULT_MISSING] = "is missing (missing is not zero)",
        [DOSE_FAULT_DUPLICATE] = "stands twice",
        [DOSE_FAULT_TOO_MANY] = "is more than is read",
    };
    for (size_t i = 0; i < count; i++)
        allocate_refuse(job, "%s: row %zu, column %zu: \"%.60s\" %s", file, faults[i].row + 1, faults[i].column + 1,
                        faults[i].value, words[faults[i].code]);
}
