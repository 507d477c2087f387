#include "commands.hpp"
#include "listing.hpp"
#include "parts.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/os/write_file.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <string_view>

namespace stratum::midi {
namespace {

constexpr std::array<int, 8> kGrids{4, 6, 8, 12, 16, 24, 32, 48};

/// As a shell takes it back.
std::string shell_quoted(const std::string& path) {
    std::string out = "'";
    for (const char c : path) out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + "'";
}

std::string joined(const std::vector<PartKind>& kinds) {
    std::string text;
    for (std::size_t i = 0; i < kinds.size(); ++i)
        text += (i == 0 ? "" : i + 1 == kinds.size() ? " and " : ", ") + std::string{name_of(kinds[i])};
    return text;
}

class MidiCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "midi",
                .summary = "write what a track's parts play as a MIDI file",
                .details =
                    "TRACK is named as for `stratum show`. The parts must be known: `stratum analyze --notes` hears\n"
                    "them. Without a part all that are known are written, a track each; tempi, metres, keys and\n"
                    "sections come along. Bars and beats of the file are those of the track, and its start is the\n"
                    "recording's. Corrections are honoured.\n\n"
                    "MIDI has no place for how sure a note is: --json and --csv print the notes with their\n"
                    "confidence instead of writing a file (or as well, with -o).\n\n"
                    "Examples:\n"
                    "  stratum analyze --notes song.mp3\n"
                    "  stratum midi song.mp3                        # song.mid, all parts\n"
                    "  stratum midi song.mp3 --drums --quantize 16 -o drums.mid\n"
                    "  stratum midi title:blue --bass --csv | sort -t, -k10 -n | head\n"};
    }

    void declare(OptionSink& options) override {
        options.positional({"TRACK", "", "a path, the first digits of an id, or field:text"}, track_,
                           Presence::required);
        options.flag({"--chords", "", "chords as block voicings"}, wanted_[0]);
        options.flag({"--bass", "", "the bass line"}, wanted_[1]);
        options.flag({"--melody", "", "the melody"}, wanted_[2]);
        options.flag({"--drums", "", "strokes of the drums, on channel 10"}, wanted_[3]);
        options.text({"-o,--output", "FILE",
                      "the file (default: the track's name and .mid, in this folder); - is the standard output"},
                     output_);
        options.integer({"--quantize", "N", "move notes to the nearest Nth of a whole note: 16, or 24 for triplets"},
                        quantize_);
        options.flag({"--bends", "", "melody and bass between the semitones, by pitch bends"}, bends_);
        options.number({"--confidence", "C", "leave out notes that are less sure, 0 to 1"}, confidence_);
        options.flag({"--json", "", "print the notes as one JSON object"}, json_);
        options.flag({"--csv", "", "print the notes as a table with commas"}, csv_);
    }

    Result<int> run(CommandContext& context) override {
        STRATUM_TRY(const PartOptions options, part_options());
        const SystemClock clock;
        STRATUM_TRY(auto library, library::Library::open(context.library, store::Access::read, clock));
        STRATUM_TRY(const Uuid file, library.resolve(track_));
        STRATUM_TRY(const library::TrackView track, library.view(file));
        STRATUM_TRY(const auto kinds, kinds_in(track, context));

        const TempoMap map = TempoMap::of(track.report);
        std::vector<Part> parts;
        for (const PartKind kind : kinds) parts.push_back(part_of(track.report, kind, map, options));
        warn_of_nothing(context, track, parts, map);
        if (csv_) print_csv(context.out.stream, parts);
        if (json_) print_json(context.out.stream, track, map, parts);
        if ((csv_ || json_) && !output_) return 0;

        const FileOptions file_options{track.tags.title.value_or(std::string{file_name_of(track.file.path)}), bends_};
        STRATUM_TRY(const Bytes bytes, file_of(track.report, map, parts, file_options));
        if (output_ == "-") {
            context.out.stream.write(reinterpret_cast<const char*>(bytes.data()),
                                     static_cast<std::streamsize>(bytes.size()));
            return 0;
        }
        const std::string path = output_.value_or(usual_name(track.file.path));
        STRATUM_TRY_VOID(may_be_replaced(path));
        STRATUM_TRY_VOID(write_file(path, bytes));
        if (!context.quiet) context.err.stream << "wrote " << valid_utf8(path) << ": " << summed_up(parts) << '\n';
        return 0;
    }

  private:
    /// A file that is there must be MIDI: a slip of the hand costs no recording and no library. One that nobody named
    /// stays as it is: it may have been worked on.
    Result<void> may_be_replaced(const std::string& path) const {
        std::ifstream there{path, std::ios::binary};
        if (!there) return {};
        if (!output_)
            return error(ErrorCode::already_exists, valid_utf8(path) + " is there already",
                         "name it with -o to replace it, or choose another name");
        std::array<char, 4> magic{};
        there.read(magic.data(), magic.size());
        const auto size = there.gcount();
        if (size == 0 || (size == 4 && std::string_view{magic.data(), 4} == "MThd")) return {};
        return error(ErrorCode::already_exists, valid_utf8(path) + " is there already and is no MIDI file",
                     "choose another name; only MIDI files are replaced");
    }
    Result<PartOptions> part_options() const {
        PartOptions options;
        if (quantize_) {
            if (std::ranges::find(kGrids, *quantize_) == kGrids.end())
                return error(ErrorCode::invalid_argument,
                             "--quantize: notes can not be moved to " + std::to_string(*quantize_) + "ths",
                             "4, 8, 16 and 32 are straight, 6, 12, 24 and 48 triplets");
            options.quantize = static_cast<int>(*quantize_);
        }
        if (confidence_) {
            if (!(*confidence_ >= 0.0 && *confidence_ <= 1.0))
                return error(ErrorCode::invalid_argument, "--confidence needs a number from 0 to 1");
            options.least_confidence = *confidence_;
        }
        if (json_ && csv_) return error(ErrorCode::invalid_argument, "--json and --csv exclude each other");
        if ((json_ || csv_) && output_ == "-")
            return error(ErrorCode::invalid_argument, "the standard output takes either the notes or the file",
                         "name a file with -o");
        return options;
    }

    /// Those that were asked for, else those that are there; what is missing is said.
    Result<std::vector<PartKind>> kinds_in(const library::TrackView& track, const CommandContext& context) const {
        const bool all = std::ranges::none_of(wanted_, [](bool x) { return x; });
        std::vector<PartKind> kinds;
        std::vector<PartKind> missing;
        for (std::size_t i = 0; i < kAllParts.size(); ++i)
            if (all || wanted_[i]) (has_part(track.report, kAllParts[i]) ? kinds : missing).push_back(kAllParts[i]);
        const std::string remedy = remedy_for(track);
        if (kinds.empty() || (!all && !missing.empty()))
            return error(ErrorCode::not_found,
                         joined(missing) + " of " + valid_utf8(track.file.path) +
                             (missing.size() > 1 ? " have" : " has") + " not been heard yet",
                         remedy);
        if (!missing.empty() && !context.quiet)
            context.err.stream << "stratum: without " << joined(missing) << ", not heard yet (" << remedy << ")\n";
        return kinds;
    }

    /// A file without notes looks like any other until it is played: why there are none is said, also to the quiet.
    void warn_of_nothing(const CommandContext& context, const library::TrackView& track, const std::vector<Part>& parts,
                         const TempoMap& map) const {
        if (!std::ranges::all_of(parts, [](const Part& part) { return part.notes.empty(); })) return;
        std::vector<PartKind> empty;
        std::size_t less_sure = 0;
        for (const Part& part : parts) {
            empty.push_back(part.kind);
            if (confidence_) less_sure += part_of(track.report, part.kind, map, {}).notes.size();
        }
        std::string why = "nothing was heard of its " + joined(empty);
        if (track.report.silence && track.report.silence->all) why = "the recording is silent";
        if (less_sure > 0)
            why = less_sure == 1
                      ? "the only one heard is less sure than --confidence asks for"
                      : "all " + std::to_string(less_sure) + " heard are less sure than --confidence asks for";
        context.err.stream << "stratum: warning: there are no notes: " << why;
        const auto missing = not_heard(track.report);
        if (less_sure == 0 && !missing.empty() && std::ranges::none_of(wanted_, std::identity{}))
            context.err.stream << "; " << joined(missing) << (missing.size() > 1 ? " have" : " has")
                               << " not been listened for (" << remedy_for(track) << ")";
        context.err.stream << '\n';
    }

    static std::vector<PartKind> not_heard(const analysis::Report& report) {
        std::vector<PartKind> missing;
        for (const PartKind kind : kAllParts)
            if (!has_part(report, kind)) missing.push_back(kind);
        return missing;
    }

    static std::string remedy_for(const library::TrackView& track) {
        return "stratum analyze --notes " + shell_quoted(track.file.path);
    }

    static std::string usual_name(const std::string& path) {
        std::string name{file_name_of(path)};
        if (const std::string ending = extension_of(name); !ending.empty())
            name.resize(name.size() - ending.size() - 1);
        return name + ".mid";
    }

    static std::string summed_up(const std::vector<Part>& parts) {
        std::string text;
        for (const Part& part : parts)
            text += (text.empty() ? "" : ", ") + std::string{name_of(part.kind)} + " " +
                    std::to_string(part.notes.size()) + (part.notes.size() == 1 ? " note" : " notes");
        return text;
    }

    std::string track_;
    std::array<bool, kAllParts.size()> wanted_{};
    std::optional<std::string> output_;
    std::optional<std::int64_t> quantize_;
    std::optional<double> confidence_;
    bool bends_ = false;
    bool json_ = false;
    bool csv_ = false;
};

}  // namespace

std::unique_ptr<Command> make_midi_command() { return std::make_unique<MidiCommand>(); }

}  // namespace stratum::midi
