#include "commands.hpp"
#include "doubts.hpp"
#include "shown.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/percent.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"

#include <algorithm>
#include <utility>

namespace stratum::correct {
namespace {

constexpr std::int64_t kUsualLimit = 20;
constexpr double kUsualBelow = 0.9;

struct Doubtful {
    Uuid file;
    std::vector<Doubt> doubts;
};

class ReviewCommand final : public Command {
  public:
    Info info() const override {
        return {
            .name = "review",
            .summary = "list the tracks whose tempo, beats or key are most in doubt",
            .details =
                "The most doubtful come first, each with what is shown, what was heard as second best (of beats:\n"
                "half a beat later), and the command that takes it. Whatever is corrected, or found right with\n"
                "stratum fix TRACK --confirm, leaves the list. With QUERY only tracks that fit it are looked at.\n\n"
                "Examples:\n"
                "  stratum review\n"
                "  stratum review 'genre:dnb bpm:<100' --limit 50\n"
                "  stratum review --below 0.5 --json\n"};
    }
    void declare(OptionSink& options) override {
        options.positionals({"QUERY", "QUERY", "terms such as genre:dnb bpm:<100"}, query_, Presence::optional);
        options.integer({"--limit", "N", "how many tracks are listed (default: 20)"}, limit_);
        options.number({"--below", "SHARE", "only what is less certain than this, 0 to 1 (default: 0.9)"}, below_);
        options.flag({"--json", "", "one JSON object a line"}, json_);
    }
    Result<int> run(CommandContext& context) override {
        if (limit_ && *limit_ < 1) return error(ErrorCode::invalid_argument, "--limit needs a number from 1 on");
        const double below = below_.value_or(kUsualBelow);
        if (!(below > 0.0 && below <= 1.0))
            return error(ErrorCode::invalid_argument, "--below needs a number above 0 and up to 1");
        library::Query query;
        if (!query_.empty()) {
            std::string text;
            for (const std::string& term : query_) text += (text.empty() ? "" : " ") + term;
            STRATUM_TRY(query, library::parse_query(text));
        }
        const SystemClock clock;
        STRATUM_TRY(auto library, library::Library::open(context.library, store::Access::read, clock));
        STRATUM_TRY(auto found, doubtful(library, query, below));
        const auto limit = static_cast<std::size_t>(limit_.value_or(kUsualLimit));
        const std::size_t all = found.size();
        if (found.size() > limit) found.resize(limit);
        for (const Doubtful& one : found) {
            STRATUM_TRY(const auto view, library.view(one.file, {}));
            if (json_)
                print_json(context, view, one.doubts);
            else
                print(context, view, one.doubts.front());
        }
        context.out.stream.flush();
        if (context.quiet) return 0;
        std::string text = "stratum: " + std::to_string(all) + (all == 1 ? " track" : " tracks") + " in doubt";
        if (all > found.size()) text += ", " + std::to_string(found.size()) + " listed";
        if (all > 0) text += "; what is right as it is leaves the list with: stratum fix TRACK --confirm";
        context.err.stream << text << '\n';
        return 0;
    }

  private:
    static Result<std::vector<Doubtful>> doubtful(library::Library& library, const library::Query& query,
                                                  double below) {
        analysis::AnalyserSet parts;
        parts.add(analysis::AnalyserId::rhythm);
        parts.add(analysis::AnalyserId::harmony);
        std::vector<Doubtful> found;
        STRATUM_TRY_VOID(library.each_match(query, parts, [&](const library::Match& match) -> Result<void> {
            auto doubts = doubts_of(match.report);
            std::erase_if(doubts, [&](const Doubt& doubt) { return doubt.confidence >= below; });
            if (!doubts.empty()) found.push_back({match.file, std::move(doubts)});
            return {};
        }));
        std::ranges::sort(found, {},
                          [](const Doubtful& one) { return std::pair{one.doubts.front().confidence, one.file}; });
        return found;
    }

    static std::string command_for(const library::TrackView& view, const Doubt& doubt) {
        return "stratum fix " + to_text(view.file.track) + " " + (doubt.options.empty() ? "--confirm" : doubt.options);
    }

    static void print(CommandContext& context, const library::TrackView& view, const Doubt& doubt) {
        const bool colour = context.out.colour;
        std::string text = doubt.shown + "?";
        if (!doubt.alternative.empty()) text += "  perhaps " + doubt.alternative;
        context.out.stream << (colour ? "\x1b[1m" : "") << printable(name_of_track(view)) << (colour ? "\x1b[0m" : "")
                           << "\n  " << pad_columns(format_percent(doubt.confidence), 5, Align::right) << "  "
                           << printable(text) << "\n         " << command_for(view, doubt) << '\n';
    }

    static void print_json(CommandContext& context, const library::TrackView& view, const std::vector<Doubt>& doubts) {
        JsonWriter json;
        json.begin_object();
        json.member("schema", std::string_view{"stratum.review/1"});
        json.member("track_id", to_text(view.file.track));
        json.member("path", view.file.path);
        json.member("title", view.tags.title);
        json.member("artist", view.tags.artist);
        json.member("confidence", doubts.front().confidence);
        json.member("doubts", doubts);
        json.member("command", command_for(view, doubts.front()));
        json.end_object();
        context.out.stream << json.text() << '\n';
    }

    std::vector<std::string> query_;
    std::optional<std::int64_t> limit_;
    std::optional<double> below_;
    bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_review_command() { return std::make_unique<ReviewCommand>(); }

}  // namespace stratum::correct
