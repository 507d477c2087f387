#include "mp4_lock.hpp"

#include <gtest/gtest.h>
#include <string_view>

namespace stratum::media {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

std::string box(std::string_view name, std::string_view inside) {
    const auto size = static_cast<std::uint32_t>(inside.size() + 8);
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift);
    return out.append(name).append(inside);
}

std::string track(std::string_view handler, std::string_view entry) {
    const std::string hdlr = box("hdlr", std::string(8, '\0').append(handler).append(12, '\0'));
    const std::string stsd = box("stsd", "\0\0\0\0\0\0\0\1"s.append(box(entry, std::string(28, '\0'))));
    return box("trak", box("mdia", hdlr + box("minf", box("stbl", stsd))));
}

std::string lock_of(const std::string& file) {
    MemoryBytes source{{reinterpret_cast<const std::uint8_t*>(file.data()), file.size()}};
    const auto lock = mp4_lock(source);
    EXPECT_TRUE(lock);
    return *lock;
}

TEST(Mp4Lock, IsThatOfTheFirstSoundTrack) {
    const std::string front = box("ftyp", "isom") + box("mdat", std::string(100, 'x'));
    EXPECT_EQ(lock_of(front + box("moov", track("soun", "enca"))), "enca");
    EXPECT_EQ(lock_of(front + box("moov", track("vide", "encv") + track("soun", "drms"))), "drms");
    EXPECT_EQ(lock_of(front + box("moov", track("soun", "mp4a") + track("soun", "enca"))), "");
    EXPECT_EQ(lock_of(front), "");
}

TEST(Mp4Lock, SurvivesLies) {
    std::string deep = track("soun", "enca");
    for (int i = 0; i < 20'000; ++i) deep.insert(0, "\x7f\xff\xff\xffmoov"sv);
    EXPECT_EQ(lock_of(deep), "");
    const std::string whole = box("moov", track("soun", "enca"));
    for (std::size_t length = 0; length < whole.size(); ++length) lock_of(whole.substr(0, length));
    EXPECT_EQ(lock_of(std::string(100'000, '\0')), "") << "a box that reaches to the end";
    EXPECT_EQ(lock_of("\0\0\0\1free\xff\xff\xff\xff\xff\xff\xff\xff"s + whole), "");
}

}  // namespace
}  // namespace stratum::media
