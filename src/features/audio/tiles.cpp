#include "tiles.hpp"

#include <algorithm>

namespace stratum::audio {
namespace {

std::int64_t columns_at(const analysis::Waveform& waveform, int level) {
    const auto columns = static_cast<std::int64_t>(waveform.peak.size());
    const std::int64_t step = std::int64_t{1} << level;
    return (columns + step - 1) / step;
}

char largest(const std::vector<std::uint8_t>& values, std::int64_t first, std::int64_t last) {
    const auto size = static_cast<std::int64_t>(values.size());
    const auto from = values.begin() + std::min(first, size);
    const auto to = values.begin() + std::min(last, size);
    return from == to ? '\0' : static_cast<char>(*std::max_element(from, to));
}

}  // namespace

int levels_of(const analysis::Waveform& waveform) {
    int level = 0;
    while (columns_at(waveform, level) > kTileColumns) ++level;
    return level + 1;
}

std::optional<std::string> tile_of(const analysis::Waveform& waveform, int level, std::int64_t tile) {
    if (level < 0 || level >= levels_of(waveform) || tile < 0) return {};
    const std::int64_t columns = columns_at(waveform, level);
    const std::int64_t first = tile * kTileColumns;
    if (first >= columns) return {};
    const std::int64_t last = std::min(columns, first + kTileColumns);
    const std::int64_t step = std::int64_t{1} << level;
    std::string out;
    out.reserve(static_cast<std::size_t>(last - first) * 4);
    for (std::int64_t column = first; column < last; ++column) {
        const std::int64_t from = column * step;
        for (const auto* band : {&waveform.peak, &waveform.low, &waveform.mid, &waveform.high})
            out += largest(*band, from, from + step);
    }
    return out;
}

}  // namespace stratum::audio
