#include "answer.hpp"
#include "evaluate.hpp"
#include "stratum/evaluate/feature.hpp"
#include "stratum/library/networks.hpp"
#include "stratum/library/tempo_rules.hpp"
#include "stratum/media/decoder.hpp"
#include "stratum/media/tags.hpp"

#include <algorithm>
#include <filesystem>
#include <thread>

namespace stratum::evaluate {
namespace {

class EvalCommand final : public Command {
  public:
    Info info() const override {
        return {
            .name = "eval",
            .summary = "measure how right the analysis is, on files with known truth",
            .details =
                "Each DIR holds a truth.csv (file,bpm,key,beats_file,downbeats_file,chords_file,sections_file; more\n"
                "columns may be grouped by), or folders that do. Every measure comes with n and its 95 % interval; "
                "see\n"
                "docs/methods/evaluation.md for what each means.\n\n"
                "  stratum eval ~/benchset --split test --by style\n"
                "  stratum eval ~/benchset --split test --segments 20 --harmony\n"
                "  stratum eval data/lmms_renders data/mdb_drums --peers peers.csv\n"
                "  stratum eval data/pop909_midi --soundfont /usr/share/sounds/sf2/FluidR3_GM.sf2\n"};
    }
    void declare(OptionSink& options) override {
        options.positionals({"DIR", "DIR", "folders with a truth.csv"}, folders_, Presence::required);
        options.integer({"-j,--jobs", "N", "files that are heard at once (default: all cores)"}, jobs_);
        options.text({"--by", "COLUMN", "also group by this column of truth.csv"}, by_);
        options.text({"--split", "NAME", "only rows whose column 'split' is NAME"}, split_);
        options.number({"--from", "SECONDS", "leave out beats before (default: 5)"}, from_);
        options.text({"--soundfont", "FILE", "render MIDI files with fluidsynth and this sound font"}, soundfont_);
        options.text({"--cache", "DIR", "where rendered MIDI is kept (default: a temporary folder)"}, cache_);
        options.text({"--peers", "FILE", "recorded answers of other programs to compare with"}, peers_);
        options.integer({"--worst", "N", "how many of the worst files are listed (default: 10)"}, worst_);
        options.flag({"--harmony", "", "also chords, where chords_file tells them"}, harmony_);
        options.number({"--segments", "SECONDS", "judge each part of that length by itself, as short clips"},
                       segments_);
        options.text({"--tempo-range", "SLOWEST-FASTEST", "as for analyze: where the beat is looked for"},
                     tempo_range_);
        options.flag({"--priors", "", "as analyze does: folder and genre tag tell which tempo is likely"}, priors_);
        options.text({"--genre", "COLUMN", "--priors, with this column of truth.csv in the place of the tag"}, genre_);
        options.flag({"--json", "", "one JSON document"}, json_);
        options.flag({"--csv", "", "one line a file"}, csv_);
    }
    Result<int> run(CommandContext& context) override {
        if (json_ && csv_) return error(ErrorCode::invalid_argument, "--json and --csv exclude each other");
        if ((jobs_ && (*jobs_ < 1 || *jobs_ > 1024)) || (worst_ && (*worst_ < 0 || *worst_ > 100000)))
            return error(ErrorCode::invalid_argument, "--jobs needs a number from 1 to 1024, --worst one from 0 on");
        EvaluateOptions options;
        options.jobs = static_cast<int>(jobs_.value_or(std::max(1U, std::thread::hardware_concurrency())));
        options.score.from = from_.value_or(5.0);
        options.score.by = by_.value_or("");
        options.split = split_;
        options.soundfont = soundfont_;
        options.peers = peers_;
        std::error_code code;
        options.cache = cache_.value_or((std::filesystem::temp_directory_path(code) / "stratum-midi").string());
        if (soundfont_ && !std::filesystem::exists(*soundfont_, code))
            return error(ErrorCode::not_found, "there is no sound font " + *soundfont_);
        if (!context.quiet && context.err.is_terminal)
            options.progress = [&](int done, int all) {
                context.err.stream << "\r" << done << " of " << all << " files" << (done == all ? "\n" : "")
                                   << std::flush;
            };
        STRATUM_TRY(const auto chosen, library::choose_networks(context));
        ListenOptions listening{.networks = chosen.networks,
                                .parts = harmony_ ? Parts::with_harmony : Parts::standard,
                                .segments = segments_};
        if (segments_ && !(*segments_ >= kShortestPart && *segments_ <= kLongestPart))
            return error(ErrorCode::invalid_argument, "--segments needs a length from 5 to 3600 seconds");
        options.in_parts = segments_.has_value();
        if (tempo_range_) {
            STRATUM_TRY(listening.tempo_range, analysis::parse_tempo_range(*tempo_range_));
        }
        std::optional<library::TempoRules> rules;
        if (priors_ || genre_) {
            STRATUM_TRY(rules, library::read_tempo_rules(context));
        }
        const auto hear = [&](const Truth& truth, const std::string& path) {
            if (!rules) return listen(path, listening);
            ListenOptions expecting = listening;
            const library::FileGenre file{truth.path, genre_of(truth, path)};
            expecting.tempo_prior = library::prior_of(*rules, {&file, 1});
            return listen(path, expecting);
        };
        STRATUM_TRY(const Evaluation evaluation, evaluate(folders_, options, hear, context.stop));
        if (json_)
            context.out.stream << to_json_text(evaluation);
        else if (csv_)
            context.out.stream << to_csv_text(evaluation);
        else
            print_tables(context.out.stream, evaluation, static_cast<int>(worst_.value_or(10)));
        return 0;
    }

  private:
    static constexpr double kShortestPart = 5.0;
    static constexpr double kLongestPart = 3600.0;

    [[nodiscard]] std::string genre_of(const Truth& truth, const std::string& path) const {
        if (genre_) {
            const auto column = truth.columns.find(*genre_);
            std::string genre = column == truth.columns.end() ? std::string{} : column->second;
            std::ranges::replace(genre, '_', ' ');
            return genre;
        }
        auto file = media::OpenFile::open(path);
        if (!file) return {};
        const auto tags = media::read_tags(file->source());
        return tags ? tags->genre.value_or("") : std::string{};
    }

    std::vector<std::string> folders_;
    std::optional<std::int64_t> jobs_;
    std::optional<std::int64_t> worst_;
    std::optional<std::string> by_;
    std::optional<std::string> split_;
    std::optional<double> from_;
    std::optional<std::string> soundfont_;
    std::optional<std::string> cache_;
    std::optional<std::string> peers_;
    bool harmony_ = false;
    std::optional<double> segments_;
    std::optional<std::string> tempo_range_;
    bool priors_ = false;
    std::optional<std::string> genre_;
    bool json_ = false;
    bool csv_ = false;
};

}  // namespace

platform::Feature feature() {
    return {"evaluate", {[]() -> std::unique_ptr<Command> { return std::make_unique<EvalCommand>(); }}};
}

}  // namespace stratum::evaluate
