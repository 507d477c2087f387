#include "stratum/library/stored.hpp"

#include <algorithm>

namespace stratum::library {

std::string stored_path(const StoredName& stored) { return std::string{kStored} + stored.key + "/" + stored.name; }

std::optional<StoredName> parse_stored(std::string_view path) {
    constexpr std::size_t kDigits = 64;
    if (!is_stored(path)) return {};
    path.remove_prefix(kStored.size());
    if (path.size() < kDigits + 2 || path[kDigits] != '/') return {};
    const auto key = path.substr(0, kDigits);
    const bool digits =
        std::ranges::all_of(key, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!digits) return {};
    return StoredName{std::string{key}, std::string{path.substr(kDigits + 1)}};
}

}  // namespace stratum::library
