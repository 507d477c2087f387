#include "stratum/analysis/tempo_range.hpp"

#include "stratum/base/text.hpp"

namespace stratum::analysis {
namespace {

constexpr Bpm kSlowest{30.0};
constexpr Bpm kFastest{300.0};

Error no_range(std::string_view text) {
    return error(ErrorCode::invalid_argument, "\"" + valid_utf8(text) + "\" is no range of tempi",
                 "write two numbers from 30 to 300, the slower first, such as 88-175");
}

}  // namespace

Result<void> check(const TempoRange& range) {
    if (range.slowest >= kSlowest && range.slowest < range.fastest && range.fastest <= kFastest) return {};
    return no_range(format_fixed(range.slowest.value(), 2) + "-" + format_fixed(range.fastest.value(), 2));
}

Result<TempoRange> parse_tempo_range(std::string_view text) {
    for (const std::string_view separator : {"..", "-"}) {
        const std::size_t at = text.find(separator);
        if (at == std::string_view::npos) continue;
        const auto slowest = parse_number(trim(text.substr(0, at)));
        const auto fastest = parse_number(trim(text.substr(at + separator.size())));
        if (!slowest || !fastest) return no_range(text);
        const TempoRange range{Bpm{*slowest}, Bpm{*fastest}};
        if (!check(range)) return no_range(text);
        return range;
    }
    return no_range(text);
}

}  // namespace stratum::analysis
