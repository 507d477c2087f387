#include "png_image.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace stratum::plot {
namespace {

constexpr std::array<std::uint32_t, 256> make_crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t n = 0; n < 256; ++n) {
        std::uint32_t c = n;
        for (int bit = 0; bit < 8; ++bit) c = (c & 1U) != 0 ? 0xedb88320U ^ (c >> 1) : c >> 1;
        table[n] = c;
    }
    return table;
}
constexpr auto kCrcTable = make_crc_table();

void big_endian(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void chunk(Bytes& out, std::string_view type, std::span<const std::uint8_t> data) {
    big_endian(out, static_cast<std::uint32_t>(data.size()));
    const std::size_t start = out.size();
    out.insert(out.end(), type.begin(), type.end());
    out.insert(out.end(), data.begin(), data.end());
    std::uint32_t crc = ~0U;
    for (std::size_t i = start; i < out.size(); ++i) crc = kCrcTable[(crc ^ out[i]) & 0xffU] ^ (crc >> 8);
    big_endian(out, ~crc);
}

/// zlib's container (RFC 1950) around deflate blocks that are stored as they are (RFC 1951, 3.2.4).
Bytes stored_zlib(std::span<const std::uint8_t> data) {
    Bytes out{0x78, 0x01};
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const std::uint8_t byte : data) {
        a = (a + byte) % 65521;
        b = (b + a) % 65521;
    }
    constexpr std::size_t kLongestBlock = 65535;
    do {
        const std::size_t length = std::min(data.size(), kLongestBlock);
        out.push_back(length == data.size() ? 1 : 0);
        const auto n = static_cast<std::uint16_t>(length);
        for (const unsigned v : {unsigned{n}, ~unsigned{n}}) {
            out.push_back(static_cast<std::uint8_t>(v));
            out.push_back(static_cast<std::uint8_t>(v >> 8));
        }
        out.insert(out.end(), data.begin(), data.begin() + static_cast<std::ptrdiff_t>(length));
        data = data.subspan(length);
    } while (!data.empty());
    big_endian(out, b << 16 | a);
    return out;
}

}  // namespace

Bytes png_of(const Pixels& pixels) {
    STRATUM_CHECK(pixels.values.size() ==
                  static_cast<std::size_t>(pixels.columns) * static_cast<std::size_t>(pixels.rows));
    Bytes scanlines;
    const auto columns = static_cast<std::size_t>(pixels.columns);
    for (std::size_t i = 0; i < pixels.values.size(); ++i) {
        if (i % columns == 0) scanlines.push_back(0);  // no filter on this line
        scanlines.insert(scanlines.end(), {pixels.values[i].red, pixels.values[i].green, pixels.values[i].blue});
    }
    Bytes out{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    Bytes header;
    big_endian(header, static_cast<std::uint32_t>(pixels.columns));
    big_endian(header, static_cast<std::uint32_t>(pixels.rows));
    header.insert(header.end(), {8, 2, 0, 0, 0});  // 8 bits, red green blue, deflate, usual filters, not interlaced
    chunk(out, "IHDR", header);
    chunk(out, "IDAT", stored_zlib(scanlines));
    chunk(out, "IEND", {});
    return out;
}

}  // namespace stratum::plot
