#include "frontend/registry.hpp"
#include "pitch/line.hpp"

#include <algorithm>

/// A line through the mix in, notes out. docs/methods/pitch.md has the whole.
namespace stratum::analysis {
namespace {

/// Lines in a mix have steps of 23 ms: shorter notes than three of them are slips.
constexpr NoteOptions kNotes{.shortest = Seconds{0.08}, .jump = 1.0, .dip_db = 3.0};

/// A note is heard when it fills a good part of the window: on the rendered music of docs/methods/pitch.md that is this
/// much after it began, and it is missed as late after its end.
constexpr Seconds kLate{0.03};

std::vector<Note> notes_in_time(const PitchCurve& curve) {
    std::vector<Note> notes = notes_of(curve, kNotes);
    Seconds before{0.0};
    for (Note& note : notes) {
        note.start = std::max(before, note.start - kLate);
        note.end = std::max(note.start, note.end - kLate);
        before = note.end;
    }
    return notes;
}

class MelodyAnalyser final : public Analyser {
  public:
    void mono(std::span<const float> samples) override { line_.push(samples); }

    void finish(Report& report) override {
        PitchCurve curve = line_.finish();
        Melody& melody = report.melody.emplace();
        melody.notes = notes_in_time(curve);
        for (std::size_t n = 0; n < curve.size(); ++n)
            if (!curve.voiced(n)) curve.hertz[n] = 0.0F;
        melody.curve_hop = curve.hop;
        melody.curve_hz = std::move(curve.hertz);
    }

  private:
    LineListener line_{melody_line()};
};

class BassAnalyser final : public Analyser {
  public:
    void low_mono(std::span<const float> samples) override { line_.push(samples); }
    void finish(Report& report) override { report.bass.emplace().notes = notes_in_time(line_.finish()); }

  private:
    LineListener line_{bass_line()};
};

}  // namespace

std::unique_ptr<Analyser> make_melody_analyser(const StreamInfo& /*info*/) {
    return std::make_unique<MelodyAnalyser>();
}
std::unique_ptr<Analyser> make_bass_analyser(const StreamInfo& /*info*/) { return std::make_unique<BassAnalyser>(); }

}  // namespace stratum::analysis
