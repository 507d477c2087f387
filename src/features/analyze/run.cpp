#include "run.hpp"

#include "child_answers.hpp"
#include "hear.hpp"
#include "stratum/base/terminal_text.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace stratum::analyze {
namespace {

bool needs_audio(analysis::AnalyserSet set) {
    for (const auto id : analysis::kAllAnalysers)
        if (set.has(id) && analysis::info_of(id).needs_audio) return true;
    return false;
}

/// What a person should know of a file that could be read; empty for most.
std::string caution_of(const std::string& warning, bool silent) {
    std::string text = warning;
    if (silent) text += (text.empty() ? "" : "; ") + std::string{"is silent from beginning to end"};
    return text;
}

class Run {
  public:
    Run(library::Library& library, const std::vector<FoundFile>& files, const RunOptions& options, Output& output,
        const Terminal& out, Progress& progress, std::stop_token stop)
        : library_(library),
          files_(files),
          options_(options),
          output_(output),
          out_(out),
          progress_(progress),
          answers_(library, options.tempo_rules, options.tempo_range),
          slots_(files.size()),
          forward_(std::move(stop), [this] { stop_.request_stop(); }) {}

    Result<RunSummary> all() {
        STRATUM_TRY_VOID(compare());
        summary_.unchanged_left_out = summary_.unchanged > options_.most_unchanged;
        output_.begin();
        print_ready();
        if (!to_hear_.empty() && !stop_.stop_requested()) STRATUM_TRY_VOID(hear());
        // After an interruption files may be finished behind one that is not.
        for (; printed_ < slots_.size(); ++printed_) print(printed_);
        output_.end();
        out_.stream.flush();
        if (failure_) return *failure_;
        summary_.interrupted = stop_.stop_requested();
        return summary_;
    }

  private:
    enum class State : std::uint8_t { open, track, failed, printed };
    struct Slot {
        State state = State::open;
        Status status = Status::unchanged;
        Uuid file;
        std::optional<Error> error;
        std::optional<analysis::TempoPrior> prior;  ///< That the child was told.
    };

    /// Sorts out what needs no hearing.
    Result<void> compare() {
        for (std::size_t i = 0; i < files_.size() && !stop_.stop_requested(); ++i) {
            if (i % 64 == 0) progress_.checking(i, files_.size());
            STRATUM_TRY(const bool settled, options_.force ? Result<bool>{false} : compare(i));
            if (!settled) to_hear_.push_back(i);
        }
        return library_.settle();
    }

    Result<bool> compare(std::size_t i) {
        const FoundFile& found = files_[i];
        STRATUM_TRY(auto record, library_.find(found.path));
        Status status = Status::unchanged;
        if (!record || record->stat != found.stat) {
            STRATUM_TRY(auto renamed, library_.relink(found.path, found.stat));
            if (renamed) {
                record = std::move(renamed);
                status = Status::known;
            }
        }
        // The inode may change (a copy put back in place); size and time decide.
        if (record && record->stat.size == found.stat.size && record->stat.modified_ns == found.stat.modified_ns) {
            STRATUM_TRY(const auto prior, answers_.prior_of(record->content, {}));
            STRATUM_TRY(const auto all_missing, library_.missing(record->content, prior));
            const auto missing = all_missing & options_.wanted;
            if (needs_audio(missing)) return false;
            if (!missing.empty()) {
                STRATUM_TRY_VOID(library_.derive(record->content, missing, prior));
                status = Status::analysed;
            }
            settle(i, record->id, status, caution_of(record->warning, record->silent));
            return true;
        }
        STRATUM_TRY(auto known, library_.known_failure(found.path, found.stat, options_.circumstances));
        if (!known) return false;
        fail(i, std::move(*known));
        return true;
    }

    Result<void> hear() {
        STRATUM_TRY(
            auto pool,
            media::ChildPool::start(
                {.executable = options_.executable,
                 .arguments = child_arguments(options_.limits, options_.networks),
                 .jobs = std::min(options_.jobs, static_cast<int>(std::min<std::size_t>(to_hear_.size(), 1024))),
                 .limits = options_.limits}));
        progress_.start(to_hear_.size());
        HearRequest request{.force = options_.force, .tempo_range = options_.tempo_range, .wanted = {}};
        for (const auto id : analysis::kAllAnalysers)
            if (options_.wanted.has(id)) request.wanted.push_back(id);
        std::size_t next = 0;
        const media::ChildPool::Callbacks callbacks{
            .next = [&]() -> std::optional<media::ChildPool::Job> {
                if (next == to_hear_.size()) return {};
                const std::size_t i = to_hear_[next++];
                return media::ChildPool::Job{i, files_[i].path, to_cbor(request)};
            },
            .answer =
                [&](const media::ChildPool::Job& job, std::span<const std::uint8_t> question) {
                    const auto i = static_cast<std::size_t>(job.id);
                    return answers_.answer(files_[i].path, options_.wanted, question, slots_[i].prior);
                },
            .done = [&](const media::ChildPool::Job& job,
                        Result<Bytes> outcome) { done(static_cast<std::size_t>(job.id), std::move(outcome)); },
            .tick = [&] { progress_.tick(); }};
        auto ran = pool.run(callbacks, stop_.get_token());
        if (!ran && ran.error().code != ErrorCode::cancelled) return ran;
        return {};
    }

    void done(std::size_t i, Result<Bytes> outcome) {
        if (failure_) return;
        const FoundFile& found = files_[i];
        if (!outcome) {
            if (outcome.error().code == ErrorCode::cancelled) return;
            if (is_lasting(outcome.error().code))
                keep_or_stop(library_.record_failure(found.path, found.stat, outcome.error(), options_.circumstances));
            fail(i, std::move(outcome).error());
        } else {
            auto heard = heard_from(*outcome, found.path, found.stat);
            if (!heard)
                fail(i, std::move(heard).error());
            else
                keep(i, std::move(*heard));
        }
        print_ready();
        if (!out_.stream.good()) stop_.request_stop();  // nobody reads any more; the program says why at its end
    }

    void keep(std::size_t i, library::Heard heard) {
        heard.tempo_prior = slots_[i].prior;
        const auto recorded = library_.record(heard);
        if (!keep_or_stop(recorded)) return;
        const Seconds audio = heard.frames > 0 ? duration_of(heard.frames, heard.media.rate) : Seconds{};
        summary_.audio += audio;
        progress_.heard(audio);
        auto status = heard.parts.empty() ? Status::known : Status::analysed;
        if (heard.parts.empty()) {
            const auto missing = library_.missing(heard.content, heard.tempo_prior);
            if (!keep_or_stop(missing)) return;
            if (const auto wanted = *missing & options_.wanted; !wanted.empty()) {
                if (!keep_or_stop(library_.derive(heard.content, wanted, heard.tempo_prior))) return;
                status = Status::analysed;
            }
        }
        settle(i, recorded->file, status, caution_of(recorded->warning, recorded->silent));
    }

    /// A library that can not be written ends the run: what is heard from now on would be lost.
    template <class T>
    bool keep_or_stop(const Result<T>& result) {
        if (result) return true;
        if (!failure_) failure_ = result.error();
        stop_.request_stop();
        return false;
    }

    /// As with files that can not be read, `caution` is told in every run until the file is another.
    void settle(std::size_t i, const Uuid& file, Status status, const std::string& caution) {
        tell(status == Status::unchanged ? LogLevel::debug : LogLevel::info, i, name_of(status));
        slots_[i].state = State::track;
        slots_[i].status = status;
        slots_[i].file = file;
        ++(status == Status::analysed ? summary_.analysed
           : status == Status::known  ? summary_.known
                                      : summary_.unchanged);
        if (caution.empty()) return;
        ++summary_.warned;
        progress_.say("stratum: " + printable(files_[i].path) + ": warning: " + printable(caution));
    }

    void fail(std::size_t i, Error failure) {
        ++summary_.failed;
        tell(LogLevel::info, i, name_of(failure.code));
        progress_.heard(Seconds{});
        progress_.say("stratum: " + printable(files_[i].path) + ": " + printable(failure.text()));
        slots_[i].state = State::failed;
        slots_[i].error = std::move(failure);
    }

    void tell(LogLevel level, std::size_t i, std::string_view outcome) {
        if (!options_.log.logs(level)) return;
        progress_.erase();
        options_.log.log(level, "file",
                         {{"outcome", std::string{outcome}},
                          {"path", printable(files_[i].path)},
                          {"bytes", std::to_string(files_[i].stat.size)}});
    }

    void print_ready() {
        const std::size_t before = printed_;
        while (printed_ < slots_.size() && slots_[printed_].state != State::open) print(printed_++);
        if (printed_ != before) out_.stream.flush();
    }

    void print(std::size_t i) {
        Slot& slot = slots_[i];
        const State state = std::exchange(slot.state, State::printed);
        if (state == State::failed) {
            if (out_.is_terminal) progress_.erase();
            output_.failure(files_[i].path, *slot.error);
        } else if (state == State::track) {
            if (slot.status == Status::unchanged && summary_.unchanged_left_out) return;
            const auto view = view_of(i);
            if (out_.is_terminal) progress_.erase();
            if (!keep_or_stop(view)) return;
            output_.track(*view, slot.status);
            if (const auto& rhythm = view->report.rhythm; rhythm && rhythm->range_set_aside && rhythm->tempo)
                summary_.outside_range.push_back({files_[i].path, *rhythm->range_set_aside, rhythm->tempo->bpm});
        } else {
            slot.state = state;
        }
    }

    /// Another program that uses the library may have found the file's audio elsewhere meanwhile, and other audio here.
    Result<library::TrackView> view_of(std::size_t i) {
        auto view = library_.view(slots_[i].file);
        if (view || view.error().code != ErrorCode::not_found) return view;
        STRATUM_TRY(const auto record, library_.find(files_[i].path));
        return record ? library_.view(record->id) : std::move(view);
    }

    library::Library& library_;
    const std::vector<FoundFile>& files_;
    const RunOptions& options_;
    Output& output_;
    const Terminal& out_;
    Progress& progress_;

    ChildAnswers answers_;
    std::vector<Slot> slots_;
    std::vector<std::size_t> to_hear_;
    std::size_t printed_ = 0;
    RunSummary summary_;
    std::optional<Error> failure_;
    std::stop_source stop_;  ///< Requested from outside, or by a library or an output that can take no more.
    std::stop_callback<std::function<void()>> forward_;
};

}  // namespace

Result<RunSummary> run(library::Library& library, const std::vector<FoundFile>& files, const RunOptions& options,
                       Output& output, const Terminal& out, Progress& progress, std::stop_token stop) {
    return Run{library, files, options, output, out, progress, std::move(stop)}.all();
}

}  // namespace stratum::analyze
