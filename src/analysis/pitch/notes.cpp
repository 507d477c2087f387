#include "pitch/note_cuts.hpp"
#include "stratum/analysis/pitch.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr double kBridge = 0.025;   // Seconds: a gap shorter than this is a slip of the tracker.
constexpr double kReach = 0.07;     // How far around a dip its shoulders are looked for.
constexpr double kLongest = 30.0;   // Stretches are cut here at the latest, for the sake of memory.
constexpr float kQuietest = 50.0F;  // dB below the loudest note: velocity 0.

float semitone_of(float hertz) { return 69.0F + 12.0F * std::log2(hertz / 440.0F); }

struct Span {
    std::size_t from, to;  ///< Frames, `to` not included.
};

/// Voiced stretches; gaps shorter than kBridge are closed where the pitch goes on.
std::vector<Span> voiced_spans(const PitchCurve& curve) {
    const double hop = curve.hop.value();
    const auto bridge = static_cast<std::size_t>(kBridge / hop);
    const auto longest = static_cast<std::size_t>(kLongest / hop);
    std::vector<Span> out;
    for (std::size_t n = 0; n < curve.size(); ++n) {
        if (!curve.voiced(n) || !(curve.hertz[n] > 0.0F)) continue;
        if (!out.empty() && n - out.back().to <= bridge && n + 1 - out.back().from < longest &&
            (n == out.back().to ||
             std::abs(semitone_of(curve.hertz[n]) - semitone_of(curve.hertz[out.back().to - 1])) < 1.0F))
            out.back().to = n + 1;
        else
            out.push_back({n, n + 1});
    }
    return out;
}

float median(std::vector<float>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// A note whose velocity awaits that of the loudest.
struct Heard {
    Note note;
    float level;  ///< dB.
};

/// One note out of one piece of the curve.
Heard note_of(const PitchCurve& curve, Span span, std::vector<float>& scratch) {
    // The slides into and out of a note say little about its pitch.
    const std::size_t edge = (span.to - span.from) / 5;
    scratch.clear();
    for (std::size_t n = span.from + edge; n < span.to - edge; ++n)
        if (curve.hertz[n] > 0.0F) scratch.push_back(semitone_of(curve.hertz[n]));
    Note note;
    note.start = curve.time(span.from);
    note.end = curve.time(span.to);
    note.pitch = std::clamp(static_cast<double>(median(scratch)), 0.0, 127.0);
    double heard = 0.0;
    double near = 0.0;
    float level = -120.0F;
    for (std::size_t n = span.from; n < span.to; ++n) {
        heard += curve.confidence[n];
        if (curve.hertz[n] > 0.0F && std::abs(semitone_of(curve.hertz[n]) - static_cast<float>(note.pitch)) < 1.0F)
            near += 1.0;
        level = std::max(level, curve.level[n]);
    }
    const double frames = static_cast<double>(span.to - span.from);
    const double length = frames * curve.hop.value();
    // Short ones and those that hardly hold their pitch are doubtful.
    note.confidence = static_cast<float>(heard / frames * near / frames * (1.0 - 0.5 * std::exp(-length / 0.08)));
    return {note, level};
}

}  // namespace

std::vector<Note> notes_of(const PitchCurve& curve, const NoteOptions& options) {
    std::vector<Heard> heard;
    const double hop = curve.hop.value();
    if (!(hop > 0.0)) return {};
    const auto shortest =
        static_cast<std::size_t>(std::max(1.0, std::round(std::clamp(options.shortest.value(), 0.01, 1.0) / hop)));
    const double price = std::clamp(options.jump, 0.1, 10.0) * 0.1 / hop;
    const double dip = std::clamp(options.dip_db, 1.0, 60.0);
    std::vector<float> semitones;
    std::vector<float> scratch;
    for (const Span& stretch : voiced_spans(curve)) {
        semitones.clear();
        for (std::size_t n = stretch.from; n < stretch.to; ++n)
            semitones.push_back(curve.hertz[n] > 0.0F ? semitone_of(curve.hertz[n]) : semitones.back());
        std::vector<std::size_t> cuts = note_cuts(semitones, price);
        const auto level = std::span(curve.level).subspan(stretch.from, stretch.to - stretch.from);
        for (const std::size_t cut : level_cuts(level, dip, static_cast<std::size_t>(kReach / hop)))
            if (std::ranges::none_of(cuts, [&](std::size_t at) { return at < cut + shortest && cut < at + shortest; }))
                cuts.push_back(cut);
        std::ranges::sort(cuts);
        cuts.push_back(semitones.size());
        for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
            if (cuts[i + 1] - cuts[i] >= shortest)
                heard.push_back(note_of(curve, {stretch.from + cuts[i], stretch.from + cuts[i + 1]}, scratch));
    }
    float loudest = -120.0F;
    for (const Heard& one : heard) loudest = std::max(loudest, one.level);
    std::vector<Note> notes;
    notes.reserve(heard.size());
    for (Heard& one : heard) {
        one.note.velocity = std::clamp(1.0F - (loudest - one.level) / kQuietest, 0.0F, 1.0F);
        notes.push_back(one.note);
    }
    return notes;
}

}  // namespace stratum::analysis
