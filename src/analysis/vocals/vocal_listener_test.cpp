#include "vocals/vocal_listener.hpp"

#include "stratum/dsp/stft.hpp"
#include "test_networks.hpp"
#include "vocals/test_singer.hpp"

#include <gtest/gtest.h>
#include <numeric>
#include <span>

namespace stratum::analysis::vocals {
namespace {

std::optional<VocalCurve> listen(const std::shared_ptr<const Networks>& networks, std::span<const float> samples,
                                 std::size_t piece = 2048) {
    VocalListener listener{networks, piece};
    dsp::Stft stft{{.size = kSpectrumSize, .hop = kSpectrumHop},
                   [&](const dsp::SpectrumFrame& frame) { listener.hear(frame); }};
    stft.push(samples);
    stft.finish();
    return listener.finish();
}

double mean(std::span<const std::uint8_t> presence) {
    return std::accumulate(presence.begin(), presence.end(), 0.0) / static_cast<double>(presence.size());
}

class VocalListenerTest : public WithNetworks {};

TEST(VocalListener, SaysThatNoNetworkListened) {
    const auto curve = listen(nullptr, test_singer::band(3.0));
    ASSERT_TRUE(curve);
    EXPECT_FALSE(curve->network);
    EXPECT_EQ(curve->presence.size(), 3U);
}

TEST(VocalListener, WithoutANetworkTheSingerStillMakesADifference) {
    std::vector<float> samples = test_singer::band(24.0);
    test_singer::add_singer(samples, 12.0, 24.0);
    const auto curve = listen(nullptr, samples);
    ASSERT_TRUE(curve);
    const std::span<const std::uint8_t> presence = curve->presence;
    EXPECT_GT(mean(presence.subspan(13, 10)), mean(presence.subspan(0, 11)) + 5.0);
}

TEST_F(VocalListenerTest, TellsNothingOfNoAudio) { EXPECT_FALSE(listen(networks_, {})); }

TEST_F(VocalListenerTest, HearsNobodyInSilence) {
    for (const auto& networks : {networks_, std::shared_ptr<const Networks>{}}) {
        const auto curve = listen(networks, std::vector<float>(5 * 22050));
        ASSERT_TRUE(curve);
        ASSERT_GE(curve->presence.size(), 5U);
        EXPECT_EQ(mean(curve->presence), 0.0);
    }
}

TEST_F(VocalListenerTest, HearsTheSingerOverTheBandAndNotTheBandAlone) {
    std::vector<float> samples = test_singer::band(24.0);
    test_singer::add_singer(samples, 12.0, 24.0);
    const auto curve = listen(networks_, samples);
    ASSERT_TRUE(curve);
    EXPECT_EQ(curve->network, Networks::vocals_name());
    const std::span<const std::uint8_t> presence = curve->presence;
    // A second to either side of the entry is left out: the network looks that far.
    // A singer by rule is none that the network has met, so it need not be sure.
    EXPECT_LT(mean(presence.subspan(0, 11)), 10.0);
    EXPECT_GT(mean(presence.subspan(13, 10)), 35.0);
}

TEST_F(VocalListenerTest, HearsNoSeamsBetweenItsPieces) {
    std::vector<float> samples = test_singer::band(9.0);
    test_singer::add_singer(samples, 3.0, 7.0);
    const auto whole = listen(networks_, samples);
    ASSERT_TRUE(whole);
    for (const std::size_t piece : {4, 64, 200}) {
        const auto parts = listen(networks_, samples, piece);
        ASSERT_TRUE(parts);
        ASSERT_EQ(parts->presence.size(), whole->presence.size());
        // The last digits of a sum may differ, and with them a rounding.
        for (std::size_t i = 0; i < whole->presence.size(); ++i)
            EXPECT_NEAR(parts->presence[i], whole->presence[i], 1) << piece;
    }
}

}  // namespace
}  // namespace stratum::analysis::vocals
