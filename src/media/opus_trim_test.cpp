#include "opus_trim.hpp"

#include <array>
#include <gtest/gtest.h>

namespace stratum::media {
namespace {

using Data = std::vector<std::uint8_t>;

void page(Data& out, bool begins, std::uint64_t granule, const std::vector<Data>& packets) {
    out.insert(out.end(), {'O', 'g', 'g', 'S', 0, static_cast<std::uint8_t>(begins ? 2 : 0)});
    for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<std::uint8_t>(granule >> shift));
    out.insert(out.end(), 12, 0);
    out.push_back(static_cast<std::uint8_t>(packets.size()));
    for (const Data& packet : packets) out.push_back(static_cast<std::uint8_t>(packet.size()));
    for (const Data& packet : packets) out.insert(out.end(), packet.begin(), packet.end());
}

Trim trim_of(std::uint64_t granule) {
    Data head{'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, 2, 0x38, 0x01};
    head.resize(19, 0);
    Data file;
    page(file, true, 0, {head});
    page(file, false, 0, {{'O', 'p', 'u', 's', 'T', 'a', 'g', 's'}});
    page(file, false, granule, {{31 << 3, 1, 2}, {31 << 3 | 1, 3}, {31 << 3 | 3, 2, 4}});
    MemoryBytes source{file};
    const auto stream = find_ogg_stream(source);
    EXPECT_TRUE(stream && *stream);
    const auto trim = opus_trim(source, **stream);
    EXPECT_TRUE(trim);
    return *trim;
}

TEST(OpusPacket, TellsItsLength) {
    const auto samples = [](std::uint8_t first, std::uint8_t second) {
        return opus_packet_samples(std::array{first, second});
    };
    EXPECT_EQ(samples(0, 0), 480);             // SILK, 10 ms.
    EXPECT_EQ(samples(3 << 3, 0), 2880);       // SILK, 60 ms.
    EXPECT_EQ(samples(13 << 3, 0), 960);       // Hybrid, 20 ms.
    EXPECT_EQ(samples(16 << 3, 0), 120);       // CELT, 2.5 ms.
    EXPECT_EQ(samples(31 << 3 | 2, 0), 1920);  // CELT, 20 ms, two of them.
    EXPECT_EQ(samples(31 << 3 | 3, 0x83), 2880);
    EXPECT_EQ(opus_packet_samples({}), 0);
}

TEST(OpusTrim, IsThePreSkipAndWhatLiesBehindTheLastGranule) {
    EXPECT_EQ(trim_of(4800), (Trim{312, 0}));
    EXPECT_EQ(trim_of(4700), (Trim{312, 100}));
    EXPECT_EQ(trim_of(9999), (Trim{312, 0})) << "a stream cut out of a longer one begins later";
    EXPECT_EQ(trim_of(~0ULL), (Trim{312, 0})) << "no packet ends there";
}

}  // namespace
}  // namespace stratum::media
