#include "Internal.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Above every number that is about to be assigned, so that no copy can overwrite another's source.
enum { HOLDING_DESCRIPTOR_MIN = 64, PLACE_COUNT = 5 };

int spinwire_arrange_descriptors(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report) {
    SPINWIRE_STEP(report, "descriptors");
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0) return -1;
    const int sources[PLACE_COUNT] = {
        nothing, plan->output_descriptor, plan->error_descriptor, plan->channel_descriptor, plan->status_descriptor,
    };
    int held[PLACE_COUNT];
    for (int place = 0; place < PLACE_COUNT; place += 1) {
        held[place] = fcntl(sources[place], F_DUPFD_CLOEXEC, HOLDING_DESCRIPTOR_MIN);
        if (held[place] < 0) return -1;
    }
    for (int place = 0; place < PLACE_COUNT; place += 1) {
        // What the program starts inherits its standard streams, never its channel.
        int flags = place < 3 ? 0 : O_CLOEXEC;
        if (dup3(held[place], place, flags) < 0) return -1;
    }
    if (syscall(SYS_close_range, (unsigned)PLACE_COUNT, ~0u, 0u) != 0) return -1;
    return 0;
}
