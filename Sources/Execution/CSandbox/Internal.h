/// Shared by the files of this target only.
#ifndef SPINWIRE_CSANDBOX_INTERNAL_H
#define SPINWIRE_CSANDBOX_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "CSandbox.h"

#include <errno.h>
#include <stdint.h>

/// Each step returns 0 or -1 with `errno` set, and names itself in `report->step` before it can fail.
#define SPINWIRE_STEP(report, name) spinwire_begin_step((report), (name))

void spinwire_begin_step(struct spinwire_lock_in_report *report, const char *name);

int spinwire_arrange_descriptors(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report);
int spinwire_enter_private_root(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report);
int spinwire_become_user(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report);
int spinwire_enter_user_namespace(struct spinwire_lock_in_report *report);
int spinwire_drop_bounding_set(void);
int spinwire_drop_capabilities(struct spinwire_lock_in_report *report);
int spinwire_limit_resources(
    const struct spinwire_lock_in_plan *plan, uint64_t mapped_byte_count, struct spinwire_lock_in_report *report);
int spinwire_restrict_files(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report);
int spinwire_filter_system_calls(struct spinwire_lock_in_report *report);

/// Writes a whole short text to an existing file. Returns 0, or -1 with `errno`.
int spinwire_write_file(const char *path, const char *text);

/// Writes identity maps of one id each for the user namespace just entered.
int spinwire_write_identity_maps(uint32_t user, uint32_t group);

#endif
