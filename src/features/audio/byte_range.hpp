#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stratum::audio {

/// One part of a file.
struct ByteRange {
    std::int64_t offset = 0;
    std::int64_t length = 0;
};

/// What became of a Range field (RFC 9110, section 14).
struct RangeAnswer {
    bool satisfiable = true;  ///< Otherwise 416.
    std::optional<ByteRange>
        range;  ///< Nothing: the whole file, as for fields that mean nothing or name several parts.
};
[[nodiscard]] RangeAnswer parse_range(std::string_view field, std::int64_t size);

}  // namespace stratum::audio
