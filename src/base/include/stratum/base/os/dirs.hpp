#pragma once

#include <functional>
#include <optional>
#include <string>

namespace stratum {

/// Answers with the value of an environment variable. Only `main` reads the real one; libraries are handed this.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// Where a program keeps what is the user's own, after the XDG Base Directory Specification 0.8. A variable that is
/// empty or no absolute path counts as not set, as the specification says. Without $HOME all lie under /tmp.
struct UserDirs {
    std::string config;  ///< $XDG_CONFIG_HOME/stratum, else ~/.config/stratum.
    std::string data;    ///< $XDG_DATA_HOME/stratum, else ~/.local/share/stratum.
    std::string cache;   ///< $XDG_CACHE_HOME/stratum, else ~/.cache/stratum.
    std::string state;   ///< $XDG_STATE_HOME/stratum, else ~/.local/state/stratum.
};
[[nodiscard]] UserDirs user_dirs(const Environment& environment);

}  // namespace stratum
