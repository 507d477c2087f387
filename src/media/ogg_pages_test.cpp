#include "ogg_pages.hpp"

#include <gtest/gtest.h>
#include <string_view>

namespace stratum::media {
namespace {

using Data = std::vector<std::uint8_t>;

/// A page with whole packets of less than 255 bytes each; `open` leaves the last one to go on (its length must be 255).
void page(Data& out, std::uint32_t serial, bool begins, const std::vector<Data>& packets) {
    out.insert(out.end(), {'O', 'g', 'g', 'S', 0, static_cast<std::uint8_t>(begins ? 2 : 0)});
    out.insert(out.end(), 8, 0);
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(serial >> shift));
    out.insert(out.end(), 8, 0);
    out.push_back(static_cast<std::uint8_t>(packets.size()));
    for (const Data& packet : packets) out.push_back(static_cast<std::uint8_t>(packet.size()));
    for (const Data& packet : packets) out.insert(out.end(), packet.begin(), packet.end());
}

Data opus_head(std::uint8_t channels = 2) {
    Data out{'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, channels, 0x38, 0x01};
    out.resize(19, 0);
    return out;
}
const Data kTags{'O', 'p', 'u', 's', 'T', 'a', 'g', 's'};

Data walked(const Data& file) {
    MemoryBytes source{file};
    const auto stream = find_ogg_stream(source);
    Data out;
    if (!stream || !*stream) return out;
    EXPECT_TRUE(walk_ogg_packets(source, **stream,
                                 [&](std::span<const std::uint8_t> p) { out.insert(out.end(), p.begin(), p.end()); }));
    return out;
}

TEST(OggStream, ReadsTheFactsOfOpus) {
    Data file;
    page(file, 5, true, {opus_head()});
    page(file, 5, false, {kTags});
    MemoryBytes source{file};
    const auto stream = find_ogg_stream(source);
    ASSERT_TRUE(stream && *stream);
    EXPECT_EQ((*stream)->codec, OggCodec::opus);
    EXPECT_EQ((*stream)->rate, 48'000);
    EXPECT_EQ((*stream)->channels, 2);
    EXPECT_EQ((*stream)->pre_skip, 312);
    EXPECT_FALSE((*stream)->chained);
    EXPECT_FALSE((*stream)->has_video);
}

TEST(OggPackets, AreThoseAfterTheHeadersWhateverThePages) {
    Data one;
    page(one, 5, true, {opus_head()});
    page(one, 5, false, {kTags});
    page(one, 5, false, {{1, 2}, {3}, {4, 5}});
    Data other;
    page(other, 77, true, {opus_head()});
    Data longer = kTags;
    longer.resize(200, 'x');
    page(other, 77, false, {longer, {1, 2}});
    page(other, 77, false, {{3}});
    page(other, 77, false, {{4, 5}});
    EXPECT_EQ(walked(one), (Data{1, 2, 3, 4, 5}));
    EXPECT_EQ(walked(other), walked(one));
}

TEST(OggPackets, LeaveOutOtherStreamsAndGoOverDamage) {
    Data file;
    page(file, 1, true, {{0x80, 't', 'h', 'e', 'o', 'r', 'a'}});
    page(file, 5, true, {opus_head()});
    page(file, 1, false, {{9, 9, 9}});
    page(file, 5, false, {kTags});
    page(file, 5, false, {{1, 2}});
    file.insert(file.end(), 70'000, 'O');
    page(file, 5, false, {{3}});
    page(file, 1, false, {{9, 9}});
    EXPECT_EQ(walked(file), (Data{1, 2, 3}));
    MemoryBytes source{file};
    EXPECT_TRUE((*find_ogg_stream(source))->has_video);
}

TEST(OggPackets, FollowAChainAndSkipItsHeaders) {
    Data file;
    page(file, 5, true, {opus_head()});
    page(file, 5, false, {kTags});
    page(file, 5, false, {{1, 2}});
    page(file, 6, true, {opus_head()});
    page(file, 6, false, {kTags});
    page(file, 6, false, {{3}});
    EXPECT_EQ(walked(file), (Data{1, 2, 3}));
    MemoryBytes source{file};
    EXPECT_TRUE((*find_ogg_stream(source))->chained);
}

TEST(OggStream, IsCompleteWhenItsLastPageSaysSo) {
    Data file;
    page(file, 5, true, {opus_head()});
    page(file, 5, false, {kTags});
    const std::size_t last = file.size();
    page(file, 5, false, {{1, 2}});
    const auto complete = [&] {
        MemoryBytes source{file};
        return (*find_ogg_stream(source))->complete;
    };
    EXPECT_FALSE(complete());
    file[last + 5] = 4;
    EXPECT_TRUE(complete());
    file.insert(file.end(), {'T', 'A', 'G', 'x'});
    EXPECT_TRUE(complete()) << "a tag behind the stream";
    file.resize(file.size() - 5);
    EXPECT_FALSE(complete()) << "cut within the page";
}

TEST(OggPage, NeedsAllItsBytes) {
    Data file;
    page(file, 5, true, {opus_head()});
    EXPECT_TRUE(parse_ogg_page(file));
    for (std::size_t length = 0; length < file.size(); ++length)
        EXPECT_FALSE(parse_ogg_page(std::span{file}.first(length)));
}

}  // namespace
}  // namespace stratum::media
