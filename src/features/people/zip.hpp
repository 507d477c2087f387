#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/clock.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace stratum::people {

struct ZipFile {
    std::string name;  ///< Letters of ASCII.
    std::string text;  ///< Below 4 GB.
};
/// A ZIP archive (APPNOTE 6.3) of files that are stored as they are: what everybody can open, without a library.
[[nodiscard]] Bytes make_zip(const std::vector<ZipFile>& files);

}  // namespace stratum::people
