#include "png_image.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <zlib.h>

namespace stratum::plot {
namespace {

std::uint32_t big_endian(const Bytes& bytes, std::size_t at) {
    return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 | std::uint32_t{bytes[at + 2]} << 8 |
           bytes[at + 3];
}

/// Takes a PNG apart with zlib, checking lengths and checksums on the way: the pixels, or nothing when it is broken.
std::optional<Pixels> read_png(const Bytes& png) {
    const Bytes signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    if (png.size() < 8 || !std::equal(signature.begin(), signature.end(), png.begin())) return std::nullopt;
    Pixels pixels;
    Bytes data;
    std::string last;
    for (std::size_t at = 8; at < png.size();) {
        const std::size_t length = big_endian(png, at);
        last.assign(png.begin() + static_cast<long>(at) + 4, png.begin() + static_cast<long>(at) + 8);
        if (crc32_z(0, png.data() + at + 4, length + 4) != big_endian(png, at + 8 + length)) return std::nullopt;
        if (last == "IHDR") {
            pixels.columns = static_cast<int>(big_endian(png, at + 8));
            pixels.rows = static_cast<int>(big_endian(png, at + 12));
            if (png[at + 16] != 8 || png[at + 17] != 2) return std::nullopt;  // 8 bits of red, green and blue
        }
        if (last == "IDAT")
            data.assign(png.begin() + static_cast<long>(at) + 8, png.begin() + static_cast<long>(at + 8 + length));
        at += 12 + length;
    }
    const auto stride = static_cast<std::size_t>(pixels.columns) * 3 + 1;
    Bytes lines(stride * static_cast<std::size_t>(pixels.rows));
    uLongf size = lines.size();
    if (last != "IEND" || uncompress(lines.data(), &size, data.data(), data.size()) != Z_OK || size != lines.size())
        return std::nullopt;
    for (std::size_t i = 0; i < lines.size(); i += i % stride == 0 ? 1 : 3) {
        if (i % stride == 0) {
            if (lines[i] != 0) return std::nullopt;  // no filter
            continue;
        }
        pixels.values.push_back({lines[i], lines[i + 1], lines[i + 2]});
    }
    return pixels;
}

TEST(PngOf, HoldsThePixelsThatWentIn) {
    Pixels pixels{7, 3, {}};
    for (std::uint8_t i = 0; i < 21; ++i) pixels.values.push_back({i, static_cast<std::uint8_t>(255 - i), 9});
    const auto read = read_png(png_of(pixels));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->columns, 7);
    EXPECT_EQ(read->rows, 3);
    EXPECT_EQ(read->values, pixels.values);
}

TEST(Enlarged, RepeatsPixelsInBothDirections) {
    const Colour a{1, 1, 1};
    const Colour b{2, 2, 2};
    const Pixels big = enlarged({2, 1, {a, b}}, 2, 3);
    EXPECT_EQ(big.columns, 4);
    EXPECT_EQ(big.rows, 3);
    EXPECT_EQ(big.values, (std::vector<Colour>{a, a, b, b, a, a, b, b, a, a, b, b}));
}

TEST(Enlarged, CostsHardlyAnythingInTheFile) {
    Pixels noise{300, 12, {}};
    std::uint32_t state = 1;
    for (int i = 0; i < 3600; ++i) {
        state = state * 1664525U + 1013904223U;
        const auto level = static_cast<std::uint8_t>(state >> 24);
        noise.values.push_back({level, level, level});
    }
    EXPECT_LT(png_of(enlarged(noise, 4, 14)).size(), 3 * png_of(noise).size());  // instead of 56 times
}

}  // namespace
}  // namespace stratum::plot
