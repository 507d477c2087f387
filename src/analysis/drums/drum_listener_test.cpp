#include "drums/drum_listener.hpp"

#include "drums/test_kit.hpp"
#include "stratum/dsp/stft.hpp"
#include "test_networks.hpp"

#include <array>
#include <gtest/gtest.h>

namespace stratum::analysis::drums {
namespace {

std::vector<Note> listen(const std::shared_ptr<const Networks>& networks, std::span<const float> samples,
                         std::size_t piece = 4096) {
    DrumListener listener{networks, piece};
    dsp::Stft stft{{.size = kSpectrumSize, .hop = kSpectrumHop},
                   [&](const dsp::SpectrumFrame& frame) { listener.hear(frame); }};
    stft.push(samples);
    stft.finish();
    EXPECT_EQ(listener.by_network(), networks != nullptr);
    return listener.finish();
}

/// What is heard in pieces is what is heard at once; a network may differ in the last digits of a sum.
void expect_no_seams(const std::shared_ptr<const Networks>& networks, double tolerance) {
    const Pattern pattern{9.0, kMonoRate.value()};
    const auto whole = listen(networks, pattern.kit.samples());
    EXPECT_GT(whole.size(), 20U);
    for (const std::size_t piece : {31, 100, 256}) {
        const auto parts = listen(networks, pattern.kit.samples(), piece);
        ASSERT_EQ(parts.size(), whole.size()) << piece;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            EXPECT_EQ(parts[i].pitch, whole[i].pitch);
            EXPECT_NEAR(parts[i].start.value(), whole[i].start.value(), tolerance);
            EXPECT_NEAR(parts[i].confidence, whole[i].confidence, tolerance);
        }
    }
}

class DrumListenerTest : public WithNetworks {};

TEST(DrumListener, HearsNoSeamsBetweenItsPieces) { expect_no_seams(nullptr, 0.0); }

TEST_F(DrumListenerTest, HearsNoSeamsWithTheNetworkEither) { expect_no_seams(networks_, 1e-4); }

TEST_F(DrumListenerTest, WithTheNetworkTellsPlainStrokesApart) {
    const Pattern pattern{60.0, kMonoRate.value()};
    const auto notes = listen(networks_, pattern.kit.samples());
    // Synthetic strokes are none that it has met.
    EXPECT_GE(f_measure(notes, DrumVoice::kick, pattern.kicks), 0.9);
    EXPECT_GE(f_measure(notes, DrumVoice::snare, pattern.snares), 0.9);
    EXPECT_GE(f_measure(notes, DrumVoice::closed_hi_hat, pattern.hats), 0.8);
    for (const Note& note : notes) {
        EXPECT_GT(note.confidence, 0.0F);
        EXPECT_LE(note.velocity, 1.0F);
    }
}

}  // namespace
}  // namespace stratum::analysis::drums
