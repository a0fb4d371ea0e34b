#include "Internal.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

/// Copies are held above this number, so that no assignment overwrites another's source.
enum { HOLDING_DESCRIPTOR_MIN = 64, SPAWN_DESCRIPTOR_COUNT_MAX = 16 };

static int add_descriptors(posix_spawn_file_actions_t *actions, const int *held, int count) {
    for (int index = 0; index < count; index += 1) {
        if (held[index] < 0) continue;
        int error = posix_spawn_file_actions_adddup2(actions, held[index], index);
        if (error != 0) return error;
    }
    return posix_spawn_file_actions_addclosefrom_np(actions, count);
}

static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    // A service blocks and ignores signals for its own reasons; what it starts begins afresh.
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (error == 0) error = posix_spawnattr_setsigdefault(attributes, &all);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID;
    return error != 0 ? error : posix_spawnattr_setflags(attributes, flags);
}

static int spawn_held(
    const char *path, char *const arguments[], char *const environment[], const int *held, int count, pid_t *pid
) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) return error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = add_descriptors(&actions, held, count);
        if (error == 0) error = set_attributes(&attributes);
        if (error == 0) error = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int spinwire_spawn(
    const char *path, char *const arguments[], char *const environment[],
    const int *descriptors, int descriptor_count, int *pidfd
) {
    int held[SPAWN_DESCRIPTOR_COUNT_MAX];
    pid_t pid = 0;
    int error = 0;
    if (descriptor_count < 0 || descriptor_count > SPAWN_DESCRIPTOR_COUNT_MAX) return -EINVAL;
    for (int index = 0; index < descriptor_count; index += 1) {
        held[index] = -1;
        if (descriptors[index] < 0 || error != 0) continue;
        held[index] = fcntl(descriptors[index], F_DUPFD_CLOEXEC, HOLDING_DESCRIPTOR_MIN);
        if (held[index] < 0) error = errno;
    }
    if (error == 0) error = spawn_held(path, arguments, environment, held, descriptor_count, &pid);
    for (int index = 0; index < descriptor_count; index += 1) {
        if (held[index] >= 0) close(held[index]);
    }
    if (error != 0) return -error;
    // The caller is the parent and has not reaped yet, so the number cannot have been given to another.
    *pidfd = spinwire_pidfd_open(pid);
    if (*pidfd < 0) {
        error = *pidfd;
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        return error;
    }
    return pid;
}

int spinwire_pidfd_open(int pid) {
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0u);
    return pidfd >= 0 ? pidfd : -errno;
}

int spinwire_pidfd_signal(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0u) == 0 ? 0 : -errno;
}

int spinwire_pidfd_pid(int pidfd) {
    char path[64];
    char text[512];
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", pidfd);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    ssize_t count = read(file, text, sizeof text - 1);
    int saved = errno;
    close(file);
    if (count < 0) return -saved;
    text[count] = 0;
    const char *line = strstr(text, "\nPid:");
    if (line == NULL) return -EBADF;
    int pid = atoi(line + 5);
    return pid > 0 ? pid : -ESRCH;
}

int spinwire_pidfd_reap(int pidfd, int *exit_code, int *exit_signal) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    if (waitid((idtype_t)P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG) != 0) return -errno;
    if (info.si_pid == 0) return 0;
    *exit_code = info.si_code == CLD_EXITED ? info.si_status : -1;
    *exit_signal = info.si_code == CLD_EXITED ? 0 : info.si_status;
    return 1;
}
