#include "confined/sandbox.hpp"

#include "confined/landlock.hpp"
#include "confined/system_calls.hpp"
#include "stratum/base/os/process.hpp"
#include "stratum/media/confined.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stratum::media {
namespace {

int limit(int resource, std::uint64_t value) noexcept {
    const rlimit both{value, value};
    return ::setrlimit(static_cast<__rlimit_resource>(resource), &both) == 0 ? 0 : errno;
}

void leave_network() noexcept {
    // As root a network namespace of its own suffices; others need a user namespace around it, where that is allowed.
    if (::unshare(CLONE_NEWNET) != 0) (void)::unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

}  // namespace

Sandbox Sandbox::prepare(const SandboxRules& rules) {
    Sandbox out;
    out.rules_ = rules;
    out.landlock_ = make_landlock_rules(rules);
    out.filter_ = rules.runs_program ? filter_for_program() : filter_for_child();
    return out;
}

int Sandbox::apply() const noexcept {
    constexpr std::uint64_t kRoomForCode = std::uint64_t{4} << 30;  // Address space of libraries, stacks and reserves.
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    (void)::prctl(PR_SET_DUMPABLE, rules_.runs_program ? 1 : 0, 0, 0, 0);
    if (limit(RLIMIT_CORE, 0) != 0) return EPERM;
    if (!rules_.runs_program) leave_network();
    // Sanitizers reserve terabytes of address space and write their report where stderr points, perhaps a file.
    if (!kRelaxed || rules_.runs_program) {
        if (int code = limit(RLIMIT_FSIZE, 0); code != 0) return code;
        if (rules_.memory_bytes > 0) {
            if (int code = limit(RLIMIT_DATA, rules_.memory_bytes); code != 0) return code;
            if (int code = limit(RLIMIT_AS, rules_.memory_bytes + kRoomForCode); code != 0) return code;
        }
    }
    if (int code = limit(RLIMIT_NOFILE, 64); code != 0) return code;
    if (rules_.cpu_seconds > 0) {
        if (int code = limit(RLIMIT_CPU, rules_.cpu_seconds); code != 0) return code;
    }
    if (landlock_ && ::syscall(SYS_landlock_restrict_self, landlock_.get(), 0) != 0) return errno;
    sock_fprog program{static_cast<unsigned short>(filter_.size()), const_cast<sock_filter*>(filter_.data())};
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0 && errno != EINVAL && errno != ENOSYS)
        return errno;
    return 0;
}

ConfinementStatus confinement_status() {
    ConfinementStatus status;
    status.landlock_abi = landlock_abi();
    status.relaxed = kRelaxed;
    std::uint32_t action = SECCOMP_RET_KILL_PROCESS;
    status.system_call_filter = ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(::unshare(CLONE_NEWNET) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 ? 0 : 1);
    if (pid > 0) {
        os::Process probe{pid};
        status.network_namespace = probe.wait().code == 0;
    }
    status.ffmpeg = os::find_program("ffmpeg");
    return status;
}

}  // namespace stratum::media
