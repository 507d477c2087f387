#pragma once

#include "stratum/library/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stratum::library {

/// The parts of a path of the `kStored` form: "stored:", 64 hex digits, a slash, and the name, folders and all.
struct StoredName {
    std::string key;   ///< Of the blob.
    std::string name;  ///< "Album/01 Song.flac".
};
[[nodiscard]] std::string stored_path(const StoredName& stored);
/// Nothing for what is no path of that form.
[[nodiscard]] std::optional<StoredName> parse_stored(std::string_view path);

}  // namespace stratum::library
