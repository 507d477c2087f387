#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/media/source.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

/// Untrusted files are parsed in confined children: processes without network, that can open no file by name, with
/// limited memory, time and system calls. A child that dies costs the one file it was reading.
namespace stratum::media {

struct Limits {
    std::uint64_t memory_bytes = std::uint64_t{1} << 30;  ///< Of a child, and of an ffmpeg that reads for it.
    Seconds silence{30.0};                 ///< Wall time a child may take without a sign of life (`ParentLink::alive`).
    Seconds cpu_grace{60.0};               ///< Processor time that any file may take.
    double cpu_per_second_of_audio = 1.0;  ///< Beyond the grace and this share a file counts as hanging.
};

/// N children of the same program, each working on one file at a time; the parent's side. One thread, one poll loop.
class ChildPool {
  public:
    struct Options {
        std::string executable;              ///< This program.
        std::vector<std::string> arguments;  ///< What makes it a child, e.g. {"__hear"}.
        int jobs = 1;
        Limits limits;
    };
    struct Job {
        std::uint64_t id = 0;
        std::string path;    ///< Opened by the parent, handed to the child as a descriptor.
        Bytes request;       ///< For the handler.
        std::string name{};  ///< For messages and for guessing; empty: the path.
    };
    /// All are called on the thread that runs the pool. `next` gives the next job or nothing when there are no more;
    /// `answer` answers what a child asks while it works; `done` receives the handler's bytes or the error that the
    /// file caused: `crashed` (with the signal), `timeout`, `not_found`, `permission_denied`, or what the handler
    /// returned.
    struct Callbacks {
        std::function<std::optional<Job>()> next;
        std::function<Bytes(const Job& job, std::span<const std::uint8_t> question)> answer;
        std::function<void(const Job& job, Result<Bytes> outcome)> done;
        std::function<void()> tick;  ///< Some five times a second, for progress lines.
    };

    /// Errors: `internal` when no child can be started.
    static Result<ChildPool> start(Options options);
    ~ChildPool();
    ChildPool(ChildPool&&) noexcept;
    ChildPool& operator=(ChildPool&&) noexcept;

    /// Returns when every job is done. When `stop` is requested the children are ended at once and the error is
    /// `cancelled`.
    Result<void> run(const Callbacks& callbacks, const std::stop_token& stop);

  private:
    struct State;
    explicit ChildPool(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// A child's line to its parent.
class ParentLink {
  public:
    virtual ~ParentLink() = default;
    /// Asks and waits for the answer. Errors: `io` when the parent is gone.
    virtual Result<Bytes> ask(std::span<const std::uint8_t> question) = 0;
    /// Tells that work goes on, and how far in the audio; call it every few seconds of audio.
    virtual void alive(Seconds position) = 0;
};

/// What a child does with one file.
using Handler = std::function<Result<Bytes>(Source& source, std::span<const std::uint8_t> request, ParentLink& parent)>;

/// The whole life of a child: confines itself, then serves files until the parent closes the line, which is its
/// standard input. Returns the exit code. A handler that runs out of memory gives `crashed` for its file.
int serve_confined(const Handler& handler, const Limits& limits);

/// What this machine offers for confinement; what is missing is done without.
struct ConfinementStatus {
    int landlock_abi = 0;  ///< 0: none; the system call filter still refuses to open files.
    bool system_call_filter = false;
    bool network_namespace = false;
    bool relaxed = false;  ///< A sanitizer build: no limit of memory, a looser filter.
    std::string ffmpeg;    ///< The program for formats that are not read in process; empty: none found.
};

template <class V>
void describe(V& v, ConfinementStatus& x) {
    v.field("landlock_abi", x.landlock_abi);
    v.field("system_call_filter", x.system_call_filter);
    v.field("network_namespace", x.network_namespace);
    v.field("relaxed", x.relaxed);
    v.field("ffmpeg", x.ffmpeg);
}

/// Starts a short-lived process to find out.
[[nodiscard]] ConfinementStatus confinement_status();

}  // namespace stratum::media
