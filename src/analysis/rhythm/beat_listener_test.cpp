#include "rhythm/beat_listener.hpp"

#include "rhythm/beat_opinion.hpp"
#include "rhythm/onsets.hpp"
#include "stratum/analysis/analyzer.hpp"
#include "stratum/dsp/stft.hpp"
#include "stratum/nn/runtime.hpp"
#include "test_networks.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace stratum::analysis::rhythm {
namespace {

class BeatListenerTest : public WithNetworks {};

/// Noise that falls by some 3 dB an octave.
std::vector<float> pink(double seconds) {
    std::vector<float> x(static_cast<std::size_t>(seconds * kMonoRate.value()));
    std::uint32_t random = 7;
    double slow = 0.0;
    double middle = 0.0;
    for (float& out : x) {
        random = random * 1664525U + 1013904223U;
        const double white = static_cast<double>(random >> 8U) / (1U << 23U) - 1.0;
        slow = 0.997 * slow + 0.03 * white;
        middle = 0.96 * middle + 0.09 * white;
        out = static_cast<float>(0.3 * (slow + middle + 0.1 * white));
    }
    return x;
}

// A kick on each beat, a snare on each second, hats between.
std::vector<float> drums(double bpm, double seconds) {
    const double rate = kMonoRate.value();
    std::vector<float> x(static_cast<std::size_t>(seconds * rate), 0.0F);
    std::uint32_t noise = 1;
    const auto hit = [&](double at, double length, double hertz, float level) {
        const auto from = static_cast<std::size_t>(at * rate);
        for (std::size_t i = 0; i < static_cast<std::size_t>(length * rate) && from + i < x.size(); ++i) {
            const double t = static_cast<double>(i) / rate;
            noise = noise * 1664525U + 1013904223U;
            const double wave =
                hertz > 0.0 ? std::sin(2.0 * M_PI * hertz * t) : static_cast<double>(noise >> 8U) / (1U << 23U) - 1.0;
            x[from + i] += level * static_cast<float>(wave * std::exp(-4.0 * t / length));
        }
    };
    const double beat = 60.0 / bpm;
    for (int n = 0; n * beat < seconds; ++n) {
        hit(n * beat, 0.15, 60.0, 0.8F);
        if (n % 2 == 1) hit(n * beat, 0.12, 0.0, 0.5F);
        hit((n + 0.5) * beat, 0.04, 0.0, 0.15F);
    }
    return x;
}

BeatActivations listen(const std::shared_ptr<const Networks>& networks, std::span<const float> x) {
    BeatListener listener{networks};
    dsp::Stft stft{{.size = kSpectrumSize, .hop = kSpectrumHop},
                   [&](const dsp::SpectrumFrame& frame) { listener.hear(frame); }};
    stft.push(x);
    stft.finish();
    auto heard = listener.finish();
    EXPECT_TRUE(heard) << heard.error().message;
    return heard ? std::move(*heard) : BeatActivations{};
}

TEST_F(BeatListenerTest, NoBeatIsHeardInNoise) {
    const std::vector<float> noise = pink(40.0);
    AnalysisOptions options;
    options.networks = networks_;
    const auto report = analyze({.samples = noise, .rate = kMonoRate, .channels = 1}, options);
    ASSERT_TRUE(report && report->rhythm);
    EXPECT_FALSE(report->rhythm->tempo);
    EXPECT_FALSE(report->rhythm->grid);
    EXPECT_FALSE(report->rhythm->metre);
}

TEST_F(BeatListenerTest, BeatsOfAPlainDrummerAreHeardAndWhatLiesBetweenIsNot) {
    for (const double bpm : {92.0, 124.0, 150.0}) {
        const BeatActivations heard = listen(networks_, drums(bpm, 30.0));
        double on = 0.0;
        double between = 0.0;
        int count = 0;
        for (double at = 5.0; at < 25.0; at += 60.0 / bpm, ++count) {
            const double frame = (std::round(at * bpm / 60.0) * 60.0 / bpm - kOnsetLatency.value()) * kFrameRate;
            on += activation_at(heard.beat, frame);
            between += activation_at(heard.beat, frame + 30.0 / bpm * kFrameRate);
        }
        EXPECT_GT(on / count, 0.5) << bpm;
        EXPECT_LT(between / count, 0.2) << bpm;
    }
}

TEST_F(BeatListenerTest, PiecesGiveWhatOneRunGives) {
    const std::vector<float> x = drums(126.0, 230.0);  // Three pieces.
    const BeatActivations heard = listen(networks_, x);
    BeatBands bands;
    dsp::Stft stft{{.size = kSpectrumSize, .hop = kSpectrumHop},
                   [&](const dsp::SpectrumFrame& frame) { bands.hear(frame); }};
    stft.push(x);
    stft.finish();
    const std::array<std::int64_t, 3> shape{1, static_cast<std::int64_t>(bands.count()),
                                            static_cast<std::int64_t>(BeatBands::kStepSize)};
    const std::array<std::string, 1> names{"beats"};
    const auto whole = networks_->beats().run("bands", bands.steps(), shape, names);
    ASSERT_TRUE(whole) << whole.error().message;
    ASSERT_EQ(heard.steps(), bands.count());
    double worst = 0.0;
    for (std::size_t i = 0; i < heard.steps(); ++i) {
        const double expected = 1.0 / (1.0 + std::exp(-static_cast<double>((*whole)[0].values[2 * i])));
        worst = std::max(worst, std::abs(expected - static_cast<double>(heard.beat[i])));
    }
    // The library may sum in another order for another length.
    EXPECT_LT(worst, 1e-4);
}

TEST_F(BeatListenerTest, AListenerMayHearASecondRecording) {
    const std::vector<float> x = drums(110.0, 12.0);
    BeatListener listener{networks_};
    std::array<BeatActivations, 2> heard;
    for (auto& one : heard) {
        dsp::Stft stft{{.size = kSpectrumSize, .hop = kSpectrumHop},
                       [&](const dsp::SpectrumFrame& frame) { listener.hear(frame); }};
        stft.push(x);
        stft.finish();
        auto result = listener.finish();
        ASSERT_TRUE(result);
        one = std::move(*result);
    }
    EXPECT_EQ(heard[0].beat, heard[1].beat);
    EXPECT_EQ(heard[0].downbeat, heard[1].downbeat);
    EXPECT_EQ(heard[0].tempo, heard[1].tempo);
}

TEST_F(BeatListenerTest, NothingGivesNothing) {
    BeatListener listener{networks_};
    const auto heard = listener.finish();
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->steps(), 0U);
    EXPECT_TRUE(BeatIntervals({&*heard, 0, 0}).empty());
}

TEST_F(BeatListenerTest, AFewFramesGiveAStepForEachTwo) {
    const BeatActivations heard = listen(networks_, drums(120.0, 0.2));
    EXPECT_EQ(heard.steps(), 9U);  // 0.2 s are 4,410 samples: frames are centred on 0, 256 ... 4,352, which is 18.
}

}  // namespace
}  // namespace stratum::analysis::rhythm
