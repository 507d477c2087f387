#pragma once

#include "stratum/base/os/fd.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace stratum::os {

/// How a process ended.
struct ExitStatus {
    int code = 0;    ///< As it said itself, when `signal` is 0.
    int signal = 0;  ///< What ended it otherwise.
    /// "ended with code 3", "was ended by signal 11 (Segmentation fault)".
    [[nodiscard]] std::string text() const;
};

/// A child process; killed and awaited when the owner goes. Not thread-safe.
class Process {
  public:
    Process() = default;
    explicit Process(pid_t pid) : pid_(pid) {}
    ~Process();
    Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
    Process& operator=(Process&& other) noexcept;

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] bool running() const { return pid_ > 0; }
    void kill() const;
    /// Waits for the end.
    ExitStatus wait();
    /// The end if it has come, without waiting.
    std::optional<ExitStatus> poll();
    /// Processor time used so far, in seconds; 0 when it cannot be told.
    [[nodiscard]] double cpu_seconds() const;

  private:
    pid_t pid_ = -1;
};

struct SpawnOptions {
    std::string executable;              ///< A path; no search.
    std::vector<std::string> arguments;  ///< Without the name of the program itself.
    /// Number in the child and descriptor of ours. Everything else is closed; 0, 1 and 2 that are not named are
    /// /dev/null.
    std::vector<std::pair<int, int>> descriptors;
    std::optional<std::vector<std::string>> environment;  ///< "NAME=value"; absent: ours.
    /// Runs in the child just before exec and may only make system calls, since other threads may have held locks at
    /// the fork. Returns 0 or the errno that makes the start fail.
    std::function<int()> before_exec;
};

/// Starts a program in a process group of its own (so that Ctrl-C reaches the parent only) that dies with the calling
/// thread. Errors: `not_found`, `permission_denied`, `io`.
[[nodiscard]] Result<Process> spawn(const SpawnOptions& options);

/// Runs a program to its end with nothing on its input. For tests and tools: output is kept in memory. Errors as
/// `spawn`.
struct ProgramOutput {
    ExitStatus status;
    std::string output;  ///< stdout and stderr.
};
[[nodiscard]] Result<ProgramOutput> run_program(const std::string& executable,
                                                const std::vector<std::string>& arguments);

/// The first of the usual folders for programs that has `name`; empty when none has. The environment is not asked.
[[nodiscard]] std::string find_program(const std::string& name);

}  // namespace stratum::os
