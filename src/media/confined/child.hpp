#pragma once

#include "confined/line.hpp"
#include "stratum/base/os/process.hpp"
#include "stratum/media/confined.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace stratum::media {

/// One confined process as its parent sees it. It is starting, idle, busy with a job, or gone:
///
///     start -> (ready) -> idle <-> busy -> gone   (crash, limit, broken message: the job gets an error)
///
/// Not thread-safe.
class Child {
  public:
    enum class State : std::uint8_t { starting, idle, busy, gone };
    using Clock = std::chrono::steady_clock;
    using Answer = std::function<Bytes(const ChildPool::Job&, std::span<const std::uint8_t>)>;
    struct Finished {
        ChildPool::Job job;
        Result<Bytes> outcome;
    };

    /// Errors: as `os::spawn`.
    static Result<Child> start(const ChildPool::Options& options);
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] int fd() const { return line_.fd(); }
    [[nodiscard]] bool wants_to_send() const { return line_.has_output(); }

    /// Opens the job's file and hands it over. Errors, and the child stays idle: those of the file.
    Result<void> give(ChildPool::Job job);
    /// Sends and receives what there is. A finished job, if one has finished.
    std::optional<Finished> serve(bool readable, const Answer& answer);
    /// Ends a child that has been silent or has computed for too long.
    std::optional<Finished> watch();
    /// How it ended, once it is gone.
    [[nodiscard]] const std::string& end() const { return end_; }

  private:
    Child(os::Process process, Line line, const Limits& limits)
        : limits_(limits), process_(std::move(process)), line_(std::move(line)) {}
    std::optional<Finished> understand(const Message& message, const Answer& answer);
    void run_ffmpeg(std::span<const std::uint8_t> request);
    /// Why the job's outcome, which may be a failure, is not to be believed, if it is not.
    [[nodiscard]] std::optional<Error> end_of_ffmpegs(bool failed);
    std::optional<Finished> finish(Result<Bytes> outcome);
    static constexpr const char* kDamaged = "the file is probably damaged; the other files are not affected";
    std::optional<Finished> lose(ErrorCode code, const std::string& why, const std::string& advice = kDamaged);
    std::optional<Finished> lose_contact();

    Limits limits_;
    os::Process process_;
    Line line_;
    State state_ = State::starting;
    std::string end_;
    Clock::time_point last_sign_ = Clock::now();
    // Of the current job.
    std::optional<ChildPool::Job> job_;
    os::Fd file_;
    double cpu_at_start_ = 0.0;
    double position_ = 0.0;
    int ffmpeg_runs_ = 0;
    std::vector<os::Process> ffmpegs_;
};

}  // namespace stratum::media
