#include "harmony/key_listener.hpp"

#include "harmony/key_vote.hpp"
#include "harmony/test_music.hpp"
#include "stratum/analysis/analyzer.hpp"
#include "test_networks.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

class KeyListenerTest : public WithNetworks {
  protected:
    [[nodiscard]] KeyRows listen(std::span<const ChromaFrame> frames) const {
        auto heard = listen_for_keys(networks_->key(), frames);
        EXPECT_TRUE(heard);
        return heard ? *heard : KeyRows{};
    }
};

/// I, IV, V, I or i, iv, V, i: five frames each, the bass on the roots.
std::vector<ChromaFrame> cadences(Key key, std::size_t count) {
    std::vector<ChromaFrame> frames(count);
    constexpr std::array kDegrees{0, 5, 7, 0};
    for (std::size_t n = 0; n < count; ++n) {
        const int degree = kDegrees[n / 5 % 4];
        const int third = key.mode == Mode::major || degree == 7 ? 4 : 3;
        for (const int interval : {0, third, 7})
            frames[n].treble[static_cast<std::size_t>((key.tonic + degree + interval) % 12)] = 1.0F / 3.0F;
        frames[n].bass[static_cast<std::size_t>((key.tonic + degree) % 12)] = 1.0F;
        frames[n].weight = 1.0F;
    }
    return frames;
}

std::size_t best_of(const KeyRows::Answers& answers) {
    return static_cast<std::size_t>(std::max_element(answers.begin(), answers.end()) - answers.begin());
}

TEST_F(KeyListenerTest, NamesAllKeysOfACadenceAndTurnsWithThem) {
    const auto in_c = listen(cadences({0, Mode::major}, 160)).mean(cadences({0, Mode::major}, 160), 0, 160);
    ASSERT_TRUE(in_c);
    for (std::size_t k = 0; k < 24; ++k) {
        const std::vector<ChromaFrame> frames = cadences(key_at(k), 160);
        const auto answers = listen(frames).mean(frames, 0, frames.size());
        ASSERT_TRUE(answers);
        EXPECT_EQ(best_of(*answers), k) << name_of(key_at(k));
        if (k < 12)  // the same sums in another order
            for (std::size_t j = 0; j < 12; ++j) EXPECT_NEAR((*answers)[(j + k) % 12], (*in_c)[j], 1e-3F);
    }
}

TEST_F(KeyListenerTest, PiecesOfALongRecordingJoinWithoutASeam) {
    // Over half an hour is heard in two runs; its last ten minutes alone, in one, give the same rows.
    std::vector<ChromaFrame> frames = cadences({2, Mode::minor}, 3000);
    const std::vector<ChromaFrame> more = cadences({7, Mode::major}, 2200);
    frames.insert(frames.end(), more.begin(), more.end());
    const KeyRows all = listen(frames);
    ASSERT_EQ(all.rows.size(), 2600U);
    const std::size_t from = 3600;
    const KeyRows end = listen(std::span{frames}.subspan(from));
    for (std::size_t row = 40; row < end.rows.size(); ++row)  // beyond what the network sees of the cut
        for (std::size_t k = 0; k < KeyRows::kAnswers; ++k)
            ASSERT_NEAR(all.rows[from / 2 + row][k], end.rows[row][k], 1e-3F) << row;
}

TEST_F(KeyListenerTest, SaysNothingOfSilence) {
    const std::vector<ChromaFrame> silence(40);
    EXPECT_FALSE(listen(silence).mean(silence, 0, 40));
    EXPECT_TRUE(listen(std::span<const ChromaFrame>{}).rows.empty());
    EXPECT_TRUE(listen(std::span{silence}.first(1)).rows.empty());
}

TEST_F(KeyListenerTest, ItsOpinionIsKeptBesideTheProfiles) {
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::harmony);
    const std::vector<float> music = test_music::cadence({9, Mode::minor}, 0.0, 4);
    const dsp::AudioView audio{music, 1, SampleRate{test_music::kRate}};
    const auto alone = analyze(audio, options);
    options.networks = networks_;
    const auto together = analyze(audio, options);
    ASSERT_TRUE(alone && together && alone->harmony->key && together->harmony->key);
    EXPECT_FALSE(alone->harmony->network);
    EXPECT_EQ(together->harmony->network, Networks::key_name());
    EXPECT_EQ(together->harmony->key->opinions.size(), alone->harmony->key->opinions.size() + 1);
    EXPECT_EQ(together->harmony->key->opinions.back().method, "network");
    EXPECT_EQ(together->harmony->key->key, (Key{9, Mode::minor}));
}

TEST_F(KeyListenerTest, HearsNoKeyInDrums) {
    AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(AnalyserId::harmony);
    options.networks = networks_;
    const std::vector<float> drums = test_music::drums(20.0);
    const auto report = analyze({drums, 1, SampleRate{test_music::kRate}}, options);
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->harmony->key);
}

TEST(KeyRows, MeansAreOfAudibleRowsOnly) {
    std::vector<ChromaFrame> frames(8);
    for (const std::size_t n : {2U, 3U, 6U}) frames[n].weight = 1.0F;
    KeyRows rows;
    for (const float value : {10.0F, 1.0F, 20.0F, 3.0F}) {
        rows.rows.emplace_back();
        rows.rows.back().fill(value);
    }
    EXPECT_EQ(rows.mean(frames, 0, 8)->front(), 2.0F);  // rows 1 and 3
    EXPECT_EQ(rows.mean(frames, 2, 6)->front(), 1.0F);
    EXPECT_FALSE(rows.mean(frames, 4, 6));
}

}  // namespace
}  // namespace stratum::analysis
