#include "Internal.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void spinwire_begin_step(struct spinwire_lock_in_report *report, const char *name) {
    snprintf(report->step, sizeof report->step, "%s", name);
}

/// The address space of the calling process in bytes, or 0 where /proc cannot be read.
static uint64_t mapped_byte_count(void) {
    char text[64];
    int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return 0;
    ssize_t count = read(descriptor, text, sizeof text - 1);
    close(descriptor);
    if (count <= 0) return 0;
    text[count] = 0;
    unsigned long long pages = 0;
    if (sscanf(text, "%llu", &pages) != 1) return 0;
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/// Enters each namespace that is granted and notes which were.
static void enter_namespaces(struct spinwire_lock_in_report *report) {
    static const struct { int flag; uint32_t feature; } namespaces[] = {
        {CLONE_NEWNET, SPINWIRE_FEATURE_NETWORK_NAMESPACE},
        {CLONE_NEWIPC, SPINWIRE_FEATURE_IPC_NAMESPACE},
        {CLONE_NEWUTS, SPINWIRE_FEATURE_UTS_NAMESPACE},
        {CLONE_NEWCGROUP, SPINWIRE_FEATURE_CGROUP_NAMESPACE},
    };
    for (size_t index = 0; index < sizeof namespaces / sizeof namespaces[0]; index += 1) {
        if (unshare(namespaces[index].flag) == 0) report->features |= namespaces[index].feature;
    }
    if (report->features & SPINWIRE_FEATURE_UTS_NAMESPACE) {
        // A host name tells a program where it runs; losing the old one matters more than the new one.
        if (sethostname("spinwire", 8) != 0) report->features &= ~(uint32_t)SPINWIRE_FEATURE_UTS_NAMESPACE;
    }
}

/// The order is the point: what needs a capability comes first, the filter that forbids it all comes last.
static int lock_in(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report) {
    SPINWIRE_STEP(report, "plan");
    if (plan->size != sizeof *plan || plan->read_only_paths == NULL) {
        errno = EINVAL;
        return -1;
    }
    // umask and the working directory are the zygote's; a program gets neither.
    umask(022);
    uint64_t mapped = mapped_byte_count();
    if (spinwire_arrange_descriptors(plan, report) != 0) return -1;
    // A job is the first to go when memory runs out. Raising one's own score is always allowed, so a
    // failure only means that there is no /proc to write to.
    (void)spinwire_write_file("/proc/self/oom_score_adj", "1000");
    if (getpid() == 1) report->features |= SPINWIRE_FEATURE_PID_NAMESPACE;
    enter_namespaces(report);
    if (spinwire_enter_private_root(plan, report) != 0) return -1;
    if (spinwire_become_user(plan, report) != 0) return -1;
    if (spinwire_enter_user_namespace(report) != 0) return -1;
    // After the user namespace: processes are counted per (namespace, user), and the limit in force when
    // the namespace is made would bind the user's processes outside as well.
    if (spinwire_limit_resources(plan, mapped, report) != 0) return -1;
    if (spinwire_drop_capabilities(report) != 0) return -1;
    if (spinwire_restrict_files(plan, report) != 0) return -1;
    return spinwire_filter_system_calls(report);
}

int spinwire_lock_in(const struct spinwire_lock_in_plan *plan, struct spinwire_lock_in_report *report) {
    memset(report, 0, sizeof *report);
    if (lock_in(plan, report) != 0) {
        report->error = errno != 0 ? errno : EINVAL;
        return -1;
    }
    uint32_t missing = plan->features_required & ~report->features;
    if (missing != 0) {
        char names[40];
        spinwire_feature_names(missing, names, sizeof names);
        snprintf(report->step, sizeof report->step, "require %.38s", names);
        report->error = ENOTSUP;
        return -1;
    }
    report->step[0] = 0;
    return 0;
}

int spinwire_pid_namespace_begin(void) { return unshare(CLONE_NEWPID) == 0 ? 0 : -errno; }

int spinwire_pid_namespace_end(int own) { return setns(own, CLONE_NEWPID) == 0 ? 0 : -errno; }

void spinwire_feature_names(uint32_t features, char *names, size_t capacity) {
    static const char *const all[] = {
        "user-namespace", "pid-namespace", "private-root", "network-namespace", "ipc-namespace",
        "uts-namespace", "cgroup-namespace", "own-user", "landlock-files", "landlock-signals",
        "system-call-filter", "resource-limits", "private-scratch", "no-capabilities",
    };
    size_t used = 0;
    if (capacity == 0) return;
    names[0] = 0;
    for (size_t index = 0; index < sizeof all / sizeof all[0]; index += 1) {
        if ((features & (1u << index)) == 0) continue;
        int added = snprintf(names + used, capacity - used, "%s%s", used == 0 ? "" : ",", all[index]);
        if (added < 0 || (size_t)added >= capacity - used) return;
        used += (size_t)added;
    }
}
