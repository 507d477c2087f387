#include "stratum/base/os/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stratum::os {
namespace {

ExitStatus status_of(int raw) {
    if (WIFSIGNALED(raw)) return {0, WTERMSIG(raw)};
    return {WEXITSTATUS(raw), 0};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

struct Prepared {
    const SpawnOptions& options;
    char* const* argv;
    char* const* envp;
    std::vector<std::pair<int, int>> descriptors;  // Number in the child, copy of ours above all numbers in use.
    int null;
    int report;
    pid_t parent;
};

// Between fork and exec: system calls only.
[[noreturn]] void become_child(const Prepared& p) {
    const auto fail = [&](int number) {
        (void)!::write(p.report, &number, sizeof number);
        ::_exit(127);
    };
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != p.parent) ::_exit(127);  // The parent was gone before the line above.
    // Everything closes at exec, also what we inherited ourselves below the numbers the child is to have; what dup2
    // puts into place afterwards stays open.
    ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    for (int standard = 0; standard < 3; ++standard)
        if (::dup2(p.null, standard) < 0) fail(errno);
    for (const auto& [number, copy] : p.descriptors)
        if (::dup2(copy, number) < 0) fail(errno);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    if (p.options.before_exec) {
        if (const int number = p.options.before_exec(); number != 0) fail(number);
    }
    ::execve(p.argv[0], p.argv, p.envp);
    fail(errno);
    ::_exit(127);
}

}  // namespace

std::string ExitStatus::text() const {
    if (signal == 0) return "ended with code " + std::to_string(code);
    return "was ended by signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

Process::~Process() {
    if (pid_ <= 0) return;
    kill();
    wait();
}

Process& Process::operator=(Process&& other) noexcept {
    if (this != &other) {
        if (pid_ > 0) kill(), wait();
        pid_ = std::exchange(other.pid_, -1);
    }
    return *this;
}

void Process::kill() const {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
}

ExitStatus Process::wait() {
    int raw = 0;
    while (::waitpid(pid_, &raw, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status_of(raw);
}

std::optional<ExitStatus> Process::poll() {
    if (pid_ <= 0) return std::nullopt;  // Else any child would be awaited.
    int raw = 0;
    if (::waitpid(pid_, &raw, WNOHANG) != pid_) return std::nullopt;
    pid_ = -1;
    return status_of(raw);
}

double Process::cpu_seconds() const {
    clockid_t clock{};
    timespec used{};
    if (pid_ <= 0 || ::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0.0;
    return static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
}

Result<Process> spawn(const SpawnOptions& options) {
    std::vector<std::string> arguments{options.executable};
    arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
    std::vector<std::string> environment = options.environment.value_or(std::vector<std::string>{});
    const std::vector<char*> argv = pointers(arguments);
    const std::vector<char*> envp = pointers(environment);

    int top = 3;
    for (const auto& [number, ours] : options.descriptors) top = std::max(top, number + 1);
    Fd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    if (!null) return system_error(errno, "cannot open /dev/null");
    STRATUM_TRY(Pipe report, make_pipe());
    // Copies above all target numbers, so that no dup2 in the child overwrites one that is still needed.
    std::vector<Fd> copies;
    const auto above = [&](int fd) -> int { return copies.emplace_back(::fcntl(fd, F_DUPFD_CLOEXEC, top)).get(); };
    Prepared prepared{options,   argv.data(),       options.environment ? envp.data() : environ,
                      {},        above(null.get()), above(report.write.get()),
                      ::getpid()};
    for (const auto& [number, ours] : options.descriptors) prepared.descriptors.emplace_back(number, above(ours));
    for (const Fd& copy : copies)
        if (!copy) return error(ErrorCode::io, "no more descriptors", "raise the limit of open files (ulimit -n)");

    const pid_t pid = ::fork();
    if (pid < 0) return system_error(errno, "cannot start a process");
    if (pid == 0) become_child(prepared);
    Process process{pid};
    copies.clear();
    report.write.reset();
    int number = 0;
    ssize_t got = 0;
    while ((got = ::read(report.read.get(), &number, sizeof number)) < 0 && errno == EINTR) {
    }
    if (got == sizeof number) return system_error(number, "cannot start " + options.executable);
    return process;
}

Result<ProgramOutput> run_program(const std::string& executable, const std::vector<std::string>& arguments) {
    STRATUM_TRY(Pipe pipe, make_pipe());
    const int end = pipe.write.get();
    STRATUM_TRY(Process process, spawn({executable, arguments, {{1, end}, {2, end}}, std::nullopt, nullptr}));
    pipe.write.reset();
    ProgramOutput result;
    std::array<char, 4096> block{};
    for (;;) {
        const ssize_t got = ::read(pipe.read.get(), block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        result.output.append(block.data(), static_cast<std::size_t>(got));
    }
    result.status = process.wait();
    return result;
}

std::string find_program(const std::string& name) {
    for (const char* folder : {"/usr/local/bin/", "/usr/bin/", "/bin/", "/opt/homebrew/bin/"}) {
        std::string path = folder + name;
        if (::access(path.c_str(), X_OK) == 0) return path;
    }
    return {};
}

}  // namespace stratum::os
