#include "tiles.hpp"

#include <gtest/gtest.h>

namespace stratum::audio {
namespace {

analysis::Waveform ramp(std::size_t columns) {
    analysis::Waveform waveform{.hop = Seconds{0.01}};
    for (std::size_t i = 0; i < columns; ++i) {
        waveform.peak.push_back(static_cast<std::uint8_t>(i % 251));
        waveform.low.push_back(1);
        waveform.mid.push_back(2);
        waveform.high.push_back(static_cast<std::uint8_t>(i % 2 == 0 ? 3 : 4));
    }
    return waveform;
}

TEST(Tiles, HaveAsManyLevelsAsLeadToOneTile) {
    EXPECT_EQ(levels_of(ramp(0)), 1);
    EXPECT_EQ(levels_of(ramp(1024)), 1);
    EXPECT_EQ(levels_of(ramp(1025)), 2);
    EXPECT_EQ(levels_of(ramp(5000)), 4);
}

TEST(Tiles, HoldFourBytesAColumn) {
    const auto waveform = ramp(1500);
    const auto first = tile_of(waveform, 0, 0);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->size(), 4096U);
    EXPECT_EQ(first->substr(4, 4), (std::string{"\x01\x01\x02\x04", 4}));
    const auto second = tile_of(waveform, 0, 1);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->size(), (1500U - 1024U) * 4U);
}

TEST(Tiles, KeepTheLargestOfWhatTheyCover) {
    const auto tile = tile_of(ramp(1500), 1, 0);
    ASSERT_TRUE(tile);
    EXPECT_EQ(tile->size(), 750U * 4U);
    EXPECT_EQ(tile->substr(0, 4), (std::string{"\x01\x01\x02\x04", 4}));
    EXPECT_EQ(static_cast<std::uint8_t>((*tile)[125 * 4]), 250);  // columns 250 and 251, which begins anew at 0
}

TEST(Tiles, AreNotThereBeyondTheEnd) {
    const auto waveform = ramp(1500);
    EXPECT_FALSE(tile_of(waveform, 0, 2));
    EXPECT_FALSE(tile_of(waveform, 2, 0));
    EXPECT_FALSE(tile_of(waveform, -1, 0));
    EXPECT_FALSE(tile_of(waveform, 0, -1));
    EXPECT_FALSE(tile_of(ramp(0), 0, 0));
}

}  // namespace
}  // namespace stratum::audio
