#include "byte_range.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::audio {

RangeAnswer parse_range(std::string_view field, std::int64_t size) {
    constexpr std::string_view kUnit = "bytes=";
    field = trim(field);
    if (!field.starts_with(kUnit)) return {};
    field.remove_prefix(kUnit.size());
    const auto dash = field.find('-');
    if (dash == field.npos || field.find(',') != field.npos) return {};
    const auto first_text = trim(field.substr(0, dash));
    const auto last_text = trim(field.substr(dash + 1));
    const auto first = parse_integer(first_text);
    const auto last = parse_integer(last_text);
    if ((!first_text.empty() && (!first || *first < 0)) || (!last_text.empty() && (!last || *last < 0))) return {};
    if (!first && !last) return {};
    if (!first) {  // The last so many bytes.
        const std::int64_t length = std::min(*last, size);
        if (length == 0) return {.satisfiable = false, .range = {}};
        return {.range = ByteRange{size - length, length}};
    }
    if (last && *last < *first) return {};
    if (*first >= size) return {.satisfiable = false, .range = {}};
    const std::int64_t end = last ? std::min(*last, size - 1) : size - 1;
    return {.range = ByteRange{*first, end - *first + 1}};
}

}  // namespace stratum::audio
