#include "Internal.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "The system call filter knows x86-64 and arm64."
#endif

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif

/// What a Python program with numerical libraries does to its own memory, files, clocks, threads and
/// children. Everything else is absent (ENOSYS) or, where that says more, refused (EPERM).
static const int allowed[] = {
#include "AllowedSystemCalls.h"
};

/// Refused rather than absent: a reader of the program's log sees that somebody said no.
static const int refused[] = {
#include "RefusedSystemCalls.h"
};

enum {
    ALLOWED_COUNT = sizeof allowed / sizeof allowed[0],
    REFUSED_COUNT = sizeof refused / sizeof refused[0],
    INSTRUCTION_COUNT_MAX = 2 * (ALLOWED_COUNT + REFUSED_COUNT) + 80,
};

/// A filter under construction. The classic BPF machine has one accumulator and forward jumps only.
struct program {
    struct sock_filter instructions[INSTRUCTION_COUNT_MAX];
    unsigned short count;
};

static void add(struct program *program, struct sock_filter instruction) {
    program->instructions[program->count] = instruction;
    program->count += 1;
}

static void load(struct program *program, size_t offset) {
    add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset));
}

static void answer(struct program *program, unsigned value) {
    add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, value));
}

static void answer_if_equal(struct program *program, unsigned value, unsigned result) {
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
    answer(program, result);
}

static void answer_if_any_bit(struct program *program, unsigned bits, unsigned result) {
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1));
    answer(program, result);
}

/// Starts a block that is only run for one system call; `end_block` says where it ends.
static unsigned short begin_block(struct program *program, int number) {
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 0));
    return (unsigned short)(program->count - 1);
}

static void end_block(struct program *program, unsigned short start) {
    program->instructions[start].jf = (unsigned char)(program->count - start - 1);
}

static size_t argument(int index) {
    // The low half comes first on the little-endian machines this file admits.
    return offsetof(struct seccomp_data, args) + 8 * (size_t)index;
}

static const unsigned refuse = SECCOMP_RET_ERRNO | EPERM;

/// System calls whose arguments decide. Each block ends in an answer.
static void add_conditional_calls(struct program *program) {
    unsigned short block = begin_block(program, SYS_socketpair);
    load(program, argument(0));
    answer_if_equal(program, AF_UNIX, SECCOMP_RET_ALLOW);
    answer(program, SECCOMP_RET_ERRNO | EAFNOSUPPORT);
    end_block(program, block);

    block = begin_block(program, SYS_clone);
    load(program, argument(0));
    answer_if_any_bit(program,
        CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP,
        refuse);
    answer(program, SECCOMP_RET_ALLOW);
    end_block(program, block);

    // Typing into a terminal that is not one's own. There is none, and none can be opened; be sure.
    block = begin_block(program, SYS_ioctl);
    load(program, argument(1));
    answer_if_equal(program, TIOCSTI, refuse);
    answer_if_equal(program, TIOCLINUX, refuse);
    answer(program, SECCOMP_RET_ALLOW);
    end_block(program, block);

    block = begin_block(program, SYS_prctl);
    load(program, argument(0));
    static const unsigned harmless[] = {
        PR_SET_NAME, PR_GET_NAME, PR_SET_VMA, PR_GET_DUMPABLE, PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS, PR_CAPBSET_READ,
        PR_GET_PDEATHSIG, PR_GET_TIMERSLACK, PR_SET_NO_NEW_PRIVS, PR_GET_THP_DISABLE, PR_GET_TSC,
    };
    for (size_t index = 0; index < sizeof harmless / sizeof harmless[0]; index += 1) {
        answer_if_equal(program, harmless[index], SECCOMP_RET_ALLOW);
    }
    answer(program, refuse);
    end_block(program, block);
}

/// Without a PID namespace the process group is what keeps a job together: it must not be left.
static void add_group_rules(struct program *program, uint32_t features) {
    if (features & SPINWIRE_FEATURE_PID_NAMESPACE) return;
    answer_if_equal(program, SYS_setsid, refuse);
    answer_if_equal(program, SYS_setpgid, refuse);
}

int spinwire_filter_system_calls(struct spinwire_lock_in_report *report) {
    SPINWIRE_STEP(report, "system call filter");
    struct program program = {.count = 0};
    load(&program, offsetof(struct seccomp_data, arch));
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCHITECTURE, 1, 0));
    answer(&program, SECCOMP_RET_KILL_PROCESS);
    load(&program, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
    // The x32 calling convention reaches the same kernel functions under other numbers.
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, 0, 1));
    answer(&program, SECCOMP_RET_KILL_PROCESS);
#endif
    add_group_rules(&program, report->features);
    for (size_t index = 0; index < ALLOWED_COUNT; index += 1) {
        answer_if_equal(&program, (unsigned)allowed[index], SECCOMP_RET_ALLOW);
    }
    for (size_t index = 0; index < REFUSED_COUNT; index += 1) {
        answer_if_equal(&program, (unsigned)refused[index], refuse);
    }
    add_conditional_calls(&program);
    answer(&program, SECCOMP_RET_ERRNO | ENOSYS);
    struct sock_fprog filter = {.len = program.count, .filter = program.instructions};
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0u, &filter) != 0) return -1;
    report->features |= SPINWIRE_FEATURE_SYSTEM_CALL_FILTER;
    return 0;
}
