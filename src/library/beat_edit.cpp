#include "stratum/library/beat_edit.hpp"

#include "grid_edit.hpp"

namespace stratum::library {
namespace {

using analysis::Rhythm;

int scaled_bar(int bar, TempoRatio ratio) {
    if (ratio.times == 2 * ratio.over && bar <= 2) return 2 * bar;
    if (2 * ratio.times == ratio.over && bar > 4 && bar % 2 == 0) return bar / 2;
    return bar;
}

Result<void> scale(Stretch& stretch, TempoRatio ratio, int bar, const Sound& sound) {
    if (stretch.beats.size() < 2) return {};
    const std::vector<std::int64_t> downbeats = numbers_of(stretch);
    // Of the ways to begin, the one whose beats hold the most downbeats, and of those the earliest.
    std::int64_t anchor = downbeats.empty() ? 0 : downbeats.front();
    std::ptrdiff_t most = -1;
    for (std::int64_t begin = anchor, i = 0; i < ratio.over; ++i) {
        const auto held = std::ranges::count_if(
            downbeats, [&](std::int64_t number) { return (number - begin - i) % ratio.over == 0; });
        if (held > most) {
            most = held;
            anchor = begin + i;
        }
    }
    std::vector<std::int64_t> known;
    const bool in_bars = ratio.times == 1 || ratio.over == 1;  // Otherwise the old bars say nothing of the new ones.
    for (const std::int64_t number : downbeats) {
        if ((number - anchor) % ratio.over != 0) continue;
        if (in_bars || known.empty()) known.push_back((number - anchor) / ratio.over * ratio.times);
    }
    const Stretch old = stretch;
    const BeatLine line{old};
    if (stretch.tempo) stretch.tempo = Bpm{stretch.tempo->value() * ratio.times / ratio.over};
    const auto at = [&](std::int64_t number) {
        return line.at(static_cast<double>(anchor) + static_cast<double>(number * ratio.over) / ratio.times);
    };
    return fill(stretch, at, sound, known, bar);
}

}  // namespace

Result<void> check_tempo(Bpm tempo) {
    if (tempo >= kSlowestGrid && tempo <= kFastestGrid) return {};
    return error(ErrorCode::invalid_argument, "a tempo of " + format_fixed(tempo.value(), 2) + " BPM is none",
                 "tempi from 10 to 1000 BPM are possible");
}

Result<void> check_shift(double beats) {
    if (std::isfinite(beats) && std::abs(beats) <= kLongestShift && beats != 0.0) return {};
    return error(ErrorCode::invalid_argument, "beats can be shifted by up to 64, and not by 0",
                 "for example by 1, -1 or 0.5");
}

Result<Rhythm> scale_beats(const analysis::Report& report, TempoRatio ratio, std::optional<Seconds> from) {
    STRATUM_CHECK(ratio.times >= 1 && ratio.over >= 1 && ratio.times <= 16 && ratio.over <= 16);
    if (!report.rhythm || !report.rhythm->tempo)
        return error(ErrorCode::invalid_argument, "no tempo was heard in it",
                     "say its tempo first (in the terminal: --bpm)");
    STRATUM_TRY(auto edit, GridEdit::begin(report, from));
    const Bpm old = report.rhythm->tempo->bpm;
    const Bpm wanted{old.value() * ratio.times / ratio.over};
    STRATUM_TRY_VOID(check_tempo(wanted));
    if (report.rhythm->grid || from)
        if (!edit.has_beats()) return no_beats(from);
    const int bar = scaled_bar(edit.bar(), ratio);
    for (Stretch& stretch : edit.after()) STRATUM_TRY_VOID(scale(stretch, ratio, bar, edit.sound()));
    return edit.finish(edit.mostly() ? wanted : old, edit.mostly() ? bar : edit.bar());
}

Result<Rhythm> shift_beats(const analysis::Report& report, double beats, std::optional<Seconds> from) {
    STRATUM_TRY_VOID(check_shift(beats));
    STRATUM_TRY(auto edit, GridEdit::begin(report, from));
    if (!edit.has_beats() || !report.rhythm->tempo) return no_beats(from);
    const double whole = std::floor(beats + 1e-9);
    const double part = std::max(0.0, beats - whole) < 1e-6 ? 0.0 : beats - whole;
    if (part == 0.0 && !edit.has_downbeats())
        return error(ErrorCode::invalid_argument, "no bars were heard in it, so a whole beat changes nothing",
                     "shift it by a part of a beat, such as 0.5");
    for (Stretch& stretch : edit.after()) {
        if (stretch.beats.size() < 2) continue;
        std::vector<std::int64_t> known = numbers_of(stretch);
        for (std::int64_t& number : known) number += static_cast<std::int64_t>(whole);
        const Stretch old = stretch;
        const BeatLine line{old};
        const auto at = [&](std::int64_t number) { return line.at(static_cast<double>(number) + part); };
        STRATUM_TRY_VOID(fill(stretch, at, edit.sound(), known, edit.bar()));
    }
    return edit.finish(report.rhythm->tempo->bpm, edit.bar());
}

Result<Rhythm> fit_beats(const analysis::Report& report, Bpm tempo, std::optional<Seconds> from) {
    STRATUM_TRY_VOID(check_tempo(tempo));
    STRATUM_TRY(auto edit, GridEdit::begin(report, from));
    double anchor = std::max(edit.border(), edit.sound().begin);
    const auto& old = edit.after();
    const auto barred = std::ranges::find_if(old, [](const Stretch& one) { return !one.downbeats.empty(); });
    const auto beaten = std::ranges::find_if(old, [](const Stretch& one) { return !one.beats.empty(); });
    if (beaten != old.end()) anchor = beaten->beats.front();
    if (barred != old.end()) anchor = barred->downbeats.front();
    std::vector<std::int64_t> known;
    if (barred != old.end()) known.push_back(0);
    Stretch whole{.start = edit.before().empty() ? 0.0 : edit.border(),
                  .end = edit.duration(),
                  .tempo = tempo,
                  .first_beat = anchor};
    const double period = beat_period(tempo).value();
    const auto at = [&](std::int64_t number) { return anchor + static_cast<double>(number) * period; };
    STRATUM_TRY_VOID(fill(whole, at, edit.sound(), known, edit.bar()));
    if (whole.beats.empty()) return error(ErrorCode::invalid_argument, "it is too short for a beat of that tempo");
    edit.after().assign(1, std::move(whole));
    const bool keeps_its_tempo = !edit.mostly() && report.rhythm && report.rhythm->tempo;
    return edit.finish(keeps_its_tempo ? report.rhythm->tempo->bpm : tempo, edit.bar());
}

}  // namespace stratum::library
