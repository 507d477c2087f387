#include "confined/system_calls.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <initializer_list>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stratum::media {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "system calls of this processor are not listed yet"
#endif

constexpr std::uint32_t kAllow = SECCOMP_RET_ALLOW;
constexpr std::uint32_t kKill = SECCOMP_RET_KILL_PROCESS;
constexpr std::uint32_t refuse(int number) { return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(number); }

/// Builds a filter from top to bottom; the first line that fits decides.
class Filter {
  public:
    Filter() {
        load(offsetof(seccomp_data, arch));
        add(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0);
        give(kKill);
        load(offsetof(seccomp_data, nr));
#if defined(__x86_64__)
        // The x32 calls have numbers of their own, which no list below would meet.
        add(BPF_JMP | BPF_JGE | BPF_K, 0x4000'0000U, 0, 1);
        give(kKill);
#endif
    }
    void on(std::initializer_list<long> calls, std::uint32_t action) {
        for (const long call : calls) {
            add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1);
            give(action);
        }
    }
    /// Decides by whether bits of an argument's lower half are set.
    void on_bits(long call, int argument, std::uint32_t bits, std::uint32_t if_set, std::uint32_t otherwise) {
        add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 4);
        load(static_cast<std::uint32_t>(offsetof(seccomp_data, args) + 8U * static_cast<unsigned>(argument)));
        add(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
        give(if_set);
        give(otherwise);
    }
    void on_equal(long call, int argument, std::uint32_t value, std::uint32_t if_equal, std::uint32_t otherwise) {
        add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 4);
        load(static_cast<std::uint32_t>(offsetof(seccomp_data, args) + 8U * static_cast<unsigned>(argument)));
        add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
        give(if_equal);
        give(otherwise);
    }
    std::vector<sock_filter> otherwise(std::uint32_t action) {
        give(action);
        return std::move(lines_);
    }

  private:
    void add(int code, std::uint32_t value, unsigned char yes, unsigned char no) {
        lines_.push_back({static_cast<unsigned short>(code), yes, no, value});
    }
    void load(std::size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset), 0, 0); }
    void give(std::uint32_t action) { add(BPF_RET | BPF_K, action, 0, 0); }
    std::vector<sock_filter> lines_;
};

/// New processes; threads are let through. glibc falls back from clone3, whose flags a filter can not see, to clone.
void no_new_processes(Filter& filter, std::uint32_t action) {
    filter.on_bits(__NR_clone, 0, CLONE_THREAD, kAllow, action);
    filter.on({__NR_clone3}, refuse(ENOSYS));
#ifdef __NR_fork
    filter.on({__NR_fork, __NR_vfork}, action);
#endif
}

void no_intrusion(Filter& filter, std::uint32_t action) {
    filter.on({__NR_socket, __NR_socketpair, __NR_connect, __NR_bind, __NR_listen, __NR_accept, __NR_accept4}, action);
    filter.on({__NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev, __NR_pidfd_getfd, __NR_kcmp}, action);
    filter.on({__NR_mount,
               __NR_umount2,
               __NR_pivot_root,
               __NR_chroot,
               __NR_unshare,
               __NR_setns,
               __NR_open_by_handle_at,
               __NR_bpf,
               __NR_perf_event_open,
               __NR_keyctl,
               __NR_add_key,
               __NR_request_key,
               __NR_init_module,
               __NR_finit_module,
               __NR_delete_module,
               __NR_kexec_load,
               __NR_reboot,
               __NR_swapon,
               __NR_userfaultfd,
               __NR_io_uring_setup,
               __NR_setuid,
               __NR_setgid,
               __NR_setresuid,
               __NR_setresgid,
               __NR_acct},
              action);
}

}  // namespace

std::vector<sock_filter> filter_for_child() {
    Filter filter;
    no_new_processes(filter, kKill);
    filter.on({__NR_execve, __NR_execveat}, kKill);
    no_intrusion(filter, kKill);
    filter.on({__NR_openat, __NR_openat2}, refuse(EACCES));
#ifdef __NR_open
    filter.on({__NR_open, __NR_creat}, refuse(EACCES));
#endif
    if (kRelaxed) return filter.otherwise(kAllow);

    filter.on({__NR_read, __NR_pread64, __NR_readv, __NR_write, __NR_writev, __NR_recvmsg, __NR_sendmsg, __NR_futex,
               __NR_munmap, __NR_madvise, __NR_brk, __NR_mremap, __NR_lseek, __NR_fstat, __NR_close, __NR_ppoll},
              kAllow);
    // Memory may be given and moved, never made executable.
    filter.on_bits(__NR_mmap, 2, PROT_EXEC, refuse(EPERM), kAllow);
    filter.on_bits(__NR_mprotect, 2, PROT_EXEC, refuse(EPERM), kAllow);
    // Signals and limits: its own only.
    filter.on_equal(__NR_tgkill, 0, static_cast<std::uint32_t>(::getpid()), kAllow, refuse(EPERM));
    filter.on_equal(__NR_prlimit64, 0, 0, kAllow, refuse(EPERM));
    // glibc asks for the facts of a descriptor by an empty path.
    filter.on_bits(__NR_newfstatat, 3, AT_EMPTY_PATH, kAllow, refuse(EACCES));
#ifdef __NR_poll
    filter.on({__NR_poll}, kAllow);
#endif
    filter.on({__NR_rt_sigaction,
               __NR_rt_sigprocmask,
               __NR_rt_sigreturn,
               __NR_sigaltstack,
               __NR_exit,
               __NR_exit_group,
               __NR_restart_syscall,
               __NR_set_robust_list,
               __NR_rseq,
               __NR_sched_yield,
               __NR_sched_getaffinity,
               __NR_getpid,
               __NR_gettid,
               __NR_getrandom,
               __NR_clock_gettime,
               __NR_clock_getres,
               __NR_clock_nanosleep,
               __NR_nanosleep,
               __NR_gettimeofday,
               __NR_getrusage,
               __NR_times,
               __NR_uname,
               __NR_sysinfo,
               __NR_getcpu,
               __NR_membarrier,
               __NR_fcntl,
               __NR_dup,
               __NR_dup3,
               __NR_getuid,
               __NR_geteuid,
               __NR_getgid,
               __NR_getegid},
              kAllow);
    return filter.otherwise(refuse(EPERM));
}

std::vector<sock_filter> filter_for_program() {
    Filter filter;
    no_new_processes(filter, refuse(EPERM));
    no_intrusion(filter, refuse(EPERM));
    return filter.otherwise(kAllow);
}

}  // namespace stratum::media
