#include "commands.hpp"
#include "stratum/analysis/analyzer.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "theory_page.hpp"

#include <algorithm>

namespace stratum::theory {
namespace {

class TheoryCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "theory",
                .summary = "numerals, progressions, cadences, tension and advice for a track's chords",
                .details =
                    "TRACK is named as for `stratum show`. The chords must be known: `stratum analyze --harmony`\n"
                    "hears them. Bars count from the first downbeat.\n\n"
                    "Examples:\n"
                    "  stratum analyze --harmony song.mp3\n"
                    "  stratum theory song.mp3\n"
                    "  stratum theory title:blue --json | jq '.theory.cadences[].kind'\n"};
    }
    void declare(OptionSink& options) override {
        options.positionals({"TRACK", "TRACK", "path, id, or field:text"}, tracks_, Presence::required);
        options.flag({"--json", "", "one JSON object a line"}, json_);
        options.flag({"--all", "", "every line of long lists"}, all_);
    }
    Result<int> run(CommandContext& context) override {
        const SystemClock clock;
        STRATUM_TRY(auto library, library::Library::open(context.library, store::Access::read, clock));
        bool first = true;
        for (const std::string& text : tracks_) {
            STRATUM_TRY(const Uuid file, library.resolve(text));
            STRATUM_TRY(library::TrackView track, library.view(file));
            if (!track.report.chords)
                return error(ErrorCode::not_found, "the chords of " + track.file.path + " have not been heard yet",
                             "stratum analyze --harmony " + shell_quoted(track.file.path));
            // Worked out anew, since a person may have corrected key or beats; it takes no audio.
            analysis::AnalyserSet theory;
            theory.add(analysis::AnalyserId::theory);
            analysis::derive(track.report, theory);
            if (json_) {
                print_json(context.out.stream, track);
                continue;
            }
            if (!std::exchange(first, false)) context.out.stream << '\n';
            const std::string title = track.tags.title.value_or(std::string{file_name_of(track.file.path)});
            const std::string name = track.tags.artist ? *track.tags.artist + " - " + title : title;
            context.out.stream << (context.out.colour ? "\x1b[1m" : "") << printable(name)
                               << (context.out.colour ? "\x1b[0m" : "") << '\n';
            print_page(context.out.stream, track.report,
                       {.colour = context.out.colour, .all = all_, .key_certainty = who_said_the_key(track)});
        }
        return 0;
    }

  private:
    /// As a shell takes it back.
    static std::string shell_quoted(const std::string& path) {
        std::string out = "'";
        for (const char c : path) out += c == '\'' ? std::string{"'\\''"} : std::string{c};
        return out + "'";
    }

    /// As `stratum show` says it; nothing where the key was heard.
    static std::string who_said_the_key(const library::TrackView& track) {
        if (std::ranges::find(track.corrected, library::CorrectedField::key) == track.corrected.end()) return {};
        const auto& heard = track.heard.harmony;
        if (!heard || !heard->key) return "by hand";
        return "by hand (heard: " + name_of(heard->key->key) + ")";
    }

    static void print_json(std::ostream& out, const library::TrackView& track) {
        JsonWriter json{0};
        json.begin_object();
        json.member("schema", std::string_view{"stratum.theory/1"});
        json.member("path", track.file.path);
        json.member("track_id", to_text(track.file.track));
        if (!track.corrected.empty()) json.member("corrected", track.corrected);
        if (track.report.harmony) {
            json.member("key", track.report.harmony->key);
            json.member("key_over_time", track.report.harmony->key_over_time);
        }
        json.member("theory", track.report.theory);
        json.end_object();
        out << json.text() << '\n';
    }

    std::vector<std::string> tracks_;
    bool json_ = false;
    bool all_ = false;
};

}  // namespace

std::unique_ptr<Command> make_theory_command() { return std::make_unique<TheoryCommand>(); }

}  // namespace stratum::theory
