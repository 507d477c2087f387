#include "commands.hpp"
#include "plan.hpp"
#include "shown.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "wish.hpp"

#include <algorithm>
#include <set>

namespace stratum::correct {
namespace {

/// One track before the step and after it.
struct Planned {
    std::string name;
    std::string path;
    Shown before;
    Shown after;
    library::TrackCorrection correction;
    std::optional<Error> refused;  ///< Why this can not be done to it.
};

std::string tracks_text(std::size_t count) { return std::to_string(count) + (count == 1 ? " track" : " tracks"); }

class FixCommand final : public Command {
  public:
    Info info() const override {
        return {
            .name = "fix",
            .summary = "say what tempo, beats or key of tracks really are",
            .details =
                "TRACKS are paths, the first digits of ids, or queries such as 'genre:dnb bpm:<100', where all terms\n"
                "must hold (see stratum show --help). What is said is kept beside the analysis, which stays; it is\n"
                "shown in its place from then on, and no later analysis overwrites it. Music files are not touched.\n\n"
                "One track is corrected at once. Several are listed first, with what would change, and corrected\n"
                "when --yes is added. One command is one step, however many tracks it corrects, and --undo takes the\n"
                "last step back, or the one whose number follows.\n\n"
                "Examples:\n"
                "  stratum fix song.mp3 --double\n"
                "  stratum fix title:blue --shift-beats 0.5 --key Am\n"
                "  stratum fix 'genre:dnb bpm:<100' --double --yes\n"
                "  stratum fix live.flac --bpm 124 --adjust-from 1:23\n"
                "  stratum fix --steps\n"
                "  stratum fix --undo 12\n\n"
                "Exit codes: 0 done, or all can be done (--dry-run); 1 no such track, a track that could not be\n"
                "corrected, nothing to undo; 2 wrong arguments, an id that fits several tracks, or several tracks\n"
                "without --yes.\n"};
    }

    void declare(OptionSink& options) override {
        options.positionals({"TRACKS", "TRACK", "paths, ids or queries; the number of a step after --undo"}, tracks_,
                            Presence::optional);
        options.flag({"--double", "", "twice the tempo: beats are put between"}, double_);
        options.flag({"--half", "", "half the tempo: the beats that hold the downbeats stay"}, half_);
        options.flag({"--three-halves", "", "one and a half times the tempo"}, three_halves_);
        options.flag({"--two-thirds", "", "two thirds of the tempo"}, two_thirds_);
        options.number({"--bpm", "BPM", "a constant tempo, through the first downbeat"}, bpm_);
        options.number({"--shift-beats", "N", "downbeats come N beats later; a part of a beat, such as 0.5, moves all"},
                       shift_);
        options.number({"--nudge", "SECONDS", "all beats come later by so much; earlier when negative"}, nudge_);
        options.integer({"--metre", "N", "bars of N beats, from the first downbeat on"}, metre_);
        options.text({"--key", "KEY", "the key: Am, 8A, 1m, \"A minor\""}, key_);
        options.text({"--adjust-from", "TIME", "change only what comes from here on: seconds, m:ss or h:mm:ss"}, from_);
        options.flag({"--confirm", "", "all is right as it is shown; the tracks leave stratum review"}, confirm_);
        options.flag({"--revert", "", "what was said counts no more; what was heard does"}, revert_);
        options.flag({"--undo", "", "take back the last step, or the one with the number that follows"}, undo_);
        options.flag({"--steps", "", "list what was corrected, newest first"}, steps_);
        options.flag({"--dry-run", "", "only print what would change"}, dry_run_);
        options.flag({"-y,--yes", "", "correct several tracks without asking"}, yes_);
        options.flag({"--json", "", "one JSON object a line"}, json_);
    }

    Result<int> run(CommandContext& context) override {
        STRATUM_TRY(const Wish wish, this->wish());
        const auto operations = operations_of(wish);
        if (undo_ || steps_) {
            if ((undo_ && steps_) || operations || wish.from || dry_run_ || (steps_ && !tracks_.empty()))
                return error(ErrorCode::invalid_argument, "--undo and --steps stand alone");
            return undo_ ? undo(context) : steps(context);
        }
        if (!operations) return operations.error();
        if (tracks_.empty())
            return error(ErrorCode::invalid_argument, "which tracks? name a path, an id or a query",
                         "for example: stratum fix 'genre:dnb bpm:<100' --double");
        const SystemClock clock;
        STRATUM_TRY(auto library, open(context, clock, dry_run_ ? store::Access::read : store::Access::write));
        STRATUM_TRY(auto planned, plan_all(library, *operations, wish.from));
        return carry_out(context, library, words_of(*operations), std::move(planned));
    }

  private:
    Result<Wish> wish() const {
        Wish wish;
        if (double_ + half_ + three_halves_ + two_thirds_ > 1)
            return error(ErrorCode::invalid_argument,
                         "choose one of --double, --half, --three-halves and --two-thirds");
        if (double_) wish.ratio = {2, 1};
        if (half_) wish.ratio = {1, 2};
        if (three_halves_) wish.ratio = {3, 2};
        if (two_thirds_) wish.ratio = {2, 3};
        if (bpm_) wish.tempo = Bpm{*bpm_};
        wish.shift = shift_;
        if (nudge_) wish.nudge = Seconds{*nudge_};
        if (metre_) wish.beats_per_bar = static_cast<int>(std::clamp<std::int64_t>(*metre_, 0, 1000));
        wish.revert = revert_;
        if (key_) {
            wish.key = analysis::parse_key(*key_);
            if (!wish.key)
                return error(ErrorCode::invalid_argument, "\"" + valid_utf8(*key_) + "\" is no key",
                             "write it like Am, F#, \"Bb minor\", 8A or 1m");
        }
        if (from_) {
            const auto seconds = parse_duration(*from_);
            if (!seconds)
                return error(ErrorCode::invalid_argument,
                             "--adjust-from: \"" + valid_utf8(*from_) + "\" is no place in a recording",
                             "write seconds, m:ss or h:mm:ss, such as 83, 1:23 or 1:02:03.5");
            wish.from = Seconds{*seconds};
        }
        wish.confirm = confirm_;
        return wish;
    }

    static Result<library::Library> open(const CommandContext& context, const Clock& clock, store::Access access) {
        // There is nothing to correct in a library that is not there, so none is made.
        STRATUM_TRY_VOID(library::Library::open(context.library, store::Access::read, clock));
        return library::Library::open(context.library, access, clock);
    }

    Result<std::vector<Planned>> plan_all(library::Library& library, const std::vector<Operation>& operations,
                                          std::optional<Seconds> from) const {
        std::vector<Planned> all;
        std::set<Uuid> seen;
        for (const std::string& text : tracks_) {
            const auto selected = library.select(text);
            if (!selected) {
                Error failure = selected.error();
                if (failure.code == ErrorCode::not_found && exists(text))
                    failure.hint = "analyse it first: stratum analyze " + valid_utf8(text);
                return failure;
            }
            const auto& files = *selected;
            if (files.empty())
                return error(ErrorCode::not_found, "no track fits \"" + valid_utf8(text) + "\"",
                             "what is compared is what stratum show prints of a track");
            for (const Uuid& file : files) {
                STRATUM_TRY(const auto view, library.view(file, {}));
                if (!seen.insert(view.file.track).second) continue;
                STRATUM_TRY(const auto known, library.heard_and_said(file, looked_at()));
                Planned one{.name = name_of_track(view), .path = view.file.path};
                one.before = shown(known.shown(), from);
                one.correction.track = known.track;
                auto change = plan(known, operations);
                if (change) {
                    one.after = shown(change->after, from);
                    one.correction = std::move(change->correction);
                } else {
                    one.refused = std::move(change).error();
                }
                all.push_back(std::move(one));
            }
        }
        return all;
    }

    Result<int> carry_out(CommandContext& context, library::Library& library, const std::string& action,
                          std::vector<Planned> planned) const {
        std::vector<library::TrackCorrection> corrections;
        for (Planned& one : planned)
            if (!one.refused) corrections.push_back(std::move(one.correction));
        const std::size_t refused = planned.size() - corrections.size();
        if (planned.size() == 1 && refused == 1) {
            // As with several: the wish makes sense, this track can not have it.
            Error failure = *planned.front().refused;
            failure.message = planned.front().name + ": " + failure.message;
            if (json_) print(context, planned.front(), true, {});
            context.err.stream << "stratum: " << printable(failure.text()) << '\n';
            return 1;
        }
        const bool preview = dry_run_ || (planned.size() > 1 && !yes_);
        std::optional<std::int64_t> step;
        if (!preview) {
            STRATUM_TRY(const auto corrected, library.correct(action, corrections));
            if (corrected.step) step = corrected.step->number;
        }
        for (const Planned& one : planned) print(context, one, preview, step);
        context.out.stream.flush();
        if (preview && !dry_run_)
            return error(ErrorCode::invalid_argument,
                         "nothing is changed yet: this would correct " + tracks_text(corrections.size()),
                         "add --yes to do it");
        if (!context.quiet) {
            std::string text = "stratum: " + tracks_text(corrections.size());
            if (preview) text += " would be corrected";
            if (!preview && step)
                text += " corrected; step " + std::to_string(*step) + ", undo it with: stratum fix --undo " +
                        std::to_string(*step);
            if (!preview && !step) text += " were corrected so before, nothing is changed";
            if (refused > 0) text += "; " + tracks_text(refused) + " left as before";
            context.err.stream << text << '\n';
        }
        return refused > 0 ? 1 : 0;
    }

    void print(CommandContext& context, const Planned& one, bool preview, std::optional<std::int64_t> step) const {
        if (json_) {
            JsonWriter json;
            json.begin_object();
            json.member("schema", std::string_view{"stratum.correction/1"});
            json.member("track_id", to_text(one.correction.track));
            json.member("path", one.path);
            json.member("status", std::string_view{one.refused ? "refused" : preview ? "preview" : "corrected"});
            if (step && !one.refused) json.member("step", *step);
            json.member("before", one.before);
            if (one.refused)
                json.member("reason", one.refused->message);
            else
                json.member("after", one.after);
            json.end_object();
            context.out.stream << json.text() << '\n';
            return;
        }
        const std::string what = one.refused ? "left: " + one.refused->message : difference(one.before, one.after);
        const bool bold = context.out.colour;
        context.out.stream << (bold ? "\x1b[1m" : "") << printable(one.name) << (bold ? "\x1b[0m" : "") << "\n  "
                           << printable(what) << '\n';
    }

    Result<int> undo(CommandContext& context) const {
        std::optional<std::int64_t> number;
        if (tracks_.size() > 1) return error(ErrorCode::invalid_argument, "--undo takes back one step at a time");
        if (!tracks_.empty()) {
            number = parse_integer(tracks_.front());
            if (!number || *number < 1)
                return error(ErrorCode::invalid_argument,
                             "\"" + valid_utf8(tracks_.front()) + "\" is no number of a step",
                             "stratum fix --steps lists them");
        }
        const SystemClock clock;
        STRATUM_TRY(auto library, open(context, clock, store::Access::write));
        STRATUM_TRY(const auto undone, library.undo(number));
        if (json_ && undone.step) context.out.stream << step_json(*undone.step) << '\n';
        if (context.quiet) return undone.step ? 0 : 1;
        std::string text = "stratum: ";
        if (undone.step)
            text += "step " + std::to_string(undone.step->undoes.value_or(0)) + " is undone, in " +
                    tracks_text(undone.tracks.size());
        else
            text += "nothing is changed";
        if (undone.kept > 0)
            text += "; " + std::to_string(undone.kept) + (undone.kept == 1 ? " value was" : " values were") +
                    " corrected again since and stay";
        if (undone.step) text += "; to have it back: stratum fix --undo " + std::to_string(undone.step->number);
        context.err.stream << text << '\n';
        return undone.step ? 0 : 1;
    }

    static std::string step_json(const library::CorrectionStep& step) {
        JsonWriter json;
        json.begin_object();
        json.member("schema", std::string_view{"stratum.correction_step/1"});
        json.member("step", step.number);
        json.member("id", to_text(step.id));
        json.member("action", step.action);
        json.member("author", step.author);
        json.member("made_at", to_rfc3339(step.made_at));
        json.member("tracks", step.tracks);
        json.member("undoes", step.undoes);
        json.member("undone", step.undone);
        json.end_object();
        return json.take();
    }

    void print_step(CommandContext& context, const library::CorrectionStep& step) const {
        if (json_) {
            context.out.stream << step_json(step) << '\n';
            return;
        }
        context.out.stream << pad_columns(std::to_string(step.number), 5, Align::right) << "  "
                           << to_rfc3339(step.made_at).substr(0, 16) << "Z  "
                           << pad_columns(tracks_text(static_cast<std::size_t>(step.tracks)), 12) << "  "
                           << printable(step.action) << (step.undone ? "  (undone)" : "") << '\n';
    }

    Result<int> steps(CommandContext& context) const {
        const SystemClock clock;
        STRATUM_TRY(auto library, open(context, clock, store::Access::read));
        library::PageRequest request{.limit = library::kLargestPage};
        bool any = false;
        for (bool more = true; more;) {
            STRATUM_TRY(auto page, library.correction_steps(request));
            for (const auto& step : page.items) {
                any = true;
                print_step(context, step);
            }
            more = page.next_cursor.has_value();
            if (more) request.cursor = std::move(*page.next_cursor);
        }
        if (!any && !json_ && !context.quiet) context.err.stream << "stratum: nothing was corrected so far\n";
        return 0;
    }

    std::vector<std::string> tracks_;
    bool double_ = false;
    bool half_ = false;
    bool three_halves_ = false;
    bool two_thirds_ = false;
    std::optional<double> bpm_;
    std::optional<double> shift_;
    std::optional<double> nudge_;
    std::optional<std::int64_t> metre_;
    std::optional<std::string> key_;
    std::optional<std::string> from_;
    bool confirm_ = false;
    bool revert_ = false;
    bool undo_ = false;
    bool steps_ = false;
    bool dry_run_ = false;
    bool yes_ = false;
    bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_fix_command() { return std::make_unique<FixCommand>(); }

}  // namespace stratum::correct
