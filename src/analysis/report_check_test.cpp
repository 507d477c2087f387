#include "report_check.hpp"

#include "stratum/analysis/analysers.hpp"
#include "stratum/analysis/analyzer.hpp"
#include "stratum/base/cbor.hpp"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>

namespace stratum::analysis {
namespace {

/// Twelve seconds of chords on a beat: every part of the report is there.
Report heard() {
    constexpr int kRate = 44100;
    std::vector<float> samples(12 * kRate);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double t = static_cast<double>(i) / kRate;
        const double fade = std::exp(-6.0 * std::fmod(t, 0.5));
        for (const double hertz : {220.0, 277.18, 329.63})
            samples[i] += static_cast<float>(0.2 * fade * std::sin(2.0 * std::numbers::pi * hertz * t));
    }
    AnalysisOptions everything;
    everything.analysers = AnalyserSet::all();
    auto analyzer = Analyzer::create(SampleRate{kRate}, 1, everything);
    EXPECT_TRUE(analyzer);
    EXPECT_TRUE(analyzer->push(samples));
    auto report = analyzer->finish();
    EXPECT_TRUE(report);
    return *std::move(report);
}

TEST(ReportCheck, TakesWhatWasHeard) {
    const Report report = heard();
    ASSERT_TRUE(report.rhythm && report.rhythm->tempo && report.rhythm->grid);
    ASSERT_TRUE(report.harmony && report.harmony->key);
    ASSERT_TRUE(report.structure && !report.structure->sections.empty());
    ASSERT_TRUE(report.chords && !report.chords->spans.empty() && report.chords->spans.front().chord);
    ASSERT_TRUE(report.theory && !report.theory->chords.empty());
    ASSERT_TRUE(report.drums);
    EXPECT_TRUE(check(report)) << check(report).error().text();
    const auto again = report_from_cbor(to_cbor(report));
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(to_cbor(*again), to_cbor(report));
}

TEST(ReportCheck, RefusesWhatNoReportHolds) {
    const Report good = heard();
    constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
    const std::vector<std::function<void(Report&)>> spoilers{
        [](Report& r) { r.duration = Seconds{-1e300}; },
        [](Report& r) { r.channels = -1; },
        [](Report& r) { r.harmony->key->key.tonic = 12; },
        [](Report& r) { r.harmony->key->opinions.front().key.tonic = std::numeric_limits<int>::max(); },
        [](Report& r) { r.harmony->key->confidence = 1.5; },
        [](Report& r) { r.harmony->chromagram.values.pop_back(); },
        [](Report& r) { r.rhythm->tempo->bpm = Bpm{0.0}; },
        [](Report& r) { r.rhythm->range_set_aside = TempoRange{Bpm{175}, Bpm{88}}; },
        [](Report& r) { r.rhythm->tempo->confidence = kNothing; },
        [](Report& r) { std::swap(r.rhythm->grid->beats.front(), r.rhythm->grid->beats.back()); },
        [](Report& r) { r.rhythm->grid->beats.front() = Seconds{kNothing}; },
        [](Report& r) { r.rhythm->metre = Metre{0, 0.5}; },
        [](Report& r) { r.rhythm->onsets.front().strength = -1.0F; },
        [](Report& r) { r.structure->sections.front().start = Seconds{-1.0}; },
        [](Report& r) { r.structure->sections.front().end = Seconds{kNothing}; },
        [](Report& r) { r.structure->sections.push_back(r.structure->sections.front()); },
        [](Report& r) { r.structure->sections.front().energy = 0; },
        [](Report& r) { r.structure->sections.front().confidence = kNothing; },
        [](Report& r) { r.structure->sections.front().vocals = 1.5; },
        [](Report& r) { r.structure->vocals = VocalCurve{Seconds{1.0}, {0, 101}, {}}; },
        [](Report& r) { r.structure->vocals = VocalCurve{Seconds{0.0}, {0, 100}, {}}; },
        [](Report& r) { r.structure->sections.front().bars = -1; },
        [](Report& r) { r.structure->sections.front().loudness = Lufs{kNothing}; },
        [](Report& r) { r.structure->mix_in = MixPoint{.time = Seconds{1.0}, .bars = 4, .free_bars = 5}; },
        [](Report& r) { r.structure->mix_out = MixPoint{.time = Seconds{-1.0}}; },
        [](Report& r) { r.loudness->integrated = Lufs{kNothing}; },
        [](Report& r) { r.loudness->short_term.front() = std::numeric_limits<float>::infinity(); },
        [](Report& r) { r.waveform->mid.pop_back(); },
        [](Report& r) { r.silence->leading = Seconds{-0.1}; },
        [](Report& r) { r.timbre->mfcc.front().mean = std::numeric_limits<float>::infinity(); },
        [](Report& r) { r.energy->rating = 11; },
        [](Report& r) { r.chords->spans.front().chord->root = 12; },
        [](Report& r) { r.chords->spans.front().chord->bass = std::numeric_limits<int>::min(); },
        [](Report& r) { r.chords->spans.front().confidence = 2.0; },
        [](Report& r) { r.chords->spans.push_back(r.chords->spans.front()); },
        [](Report& r) { r.theory->chords.front().bar = -1; },
        [](Report& r) { r.theory->chords.front().tension = kNothing; },
        [](Report& r) { r.theory->chords.front().voicing.front() = 128; },
        [](Report& r) { r.theory->chords.front().key = Key{-1, Mode::major}; },
        [](Report& r) { r.theory->progressions.emplace_back().times = 0; },
        [](Report& r) { r.theory->cadences.emplace_back().time = Seconds{-1.0}; },
        [](Report& r) { r.theory->next_chords.emplace_back().chord.root = 99; },
        [](Report& r) { r.theory->scales.emplace_back().tonic = 12; },
        [](Report& r) { r.theory->compatible_keys.emplace_back().key.tonic = 12; },
        [](Report& r) { r.harmony->lone_tone = Hertz{-1.0}; },
        [](Report& r) { r.theory->keys.emplace_back().last_bar = -1; },
        [](Report& r) { r.theory->next_chords.emplace_back().key.tonic = -1; },
        [](Report& r) { r.drums->notes = {Note{.start = Seconds{2.0}, .end = Seconds{1.0}, .pitch = 36.0}}; },
        [](Report& r) { r.drums->notes = {Note{.start = Seconds{kNothing}, .end = Seconds{kNothing}}}; },
        [](Report& r) { r.drums->notes = {Note{.pitch = 128.0}}; },
        [](Report& r) { r.drums->notes = {Note{.velocity = -1.0F}}; },
        [](Report& r) { r.drums->notes = {Note{.confidence = 2.0F}}; },
        [](Report& r) {
            r.drums->notes = {Note{.start = Seconds{2.0}, .end = Seconds{3.0}}, Note{.end = Seconds{1.0}}};
        },
    };
    for (std::size_t i = 0; i < spoilers.size(); ++i) {
        Report spoilt = good;
        spoilers[i](spoilt);
        const auto read = report_from_cbor(to_cbor(spoilt));
        ASSERT_FALSE(read) << "spoiler " << i;
        EXPECT_EQ(read.error().code, ErrorCode::corrupt);
    }
}

TEST(ReportCheck, ARefusedPartLeavesTheReportAsItWas) {
    Report report = heard();
    Energy odd = *report.energy;
    const int rating = odd.rating;
    odd.rating = 0;
    EXPECT_FALSE(part_from_cbor(report, AnalyserId::energy, to_cbor(odd)));
    ASSERT_TRUE(report.energy);
    EXPECT_EQ(report.energy->rating, rating);
}

}  // namespace
}  // namespace stratum::analysis
