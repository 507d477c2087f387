#pragma once

#include "stratum/base/result.hpp"

#include <string>

namespace stratum::os {

/// A folder of its own that is removed with everything in it when the owner goes.
class TempFolder {
  public:
    /// Made in `parent`. Errors: as `system_error`.
    [[nodiscard]] static Result<TempFolder> make(const std::string& parent = "/tmp");
    ~TempFolder();
    TempFolder(TempFolder&& other) noexcept;
    TempFolder& operator=(TempFolder&&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }
    /// The path of `name` in it.
    [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  private:
    explicit TempFolder(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

}  // namespace stratum::os
