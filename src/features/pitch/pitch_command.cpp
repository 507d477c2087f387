#include "commands.hpp"
#include "pitch_output.hpp"
#include "stratum/analysis/pitch.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/dsp/vector_ops.hpp"
#include "stratum/media/decoder.hpp"

#include <utility>

namespace stratum::pitch {
namespace {

Result<analysis::PitchCurve> listen(const std::string& path, const analysis::PitchOptions& options) {
    STRATUM_TRY(auto file, media::OpenFile::open(path));
    STRATUM_TRY(auto decoder, media::Decoder::open(file.source()));
    const auto& info = decoder.info();
    STRATUM_TRY(auto tracker, analysis::PitchTracker::create(info.rate, options));
    constexpr std::size_t kFrames = 16384;
    const auto channels = static_cast<std::size_t>(info.channels);
    std::vector<float> block(kFrames * channels);
    std::vector<float> mono(kFrames);
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) break;
        dsp::mix_down(std::span{block}.first(frames * channels), info.channels, std::span{mono}.first(frames));
        tracker.push(std::span{mono}.first(frames));
    }
    return tracker.finish();
}

class PitchCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "pitch",
                .summary = "what one voice sings or plays in a file: its notes, or its curve",
                .details =
                    "For recordings of one voice at a time: singing, humming, whistling, a flute, a bass. In a\n"
                    "full mix `stratum analyze --notes` looks for the melody.\n\n"
                    "Examples:\n"
                    "  stratum pitch hum.wav\n"
                    "  stratum pitch hum.wav --curve > hum.csv\n"
                    "  stratum pitch bass.flac --highest 400 --json | jq '.notes | length'\n"};
    }
    void declare(OptionSink& options) override {
        options.positionals({"FILE", "FILE", "audio or video"}, files_, Presence::required);
        options.flag({"--curve", "", "CSV: time, hertz and confidence every 5.8 ms, instead of notes"}, curve_);
        options.flag({"--json", "", "one JSON object a line: notes and curve"}, json_);
        options.number({"--lowest", "HZ", "nothing below (default: 40)"}, lowest_);
        options.number({"--highest", "HZ", "nothing above (default: 2000)"}, highest_);
    }
    Result<int> run(CommandContext& context) override {
        if (curve_ && json_) return error(ErrorCode::invalid_argument, "--curve and --json exclude each other");
        if (curve_ && files_.size() > 1)
            return error(ErrorCode::invalid_argument, "--curve prints one file at a time", "several go into --json");
        analysis::PitchOptions options;
        if (lowest_) options.lowest = Hertz{*lowest_};
        if (highest_) options.highest = Hertz{*highest_};
        STRATUM_TRY_VOID(analysis::PitchTracker::create(SampleRate{44100}, options));
        bool first = true;
        int failures = 0;
        for (const std::string& path : files_) {
            const auto heard = listen(path, options);
            if (!heard) {  // One bad file does not keep the others from being heard.
                context.err.stream << "stratum: " << printable(path) << ": " << printable(heard.error().text()) << '\n';
                ++failures;
                continue;
            }
            const analysis::PitchCurve& curve = *heard;
            if (curve_) {
                print_curve(context.out.stream, curve);
                continue;
            }
            const auto notes = analysis::notes_of(curve);
            if (json_) {
                print_json(context.out.stream, path, curve, notes);
                continue;
            }
            if (files_.size() > 1)
                context.out.stream << (std::exchange(first, false) ? "" : "\n") << printable(path) << '\n';
            print_notes(context.out.stream, notes);
        }
        return failures > 0 ? 1 : 0;
    }

  private:
    std::vector<std::string> files_;
    bool curve_ = false;
    bool json_ = false;
    std::optional<double> lowest_;
    std::optional<double> highest_;
};

}  // namespace

std::unique_ptr<Command> make_pitch_command() { return std::make_unique<PitchCommand>(); }

}  // namespace stratum::pitch
