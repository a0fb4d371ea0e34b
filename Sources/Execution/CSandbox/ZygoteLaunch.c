#include "Internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// Keeps one capability, valid in the new user namespace only, across exec: the zygote needs it to give each
/// of its children namespaces of their own. Programs lose it in their lock-in.
static int keep_namespace_capability(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct data[2];
    memset(data, 0, sizeof data);
    data[0].permitted = 1u << CAP_SYS_ADMIN;
    data[0].effective = data[0].permitted;
    data[0].inheritable = data[0].permitted;
    if (syscall(SYS_capset, &header, data) != 0) return -1;
    return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN, 0, 0);
}

/// Prepares a new PID namespace for the next child, if that is granted.
static int prepare_namespaces(void) {
    uint32_t user = geteuid();
    uint32_t group = getegid();
    if (user == 0) {
        // Refused in a container without the capability; the zygote then finds out and reports it.
        (void)unshare(CLONE_NEWPID);
        return 0;
    }
    if (unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0) return 0;
    if (spinwire_write_identity_maps(user, group) != 0) return -1;
    return keep_namespace_capability();
}

/// Runs in the child: waits for its parent's word, so that no death of the parent goes unnoticed.
static void start_zygote(int control, int starter, char *const arguments[]) {
    char word;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) _exit(126);
    if (read(starter, &word, 1) != 1) _exit(126);
    int flags = fcntl(control, F_GETFD);
    if (flags < 0 || fcntl(control, F_SETFD, flags & ~FD_CLOEXEC) != 0) _exit(126);
    execv(arguments[0], arguments);
    dprintf(STDERR_FILENO, "spinwire: cannot start %s: %s\n", arguments[0], strerror(errno));
    _exit(127);
}

/// Waits until the zygote ends by itself, or ends it when nobody is left at the other end of the control socket.
static int supervise(int control, pid_t zygote, int pidfd) {
    struct pollfd watched[2] = {{.fd = pidfd, .events = POLLIN}, {.fd = control, .events = POLLRDHUP}};
    int status = 0;
    for (;;) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR) break;
        if (watched[0].revents != 0) break;
        if (watched[1].revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) {
            kill(zygote, SIGKILL);
            break;
        }
    }
    while (waitpid(zygote, &status, 0) < 0 && errno == EINTR) continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int launch(int control, char *const arguments[]) {
    int starter[2];
    if (pipe2(starter, O_CLOEXEC) != 0 || prepare_namespaces() != 0) {
        dprintf(STDERR_FILENO, "spinwire: cannot prepare the zygote: %s\n", strerror(errno));
        return 125;
    }
    pid_t zygote = fork();
    if (zygote < 0) {
        dprintf(STDERR_FILENO, "spinwire: cannot fork the zygote: %s\n", strerror(errno));
        return 125;
    }
    if (zygote == 0) {
        close(starter[1]);
        start_zygote(control, starter[0], arguments);
    }
    close(starter[0]);
    int pidfd = spinwire_pidfd_open(zygote);
    if (pidfd < 0 || write(starter[1], "s", 1) != 1) {
        kill(zygote, SIGKILL);
        waitpid(zygote, NULL, 0);
        return 125;
    }
    close(starter[1]);
    return supervise(control, zygote, pidfd);
}

/// Whether the calling process has one thread only; also true where that cannot be found out.
static int is_single_threaded(void) {
    DIR *threads = opendir("/proc/self/task");
    int count = 0;
    if (threads == NULL) return 1;
    for (struct dirent *entry = readdir(threads); entry != NULL; entry = readdir(threads)) {
        if (entry->d_name[0] != '.') count += 1;
    }
    closedir(threads);
    return count <= 1;
}

/// A process with threads may not enter a user namespace, and Swift's runtime may have started some. Its forked copy
/// has one; from there on only system calls are made, so that no lock of another thread is ever waited for.
static int launch_from_copy(int control, char *const arguments[]) {
    pid_t parent = getpid();
    int status = 0;
    pid_t copy = fork();
    if (copy < 0) return 125;
    if (copy == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent) _exit(125);
        _exit(launch(control, arguments));
    }
    close(control);
    while (waitpid(copy, &status, 0) < 0 && errno == EINTR) continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int spinwire_zygote_launch(int control, char *const arguments[]) {
    return is_single_threaded() ? launch(control, arguments) : launch_from_copy(control, arguments);
}
