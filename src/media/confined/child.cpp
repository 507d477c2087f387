#include "confined/child.hpp"

#include "confined/system_calls.hpp"
#include "ffmpeg_process.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <fcntl.h>
#include <thread>

namespace stratum::media {
namespace {

constexpr double kLongestAudio = 48.0 * 3600.0;  // What a child may claim to have come to.
constexpr int kMostFfmpegRuns = 16;              // Of one job; an honest one needs three.

constexpr const char* kNotItsFault =
    "the file is not at fault, and the next run tries it again; where memory is short, with fewer --jobs";

/// Signals that no instruction of a program brings about: somebody else ended it, such as a kernel short of memory.
bool is_from_outside(int signal) {
    return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
}

os::Fd copy_of(const os::Fd& fd) { return os::Fd{::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3)}; }

}  // namespace

Result<Child> Child::start(const ChildPool::Options& options) {
    STRATUM_TRY(auto ends, os::make_socket_pair());
    os::SpawnOptions spawn;
    spawn.executable = options.executable;
    spawn.arguments = options.arguments;
    spawn.descriptors = {{0, ends.second.get()}};
    // A child that parses hostile bytes shall not write on a person's terminal; a sanitizer's report shall be seen.
    if (kRelaxed) spawn.descriptors.emplace_back(2, 2);
    STRATUM_TRY(os::Process process, os::spawn(spawn));
    return Child{std::move(process), Line{std::move(ends.first)}, options.limits};
}

Result<void> Child::give(ChildPool::Job job) {
    STRATUM_TRY(os::Fd file, os::open_regular_file(job.path));
    os::Fd copy = copy_of(file);
    if (!copy) return error(ErrorCode::io, "no more descriptors", "raise the limit of open files (ulimit -n)");
    std::vector<os::Fd> descriptors;
    descriptors.push_back(std::move(copy));
    line_.queue(MessageKind::job, to_cbor(JobMessage{job.name.empty() ? job.path : job.name, job.request}),
                std::move(descriptors));
    (void)line_.flush().ok();  // A child that has died meanwhile is met when its line is read.
    file_ = std::move(file);
    job_ = std::move(job);
    state_ = State::busy;
    last_sign_ = Clock::now();
    cpu_at_start_ = process_.cpu_seconds();
    position_ = 0.0;
    ffmpeg_runs_ = 0;
    return {};
}

std::optional<Child::Finished> Child::serve(bool readable, const Answer& answer) {
    if (!line_.flush()) return lose_contact();
    if (!readable) return std::nullopt;
    const auto open = line_.fill(false);
    for (;;) {
        const auto message = line_.next();
        if (!message) return lose(ErrorCode::crashed, "sent a message that breaks the protocol");
        if (!*message) break;
        last_sign_ = Clock::now();
        if (auto finished = understand(**message, answer)) return finished;
        if (state_ == State::gone) return std::nullopt;
    }
    if (!open || !*open) return lose_contact();
    return std::nullopt;
}

std::optional<Child::Finished> Child::understand(const Message& message, const Answer& answer) {
    if (message.kind == MessageKind::ready && state_ == State::starting) {
        state_ = State::idle;
        return std::nullopt;
    }
    if (state_ != State::busy) return lose(ErrorCode::crashed, "spoke out of turn");
    switch (message.kind) {
        case MessageKind::alive: {
            const auto alive = from_cbor<AliveMessage>(message.payload);
            if (!alive || !std::isfinite(alive->position))
                return lose(ErrorCode::crashed, "sent a message that breaks the protocol");
            position_ = std::clamp(alive->position, position_, kLongestAudio);
            return std::nullopt;
        }
        case MessageKind::question:
            line_.queue(MessageKind::answer, answer ? answer(*job_, message.payload) : Bytes{});
            break;
        case MessageKind::ffmpeg:
            run_ffmpeg(message.payload);
            break;
        case MessageKind::outcome: {
            auto outcome = from_cbor<OutcomeMessage>(message.payload);
            if (!outcome) return lose(ErrorCode::crashed, "sent a message that breaks the protocol");
            auto verdict = outcome->verdict.result();
            auto result = verdict ? Result<Bytes>{std::move(outcome->result)} : Result<Bytes>{Error{verdict.error()}};
            // What came of half a decoding is neither the recording nor a fault of the file.
            if (auto killed = end_of_ffmpegs(!result)) result = *std::move(killed);
            auto finished = finish(std::move(result));
            if (outcome->leaving) {
                state_ = State::gone;
                process_ = {};
            }
            return finished;
        }
        default:
            return lose(ErrorCode::crashed, "sent a message that breaks the protocol");
    }
    if (!line_.flush()) return lose_contact();
    return std::nullopt;
}

void Child::run_ffmpeg(std::span<const std::uint8_t> payload) {
    const auto request = from_cbor<FfmpegRequest>(payload);
    Result<FfmpegRun> run = error(ErrorCode::invalid_argument, "too many runs of ffmpeg for one file");
    if (!request)
        run = request.error();
    else if (++ffmpeg_runs_ <= kMostFfmpegRuns)
        run = start_ffmpeg(file_.get(), *request, {limits_.memory_bytes});
    std::vector<os::Fd> descriptors;
    Verdict verdict;
    if (run) {
        ffmpegs_.push_back(std::move(run->process));
        descriptors.push_back(std::move(run->pipes.output));
        descriptors.push_back(std::move(run->pipes.report));
    } else {
        verdict = Verdict::of(run.error());
    }
    line_.queue(MessageKind::ffmpeg_runs, to_cbor(verdict), std::move(descriptors));
}

std::optional<Error> Child::end_of_ffmpegs(bool failed) {
    // The kernel closes a pipe a moment before the end can be asked for, and a child that fails says so at once.
    for (int attempt = 0; attempt < (failed ? 50 : 1); ++attempt) {
        if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds{1});
        for (os::Process& ffmpeg : ffmpegs_)
            if (const auto status = ffmpeg.poll(); status && is_from_outside(status->signal))
                return error(ErrorCode::io,
                             "ffmpeg, which decoded this file, " + status->text() + ", perhaps for want of memory",
                             kNotItsFault);
        if (std::ranges::none_of(ffmpegs_, &os::Process::running)) break;
    }
    return std::nullopt;
}

std::optional<Child::Finished> Child::watch() {
    if (state_ != State::busy) return std::nullopt;
    const Seconds silent{std::chrono::duration<double>(Clock::now() - last_sign_).count()};
    if (silent > limits_.silence)
        return lose(ErrorCode::timeout,
                    "hung: no sign of life for " + format_fixed(limits_.silence.value(), 0) + " seconds");
    const double cpu = process_.cpu_seconds() - cpu_at_start_;
    if (cpu > limits_.cpu_grace.value() + limits_.cpu_per_second_of_audio * position_)
        return lose(ErrorCode::timeout, "took " + format_fixed(cpu, 0) +
                                            " seconds of processor time and was given up at " +
                                            format_duration(position_));
    return std::nullopt;
}

std::optional<Child::Finished> Child::finish(Result<Bytes> outcome) {
    ffmpegs_.clear();
    file_.reset();
    Finished finished{std::move(*job_), std::move(outcome)};
    job_.reset();
    state_ = State::idle;
    return finished;
}

/// The line is closed: find out how the process ended.
std::optional<Child::Finished> Child::lose_contact() {
    std::optional<os::ExitStatus> status;
    // The kernel closes the line a moment before the end can be asked for.
    for (int attempt = 0; attempt < 100 && !(status = process_.poll()); ++attempt)
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    std::string why = status ? status->text() : "closed its line";
    if (status && status->signal == SIGSYS) why = "tried what is forbidden to it (signal SIGSYS)";
    if (status && is_from_outside(status->signal))
        return lose(ErrorCode::io, why + (status->signal == SIGKILL ? ", perhaps for want of memory" : ""),
                    kNotItsFault);
    return lose(ErrorCode::crashed, why);
}

std::optional<Child::Finished> Child::lose(ErrorCode code, const std::string& why, const std::string& advice) {
    end_ = why;
    const bool was_busy = state_ == State::busy;
    process_ = {};  // Kills and awaits it, if it still runs.
    std::optional<Finished> finished;
    if (was_busy) finished = finish(error(code, "the confined process that read this file " + why, advice));
    ffmpegs_.clear();
    state_ = State::gone;
    return finished;
}

}  // namespace stratum::media
