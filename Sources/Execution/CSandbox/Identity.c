#include "Internal.h"

#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int spinwire_drop_bounding_set(void) {
    for (unsigned long capability = 0; capability <= CAP_LAST_CAP; capability += 1) {
        int is_set = prctl(PR_CAPBSET_READ, capability, 0, 0, 0);
        // A kernel older than these headers knows fewer capabilities and says EINVAL.
        if (is_set < 0) break;
        if (is_set == 1 && prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) return -1;
    }
    return 0;
}

int spinwire_become_user(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report) {
    if (plan->user != UINT32_MAX && geteuid() == 0) {
        // Dropping needs a capability that setuid takes away: afterwards it would fail without a word.
        SPINWIRE_STEP(report, "bounding set");
        if (spinwire_drop_bounding_set() != 0) return -1;
        SPINWIRE_STEP(report, "become user");
        if (setgroups(0, NULL) != 0) return -1;
        if (setresgid(plan->group, plan->group, plan->group) != 0) return -1;
        if (setresuid(plan->user, plan->user, plan->user) != 0) return -1;
        report->features |= SPINWIRE_FEATURE_OWN_USER;
    }
    // Becoming someone else makes /proc/self belong to root, and the id maps below are written there.
    if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0) return -1;
    // The zygote is the parent for as long as this process lives. Clearing happens on setuid, so this comes
    // after it; where the zygote is pid 1 of a namespace its death suffices.
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

int spinwire_write_identity_maps(uint32_t user, uint32_t group) {
    char map[64];
    // Without this an unprivileged process may not map its group.
    if (spinwire_write_file("/proc/self/setgroups", "deny") != 0 && errno != ENOENT) return -1;
    snprintf(map, sizeof map, "%u %u 1", user, user);
    if (spinwire_write_file("/proc/self/uid_map", map) != 0) return -1;
    snprintf(map, sizeof map, "%u %u 1", group, group);
    return spinwire_write_file("/proc/self/gid_map", map);
}

int spinwire_enter_user_namespace(struct spinwire_lock_in_report *report) {
    uint32_t user = geteuid();
    uint32_t group = getegid();
    // Capabilities of the zygote's namespace end here; what the new namespace gives is dropped below.
    SPINWIRE_STEP(report, "user namespace");
    if (user == 0 || unshare(CLONE_NEWUSER) != 0) return 0;
    SPINWIRE_STEP(report, "identity maps");
    if (spinwire_write_identity_maps(user, group) != 0) return -1;
    report->features |= SPINWIRE_FEATURE_USER_NAMESPACE;
    return 0;
}

int spinwire_drop_capabilities(struct spinwire_lock_in_report *report) {
    SPINWIRE_STEP(report, "no new privileges");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    SPINWIRE_STEP(report, "drop capabilities");
    // Fails only where there is no capability to drop with; the bounding set then stays, and the report
    // does not claim otherwise.
    int is_bounded = spinwire_drop_bounding_set() == 0;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) return -1;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct none[2];
    memset(none, 0, sizeof none);
    if (syscall(SYS_capset, &header, none) != 0) return -1;
    if (is_bounded) report->features |= SPINWIRE_FEATURE_NO_CAPABILITIES;
    return 0;
}

static int limit(__rlimit_resource_t resource, uint64_t soft, uint64_t hard) {
    struct rlimit current;
    if (getrlimit(resource, &current) != 0) return -1;
    // Nobody may raise a hard limit without a capability; a lower one set by the operator stays.
    if (current.rlim_max != RLIM_INFINITY && hard > current.rlim_max) hard = current.rlim_max;
    struct rlimit wanted = {.rlim_cur = soft < hard ? soft : hard, .rlim_max = hard};
    return setrlimit(resource, &wanted);
}

int spinwire_limit_resources(
    const struct spinwire_lock_in_plan *plan, uint64_t mapped_byte_count, struct spinwire_lock_in_report *report
) {
    struct rusage usage;
    SPINWIRE_STEP(report, "resource limits");
    if (getrusage(RUSAGE_SELF, &usage) != 0) return -1;
    uint64_t used_second_count = (uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec + 1;
    uint64_t address_space = mapped_byte_count + plan->address_space_byte_count_max;
    if (limit(RLIMIT_AS, address_space, address_space) != 0) return -1;
    // Pid 1 of a namespace ignores SIGXCPU; only the hard limit ends it.
    uint64_t cpu = used_second_count + plan->cpu_second_count_max;
    if (limit(RLIMIT_CPU, cpu, cpu) != 0) return -1;
    if (limit(RLIMIT_FSIZE, plan->file_byte_count_max, plan->file_byte_count_max) != 0) return -1;
    if (limit(RLIMIT_NPROC, plan->process_count_max, plan->process_count_max) != 0) return -1;
    if (limit(RLIMIT_NOFILE, plan->descriptor_count_max, plan->descriptor_count_max) != 0) return -1;
    if (limit(RLIMIT_CORE, 0, 0) != 0 || limit(RLIMIT_MEMLOCK, 0, 0) != 0) return -1;
    if (limit(RLIMIT_MSGQUEUE, 0, 0) != 0 || limit(RLIMIT_RTPRIO, 0, 0) != 0) return -1;
    report->features |= SPINWIRE_FEATURE_RESOURCE_LIMITS;
    return 0;
}
