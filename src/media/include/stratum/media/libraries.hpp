#pragma once

#include "stratum/base/export.hpp"

#include <string>
#include <vector>

namespace stratum::media {

/// A library that decodes or reads tags for us, as it is loaded now, or where it cannot tell, as it was built against.
struct LibraryVersion {
    std::string name;
    std::string version;
};
/// For people and bug reports. Thread-safe.
[[nodiscard]] STRATUM_EXPORT std::vector<LibraryVersion> library_versions();

}  // namespace stratum::media
