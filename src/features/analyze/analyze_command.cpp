#include "audio_names.hpp"
#include "commands.hpp"
#include "input_list.hpp"
#include "output_options.hpp"
#include "progress.hpp"
#include "run.hpp"
#include "scan.hpp"
#include "stratum/base/os/process.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/networks.hpp"
#include "wanted_parts.hpp"

#include <algorithm>
#include <thread>

namespace stratum::analyze {
namespace {

constexpr std::int64_t kMostJobs = 1024;
constexpr std::int64_t kLeastMemory = 128;  ///< MiB; a three-minute file takes less.
constexpr std::size_t kMostOutside = 5;     ///< Files named whose tempo lies outside of the range.
constexpr std::size_t kMostListed = 1000;   ///< Unchanged files that the table still lists.

std::string counted(std::size_t number, std::string_view one, std::string_view many) {
    return std::to_string(number) + " " + std::string{number == 1 ? one : many};
}

class AnalyzeCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "analyze",
                .summary = "hear files and folders of music, keep and print what was heard",
                .details =
                    "Folders are searched with all their folders for files with the names of audio and video. A file "
                    "that is\n"
                    "named by itself is read whatever its name. Hidden names are passed over.\n\n"
                    "Each file is kept in the library as it is finished: a run that was interrupted goes on where it "
                    "stood.\n"
                    "Files whose size and time have not changed are skipped; files that were renamed, moved or "
                    "re-tagged are\n"
                    "recognised by their audio.\n\n"
                    "Where half and double tempo are heard about equally well, genre and folder decide (settings "
                    "tempo.genre,\n"
                    "tempo.folder); --tempo-range goes before both.\n\n"
                    "Examples:\n"
                    "  stratum analyze ~/Music\n"
                    "  stratum analyze --exclude '*.wav' --exclude Podcasts ~/Music\n"
                    "  find . -newer last -print0 | stratum analyze --files-from - -0 --csv > new.csv\n"
                    "  stratum analyze --tempo-range 88-175 ~/Music/DnB\n"
                    "  stratum analyze --harmony song.mp3\n"
                    "  stratum analyze --notes song.mp3\n"
                    "  stratum analyze song.mp3 --json | jq .report.rhythm.tempo.bpm\n\n"
                    "Exit codes: 0 all went well; 1 some files could not be read or are damaged or silent, or nothing "
                    "could be\n"
                    "kept; 2 wrong arguments; 130 interrupted (what was finished is kept); 141 the reader of the "
                    "output went away.\n"};
    }

    void declare(OptionSink& options) override {
        options.positionals({"PATH", "PATH", "files and folders"}, paths_, Presence::optional);
        options.text({"--files-from", "FILE", "read more paths from FILE, one a line; - is standard input"},
                     files_from_);
        options.flag({"-0,--null", "", "paths in --files-from end with NUL instead of a line break"}, null_);
        options.list(
            {"--exclude", "GLOB",
             "leave out names (or, with a slash, paths below PATH or from the root) that match; again for more"},
            exclude_);
        options.flag({"--hidden", "", "also names that begin with a dot"}, hidden_);
        options.integer({"-j,--jobs", "N", "files that are heard at once (default: all cores)"}, jobs_);
        options.text({"--tempo-range", "SLOWEST-FASTEST",
                      "where the beat is looked for, such as 88-175; it decides between half and double"},
                     tempo_range_);
        options.flag({"--harmony", "", "also chords over time and their theory (setting: analyze.harmony)"}, harmony_);
        options.flag({"--notes", "", "also chords, and what the parts play, note by note (setting: analyze.notes)"},
                     notes_);
        options.flag({"--force", "", "hear again what is known already"}, force_);
        options.flag({"--all", "", "list all unchanged files, however many"}, all_);
        options.integer({"--memory", "MIB", "memory that one file may take (default: 1024)"}, memory_);
        output_.declare(options);
    }

    Result<int> run(CommandContext& context) override {
        STRATUM_TRY_VOID(output_.check());
        STRATUM_TRY(const RunOptions options, run_options(context));
        STRATUM_TRY(const auto paths, all_paths(context));

        const SystemClock clock;
        STRATUM_TRY(auto library, library::Library::open(context.library, store::Access::write, clock));
        library.hear_tempo_in(options.tempo_range);
        {  // The children load their own; here it is only asked whether they will.
            STRATUM_TRY(const auto chosen, library::choose_networks(options.networks, context.executable));
            library.hear_with_networks(chosen.networks != nullptr);
            if (!chosen.absence.empty()) context.log.info("no networks", {{"reason", chosen.absence}});
        }
        Progress progress{context.err, context.quiet, clock};
        const Scan found = scan(paths, {.exclude = exclude_, .hidden = hidden_}, context.stop,
                                [&](std::size_t files) { progress.scanning(files); });
        context.log.info("folders searched", {{"audio_files", std::to_string(found.files.size())},
                                              {"other_files", std::to_string(found.not_audio)},
                                              {"excluded", std::to_string(found.excluded)},
                                              {"problems", std::to_string(found.problems.size())},
                                              {"jobs", std::to_string(options.jobs)}});
        auto output = output_.make(context);
        if (!output) output = make_table_output(context.out);
        if (found.files.empty() && found.problems.empty() && !context.stop.stop_requested())
            progress.say(nothing_found(found));
        for (const auto& problem : found.problems)
            progress.say("stratum: " + printable(problem.path) + ": " + printable(problem.error.text()));

        STRATUM_TRY(const auto summary,
                    analyze::run(library, found.files, options, *output, context.out, progress, context.stop));
        progress.erase();
        tell_outside_range(summary.outside_range, progress);
        if (!context.quiet) progress.say(summed_up(summary, found));
        if (context.stop.stop_requested()) return exit_code_of(ErrorCode::cancelled);
        return summary.failed > 0 || summary.warned > 0 || !found.problems.empty() ? 1 : 0;
    }

  private:
    Result<RunOptions> run_options(const CommandContext& context) {
        RunOptions options;
        STRATUM_TRY(const auto jobs, number(context, jobs_, "--jobs", "analyze.jobs", 1, kMostJobs));
        STRATUM_TRY(const auto memory, number(context, memory_, "--memory", "analyze.memory", kLeastMemory, 1 << 20));
        options.jobs = static_cast<int>(jobs.value_or(std::max(1U, std::thread::hardware_concurrency())));
        if (memory) options.limits.memory_bytes = static_cast<std::uint64_t>(*memory) << 20U;
        options.force = force_;
        if (const auto range = tempo_range_ ? tempo_range_ : context.setting("analyze.tempo_range")) {
            auto read = analysis::parse_tempo_range(*range);
            if (!read) {
                Error failure = std::move(read).error();
                failure.message =
                    (tempo_range_ ? "--tempo-range: " : "the setting analyze.tempo_range: ") + failure.message;
                return failure;
            }
            options.tempo_range = *read;
        }
        STRATUM_TRY(options.tempo_rules, library::read_tempo_rules(context));
        STRATUM_TRY(const bool harmony, asked(context, harmony_, "analyze.harmony"));
        STRATUM_TRY(const bool notes, asked(context, notes_, "analyze.notes"));
        options.wanted = parts_with(harmony, notes);
        options.executable = context.executable;
        options.networks = library::wished_networks(context);
        options.log = context.log;
        options.circumstances = "stratum " + context.version + "; " + library::analyser_versions() + "; memory " +
                                std::to_string(options.limits.memory_bytes >> 20U) + "; ffmpeg " +
                                os::find_program("ffmpeg");
        if (output_.for_people() && !all_) options.most_unchanged = kMostListed;
        return options;
    }

    /// On the command line, else in the configuration.
    static Result<bool> asked(const CommandContext& context, bool given, const std::string& key) {
        return given ? Result<bool>{true} : read_flag(key, context.setting(key), false);
    }

    /// From the command line, else the configuration.
    static Result<std::optional<std::int64_t>> number(const CommandContext& context, std::optional<std::int64_t> given,
                                                      const std::string& option, const std::string& key,
                                                      std::int64_t least, std::int64_t most) {
        std::string where = option;
        if (!given) {
            const auto text = context.setting(key);
            if (!text) return std::optional<std::int64_t>{};
            where = "the setting " + key;
            given = parse_integer(*text);
        }
        if (!given || *given < least || *given > most)
            return error(ErrorCode::invalid_argument,
                         where + " needs a number from " + std::to_string(least) + " to " + std::to_string(most));
        return given;
    }

    Result<std::vector<std::string>> all_paths(CommandContext& context) {
        auto paths = paths_;
        if (files_from_) {
            STRATUM_TRY(auto more, read_list_file(*files_from_, context.in, null_ ? '\0' : '\n'));
            paths.insert(paths.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
        } else if (null_) {
            return error(ErrorCode::invalid_argument, "-0 goes with --files-from");
        } else if (paths.empty()) {
            return error(ErrorCode::invalid_argument, "nothing to analyze: name files or folders",
                         "for example: stratum analyze ~/Music");
        }
        return paths;
    }

    /// Instead of silence, which might mean anything.
    std::string nothing_found(const Scan& found) const {
        std::string text = "stratum: no audio file was found there";
        if (found.excluded > 0) text += "; --exclude left out " + std::to_string(found.excluded);
        if (!hidden_) text += "; names that begin with a dot are passed over (--hidden)";
        text += "\n  in folders these names are looked for:";
        for (const auto ending : audio_extensions()) text += " ." + std::string{ending};
        return text + "\n  a file that is named by itself is read whatever its name";
    }

    /// Whoever gave a range takes it that all tempi lie inside.
    static void tell_outside_range(const std::vector<OutsideRange>& outside, Progress& progress) {
        if (outside.empty()) return;
        std::string text = "stratum: warning: the range of " + range_text(outside.front().range) +
                           " was set aside for " + counted(outside.size(), "file", "files") +
                           ", where hardly anything speaks for a tempo inside it:";
        for (std::size_t i = 0; i < std::min(kMostOutside, outside.size()); ++i)
            text += "\n  " + format_fixed(outside[i].found.value(), 2) + " BPM  " + printable(outside[i].path);
        if (outside.size() > kMostOutside)
            text +=
                "\n  and " + std::to_string(outside.size() - kMostOutside) + " more, which have the note outside-range";
        progress.say(text);
    }

    static std::string summed_up(const RunSummary& summary, const Scan& found) {
        std::string text = "stratum: " + counted(summary.analysed, "file", "files") + " analysed";
        if (summary.known > 0) text += ", " + std::to_string(summary.known) + " recognised";
        if (summary.unchanged > 0) text += ", " + std::to_string(summary.unchanged) + " unchanged";
        if (summary.unchanged_left_out) text += " (not listed; --all lists them)";
        if (const auto failed = summary.failed + found.problems.size(); failed > 0)
            text += ", " + std::to_string(failed) + " failed";
        if (summary.warned > 0) text += ", " + std::to_string(summary.warned) + " damaged or silent";
        if (found.excluded > 0) text += ", " + std::to_string(found.excluded) + " excluded";
        if (found.not_audio > 0)
            text +=
                ", " + counted(static_cast<std::size_t>(found.not_audio), "other file", "other files") + " passed over";
        if (summary.interrupted) text += "; interrupted, the same command goes on from here";
        return text;
    }

    std::vector<std::string> paths_;
    std::optional<std::string> files_from_;
    bool null_ = false;
    std::vector<std::string> exclude_;
    bool hidden_ = false;
    std::optional<std::int64_t> jobs_;
    bool harmony_ = false;
    bool notes_ = false;
    bool force_ = false;
    bool all_ = false;
    std::optional<std::int64_t> memory_;
    std::optional<std::string> tempo_range_;
    OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_analyze_command() { return std::make_unique<AnalyzeCommand>(); }

}  // namespace stratum::analyze
