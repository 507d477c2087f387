#include "stratum/base/os/temp.hpp"

#include "stratum/base/os/fd.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace stratum::os {

Result<TempFolder> TempFolder::make(const std::string& parent) {
    std::string path = parent + "/stratum-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) return system_error(errno, "cannot make a folder in " + parent);
    return TempFolder{std::move(path)};
}

TempFolder::TempFolder(TempFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempFolder::~TempFolder() {
    if (path_.empty()) return;
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace stratum::os
