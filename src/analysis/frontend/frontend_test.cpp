#include "frontend/frontend.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <vector>

namespace stratum::analysis {
namespace {

/// Keeps everything it is given.
class Recorder : public Analyser {
  public:
    void source(const dsp::AudioView& block) override {
        source_blocks.push_back(block.frames());
        source_samples.insert(source_samples.end(), block.samples.begin(), block.samples.end());
    }
    void mono(std::span<const float> samples) override {
        mono_samples.insert(mono_samples.end(), samples.begin(), samples.end());
    }
    void low_mono(std::span<const float> samples) override {
        low_samples.insert(low_samples.end(), samples.begin(), samples.end());
    }
    void spectrum(const dsp::SpectrumFrame& frame) override {
        magnitudes.insert(magnitudes.end(), frame.magnitude.begin(), frame.magnitude.end());
        ++frames;
    }
    void finish(Report&) override {}

    std::vector<std::int64_t> source_blocks;
    std::vector<float> source_samples;
    std::vector<float> mono_samples;
    std::vector<float> low_samples;
    std::vector<float> magnitudes;
    std::int64_t frames = 0;
};

constexpr Views kAllViews{.mono = true, .spectrum = true, .low_mono = true};

/// A sine of 441 Hz, at `gain[c]` in channel c.
std::vector<float> tone(int rate, int frames, const std::vector<float>& gain) {
    std::vector<float> x;
    for (int i = 0; i < frames; ++i)
        for (const float g : gain)
            x.push_back(g * static_cast<float>(std::sin(2.0 * std::numbers::pi * 441.0 * i / rate)));
    return x;
}

Recorder hear(StreamInfo info, std::span<const float> x, std::size_t block) {
    Recorder recorder;
    auto end = FrontEnd::create(info, {{&recorder, kAllViews}});
    EXPECT_TRUE(end.ok());
    for (std::size_t i = 0; i < x.size(); i += block) end->push(x.subspan(i, std::min(block, x.size() - i)));
    end->finish();
    return recorder;
}

TEST(FrontEnd, MixesToTheMeanAtTheMonoRate) {
    for (const int rate : {44100, 48000, 22050, 96000}) {
        const auto recorder = hear({SampleRate{rate}, 2}, tone(rate, rate, {0.8F, 0.4F}), 8192);
        ASSERT_EQ(recorder.mono_samples.size(), 22050U) << rate;
        ASSERT_EQ(recorder.low_samples.size(), 11025U) << rate;
        for (int i = 5000; i < 15000; ++i)
            ASSERT_NEAR(recorder.mono_samples[i], 0.6 * std::sin(2.0 * std::numbers::pi * 441.0 * i / 22050.0), 3e-4);
        for (int i = 2000; i < 8000; ++i)
            ASSERT_NEAR(recorder.low_samples[i], 0.6 * std::sin(2.0 * std::numbers::pi * 441.0 * i / 11025.0), 3e-4);
        EXPECT_EQ(recorder.frames, 22049 / kSpectrumHop + 1);
    }
}

TEST(FrontEnd, HandsOutTheSourceInFixedBlocks) {
    const auto x = tone(44100, 10'000, {1.0F, -1.0F});
    for (const std::size_t block : {2UL, 14UL, 8192UL, 20'000UL}) {
        const auto recorder = hear({SampleRate{44100}, 2}, x, block);
        EXPECT_EQ(recorder.source_blocks, (std::vector<std::int64_t>{4096, 4096, 1808})) << block;
        EXPECT_EQ(recorder.source_samples, x);
    }
}

TEST(FrontEnd, BlockSizeChangesNoBit) {
    const auto x = tone(44100, 30'000, {0.5F, 0.3F, 0.1F});
    const auto whole = hear({SampleRate{48000}, 3}, x, x.size());
    for (const std::size_t block : {3UL, 21UL, 12'288UL}) {
        const auto cut = hear({SampleRate{48000}, 3}, x, block);
        EXPECT_EQ(cut.mono_samples, whole.mono_samples);
        EXPECT_EQ(cut.low_samples, whole.low_samples);
        EXPECT_EQ(cut.magnitudes, whole.magnitudes);
    }
}

TEST(FrontEnd, RefusesWhatNoRecordingHas) {
    for (const StreamInfo& info : {StreamInfo{SampleRate{44100}, 0}, StreamInfo{SampleRate{44100}, 65},
                                   StreamInfo{SampleRate{999}, 2}, StreamInfo{SampleRate{1'000'001}, 2}})
        EXPECT_EQ(FrontEnd::create(info, {}).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace stratum::analysis
