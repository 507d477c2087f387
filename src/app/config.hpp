#pragma once

#include "stratum/base/os/dirs.hpp"
#include "stratum/base/result.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stratum::app {

/// A setting that exists: what may stand in the file and what it does.
struct SettingInfo {
    std::string_view key;  ///< "analyze.jobs": table and name in the file. "tempo.genre.*" has names of the user's own.
    std::string_view help;
};
[[nodiscard]] std::span<const SettingInfo> known_settings();

/// "STRATUM_ANALYZE_JOBS" for "analyze.jobs".
[[nodiscard]] std::string variable_of(std::string_view key);

/// The settings of a TOML file, with the environment above it. Flags stand above both, and are the commands' own
/// matter.
class Config {
  public:
    /// `path` may be empty (no file). Errors: `not_found` and so on, `invalid_argument` with the line for what is no
    /// TOML.
    static Result<Config> load(const std::string& path, Environment environment);

    /// The variable when it is set and not empty; else what the file says; else nothing.
    [[nodiscard]] std::optional<std::string> get(std::string_view key) const;
    /// What the file has in a table whose names are the user's own, by name.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> table(std::string_view name) const;
    /// One line each about what the file holds and nobody knows.
    [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

  private:
    std::map<std::string, std::string, std::less<>> values_;
    std::vector<std::string> warnings_;
    Environment environment_;
};

}  // namespace stratum::app
