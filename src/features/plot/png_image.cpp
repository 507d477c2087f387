#include "png_image.hpp"

#include <string_view>
#include <zlib.h>

namespace stratum::plot {
namespace {

void big_endian(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void chunk(Bytes& out, std::string_view type, std::span<const std::uint8_t> data) {
    big_endian(out, static_cast<std::uint32_t>(data.size()));
    const std::size_t start = out.size();
    out.insert(out.end(), type.begin(), type.end());
    out.insert(out.end(), data.begin(), data.end());
    big_endian(out, static_cast<std::uint32_t>(crc32_z(0, out.data() + start, out.size() - start)));
}

Bytes compressed(std::span<const std::uint8_t> data) {
    uLongf length = compressBound(data.size());
    Bytes out(length);
    STRATUM_CHECK(compress2(out.data(), &length, data.data(), data.size(), Z_BEST_COMPRESSION) == Z_OK);
    out.resize(length);
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
    chunk(out, "IDAT", compressed(scanlines));
    chunk(out, "IEND", {});
    return out;
}

Pixels enlarged(const Pixels& pixels, int across, int down) {
    Pixels out{pixels.columns * across, pixels.rows * down, {}};
    out.values.reserve(static_cast<std::size_t>(out.columns) * static_cast<std::size_t>(out.rows));
    for (int row = 0; row < out.rows; ++row)
        for (int column = 0; column < out.columns; ++column) {
            const int from = row / down * pixels.columns + column / across;
            out.values.push_back(pixels.values[static_cast<std::size_t>(from)]);
        }
    return out;
}

}  // namespace stratum::plot
