/// Included into an array; a name that this machine does not have is left out.
// Namespaces, mounts and roots.
#ifdef SYS_unshare
SYS_unshare,
#endif
#ifdef SYS_setns
SYS_setns,
#endif
#ifdef SYS_mount
SYS_mount,
#endif
#ifdef SYS_umount2
SYS_umount2,
#endif
#ifdef SYS_pivot_root
SYS_pivot_root,
#endif
#ifdef SYS_chroot
SYS_chroot,
#endif
#ifdef SYS_move_mount
SYS_move_mount,
#endif
#ifdef SYS_open_tree
SYS_open_tree,
#endif
#ifdef SYS_fsopen
SYS_fsopen,
#endif
#ifdef SYS_fsconfig
SYS_fsconfig,
#endif
#ifdef SYS_fsmount
SYS_fsmount,
#endif
#ifdef SYS_fspick
SYS_fspick,
#endif
#ifdef SYS_mount_setattr
SYS_mount_setattr,
#endif
#ifdef SYS_swapon
SYS_swapon,
#endif
#ifdef SYS_swapoff
SYS_swapoff,
#endif
#ifdef SYS_quotactl
SYS_quotactl,
#endif
#ifdef SYS_acct
SYS_acct,
#endif
// Other processes.
#ifdef SYS_ptrace
SYS_ptrace,
#endif
#ifdef SYS_process_vm_readv
SYS_process_vm_readv,
#endif
#ifdef SYS_process_vm_writev
SYS_process_vm_writev,
#endif
#ifdef SYS_kcmp
SYS_kcmp,
#endif
#ifdef SYS_process_madvise
SYS_process_madvise,
#endif
#ifdef SYS_pidfd_open
SYS_pidfd_open,
#endif
#ifdef SYS_pidfd_getfd
SYS_pidfd_getfd,
#endif
#ifdef SYS_pidfd_send_signal
SYS_pidfd_send_signal,
#endif
#ifdef SYS_perf_event_open
SYS_perf_event_open,
#endif
// Kernel facilities with a history of holes.
#ifdef SYS_bpf
SYS_bpf,
#endif
#ifdef SYS_userfaultfd
SYS_userfaultfd,
#endif
#ifdef SYS_io_uring_setup
SYS_io_uring_setup,
#endif
#ifdef SYS_io_uring_enter
SYS_io_uring_enter,
#endif
#ifdef SYS_io_uring_register
SYS_io_uring_register,
#endif
#ifdef SYS_keyctl
SYS_keyctl,
#endif
#ifdef SYS_add_key
SYS_add_key,
#endif
#ifdef SYS_request_key
SYS_request_key,
#endif
#ifdef SYS_seccomp
SYS_seccomp,
#endif
#ifdef SYS_modify_ldt
SYS_modify_ldt,
#endif
#ifdef SYS_personality
SYS_personality,
#endif
// Memory that no limit counts.
#ifdef SYS_memfd_create
SYS_memfd_create,
#endif
#ifdef SYS_memfd_secret
SYS_memfd_secret,
#endif
#ifdef SYS_shmget
SYS_shmget,
#endif
#ifdef SYS_shmat
SYS_shmat,
#endif
#ifdef SYS_shmctl
SYS_shmctl,
#endif
#ifdef SYS_semget
SYS_semget,
#endif
#ifdef SYS_semop
SYS_semop,
#endif
#ifdef SYS_semctl
SYS_semctl,
#endif
#ifdef SYS_msgget
SYS_msgget,
#endif
#ifdef SYS_msgsnd
SYS_msgsnd,
#endif
#ifdef SYS_msgrcv
SYS_msgrcv,
#endif
#ifdef SYS_mq_open
SYS_mq_open,
#endif
// Connections.
#ifdef SYS_socket
SYS_socket,
#endif
#ifdef SYS_connect
SYS_connect,
#endif
#ifdef SYS_bind
SYS_bind,
#endif
#ifdef SYS_listen
SYS_listen,
#endif
#ifdef SYS_accept
SYS_accept,
#endif
#ifdef SYS_accept4
SYS_accept4,
#endif
// The machine.
#ifdef SYS_reboot
SYS_reboot,
#endif
#ifdef SYS_kexec_load
SYS_kexec_load,
#endif
#ifdef SYS_kexec_file_load
SYS_kexec_file_load,
#endif
#ifdef SYS_init_module
SYS_init_module,
#endif
#ifdef SYS_finit_module
SYS_finit_module,
#endif
#ifdef SYS_delete_module
SYS_delete_module,
#endif
#ifdef SYS_iopl
SYS_iopl,
#endif
#ifdef SYS_ioperm
SYS_ioperm,
#endif
#ifdef SYS_syslog
SYS_syslog,
#endif
#ifdef SYS_sethostname
SYS_sethostname,
#endif
#ifdef SYS_setdomainname
SYS_setdomainname,
#endif
#ifdef SYS_settimeofday
SYS_settimeofday,
#endif
#ifdef SYS_clock_settime
SYS_clock_settime,
#endif
#ifdef SYS_clock_adjtime
SYS_clock_adjtime,
#endif
#ifdef SYS_adjtimex
SYS_adjtimex,
#endif
#ifdef SYS_vhangup
SYS_vhangup,
#endif
#ifdef SYS_sync
SYS_sync,
#endif
// Who one is.
#ifdef SYS_setuid
SYS_setuid,
#endif
#ifdef SYS_setgid
SYS_setgid,
#endif
#ifdef SYS_setreuid
SYS_setreuid,
#endif
#ifdef SYS_setregid
SYS_setregid,
#endif
#ifdef SYS_setresuid
SYS_setresuid,
#endif
#ifdef SYS_setresgid
SYS_setresgid,
#endif
#ifdef SYS_setgroups
SYS_setgroups,
#endif
#ifdef SYS_setfsuid
SYS_setfsuid,
#endif
#ifdef SYS_setfsgid
SYS_setfsgid,
#endif
#ifdef SYS_capset
SYS_capset,
#endif
// Files by handle, and attributes that take kernel memory.
#ifdef SYS_open_by_handle_at
SYS_open_by_handle_at,
#endif
#ifdef SYS_name_to_handle_at
SYS_name_to_handle_at,
#endif
#ifdef SYS_setxattr
SYS_setxattr,
#endif
#ifdef SYS_lsetxattr
SYS_lsetxattr,
#endif
#ifdef SYS_fsetxattr
SYS_fsetxattr,
#endif
#ifdef SYS_removexattr
SYS_removexattr,
#endif
#ifdef SYS_lremovexattr
SYS_lremovexattr,
#endif
#ifdef SYS_fremovexattr
SYS_fremovexattr,
#endif
#ifdef SYS_fanotify_init
SYS_fanotify_init,
#endif
#ifdef SYS_inotify_init
SYS_inotify_init,
#endif
#ifdef SYS_inotify_init1
SYS_inotify_init1,
#endif
